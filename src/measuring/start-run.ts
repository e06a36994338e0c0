/** Gives a run its name, its seed and its clock, once the checkouts are there. */
import type { World } from '../settings.ts';
import type { Run } from './collecting/measure.ts';
import type { Plan } from './plan-run.ts';
import type { Progress } from './progress.ts';
import type { RunTime } from './run-time.ts';
import { describeEnvironment } from './sides/environment.ts';
import type { Session } from './sides/session.ts';

/** What a report says of a run. */
export type RunIdentity = Pick<Run, 'id' | 'seed' | 'created' | 'commits' | 'environment'>;

export function nameRun(
  { commit, base, seed }: Plan,
  world: World,
  environment: Run['environment'],
): RunIdentity {
  return {
    id: world.randomId(),
    seed: seed ?? world.randomId().slice(0, 8),
    created: world.now().toISOString(),
    commits: {
      ...(commit && { candidate: commit }),
      ...(base !== undefined && { baseline: { id: base, dirty: false } }),
    },
    environment,
  };
}

export async function startRun(
  plan: Plan,
  session: Session,
  time: RunTime,
  world: World,
  progress: Progress,
): Promise<Run> {
  const { budgets } = plan;
  const environment = await describeEnvironment(budgets.benchmarks, session.candidate, world.env);
  return {
    ...nameRun(plan, world, environment),
    session,
    declared: budgets.benchmarks,
    env: world.env,
    clock: world.clock,
    time,
    signal: world.signal,
    progress,
    ...(world.showOutput && { onOutput: world.showOutput }),
  };
}
