/** Gives a run its name, its seed and its clock, once the checkouts are there. */
import type { World } from '../settings.ts';
import type { Run } from './collecting/measure.ts';
import type { Plan } from './plan-run.ts';
import type { Progress } from './progress.ts';
import type { RunTime } from './run-time.ts';
import { describeEnvironment } from './sides/environment.ts';
import type { Session } from './sides/session.ts';

export async function startRun(
  plan: Plan,
  session: Session,
  time: RunTime,
  world: World,
  progress: Progress,
): Promise<Run> {
  const { commit, base, budgets } = plan;
  return {
    id: world.randomId(),
    seed: plan.seed ?? world.randomId().slice(0, 8),
    created: world.now().toISOString(),
    session,
    commits: {
      ...(commit && { candidate: commit }),
      ...(base !== undefined && { baseline: { id: base, dirty: false } }),
    },
    environment: await describeEnvironment(budgets.benchmarks, session.candidate, world.env),
    declared: budgets.benchmarks,
    env: world.env,
    clock: world.clock,
    time,
    signal: world.signal,
    progress,
    ...(world.showOutput && { onOutput: world.showOutput }),
  };
}
