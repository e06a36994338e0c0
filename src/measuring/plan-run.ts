/** Reads everything that a run needs to know, before anything is run. */
import { choose } from '../budgets/choose.ts';
import type { BenchmarkSpec, BudgetFile } from '../budgets/model.ts';
import { readBudgetFile } from '../budgets/read.ts';
import { renamesOf } from '../budgets/rules/renames.ts';
import { type BaseCommit, resolveBase } from '../checkouts/git/base.ts';
import {
  candidateCommit,
  findRepository,
  type Repository,
  requireRepository,
} from '../checkouts/git/repository.ts';
import { renderProblem } from '../errors.ts';
import type { Measurements } from '../samples/measurements.ts';
import type { Settings, World } from '../settings.ts';
import type { Progress } from './progress.ts';
import { acceptedNow, readBaseBudgets, withNewNames } from './sides/base-budgets.ts';
import { projectDirectory } from './sides/project.ts';
import type { Judging } from './strategies.ts';

export interface Plan {
  readonly directory: string;
  readonly budgets: BudgetFile;
  readonly specs: readonly BenchmarkSpec[];
  readonly repository: Repository | undefined;
  readonly commit: Measurements['commit'];
  /** Full id of the commit to compare with. */
  readonly base: string | undefined;
  readonly compare: 'auto' | 'stored' | 'side-by-side';
  readonly judging: Judging;
  /** The trade-offs that the budget file of a commit has; undefined where that cannot be told. */
  readonly acceptedAt: (commit: string) => Promise<BudgetFile['accepted'] | undefined>;
  readonly seed: string | undefined;
  /** The commit whose stored baseline is not compared with: that of this very run. */
  readonly passedOver: string | undefined;
}

export async function planRun(settings: Settings, world: World, progress: Progress): Promise<Plan> {
  const directory = await projectDirectory(settings.directory, settings.budgets);
  const now = world.now();
  const { budgets, warnings } = await readBudgetFile(settings.budgets, {
    directory: settings.directory,
    today: now,
    project: directory,
  });
  for (const warning of warnings) progress.say(renderProblem(warning));
  const repository =
    settings.base === undefined ? await findRepository(directory) : await requireRepository(directory);
  const commit =
    repository &&
    (await candidateCommit(repository, {
      ignore: [settings.out, budgets.baseline.path],
      untracked: settings.untracked ?? 'counted',
    }));
  const base =
    settings.base === undefined
      ? undefined
      : await resolveBase(settings.base, await requireRepository(directory), settings.baseExact);
  if (base) tellBase(base, progress);
  const budgetsAt = async (id: string) => repository && readBaseBudgets(settings, directory, repository, id);
  const earlier = base && (await budgetsAt(base.id));
  const baseBudgets = earlier && withNewNames(earlier, budgets);
  const selected =
    settings.only === undefined ? budgets.benchmarks : choose(budgets.benchmarks, [settings.only]);
  return {
    directory,
    budgets,
    specs: trusting(selected, settings, progress),
    repository,
    commit,
    base: base?.id,
    compare: settings.compare ?? budgets.baseline.compare,
    judging: {
      accepted: budgets.accepted,
      today: now.toISOString().slice(0, 10),
      cpuHour: budgets.cpu_hour,
      declared: budgets.benchmarks,
      gate: budgets.gate,
      ...(budgets.baseline.anchor && { anchorName: budgets.baseline.anchor.name }),
      ...(baseBudgets && { baseBudgets, acceptedBefore: baseBudgets.accepted }),
      ...(base && base.how === 'given' && base.missing > 0 && { baseBehind: base }),
    },
    acceptedAt: async (id) => {
      const then = await budgetsAt(id);
      return then && acceptedNow(then.accepted, renamesOf(budgets.benchmarks));
    },
    seed: settings.seed,
    passedOver: settings.ownBaseline === 'passed-over' ? commit?.id : undefined,
  };
}

/** Which commit it is, where that is not the one that was named, and what the named one has more. */
function tellBase({ id, ref, how, missing }: BaseCommit, progress: Progress): void {
  if (missing === 0) return;
  const more = `${ref} has ${missing} ${missing === 1 ? 'commit' : 'commits'} that this checkout lacks`;
  progress.say(
    how === 'merge-base'
      ? `comparing with ${id.slice(0, 8)}, where this branch left ${ref}; ${more} (--base-exact compares with them)`
      : `${more}; their effects will look as if this change had undone them`,
  );
}

/** A fork's pull request brings its own budget file: what that asks for is not handed on to its code. */
function trusting(
  specs: readonly BenchmarkSpec[],
  { untrusted }: Settings,
  progress: Progress,
): readonly BenchmarkSpec[] {
  if (untrusted !== true) return specs;
  if (specs.some(({ measure }) => measure.pass_env?.length))
    progress.say('this is a pull request from a fork: `pass_env` hands nothing on');
  return specs.map((spec) => ({ ...spec, measure: { ...spec.measure, untrusted } }));
}
