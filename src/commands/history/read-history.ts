/**
 * The history as a command line reads it: from the store that the budget file names; in a clone, which has no directory of
 * baselines, from the branch that the action writes.
 */
import type { BudgetFile } from '../../budgets/model.ts';
import { renamesOf } from '../../budgets/rules/renames.ts';
import { UsageError } from '../../errors.ts';
import type { World } from '../../settings.ts';
import { renamedStore } from '../../stores/renamed-store.ts';
import type { EntrySummary } from '../../stores/store.ts';

export interface HistoryQuestion {
  readonly budgets: Pick<BudgetFile, 'baseline' | 'benchmarks'>;
  readonly directory: string;
  readonly limit: number;
  readonly hasOrigin: () => Promise<boolean>;
  /** Says where it was read. */
  readonly say: (message: string) => void;
}

export async function readHistory(
  { budgets, directory, limit, hasOrigin, say }: HistoryQuestion,
  world: Pick<World, 'openStore'>,
): Promise<readonly EntrySummary[]> {
  const policy = budgets.baseline;
  const { store } = policy;
  if (store === 'cache' || store === 'artifact') throw onlyInJobs(store);
  const read = async (from: BudgetFile['baseline']) => {
    const opened = await world.openStore(from, directory);
    return renamedStore(opened, renamesOf(budgets.benchmarks)).summaries({ limit });
  };
  const here = await read(policy);
  if (here.length > 0 || store === 'branch' || !(await hasOrigin())) return here;
  try {
    const remote = await read({ ...policy, store: 'branch' });
    if (remote.length > 0) say(`read from the branch ${policy.branch} of origin`);
    return remote;
  } catch (error) {
    // A server that cannot be reached is no reason to fail: nothing is stored here, which is what was asked.
    if (!(error instanceof UsageError)) throw error;
    say(`${policy.path} is empty, and the branch ${policy.branch} cannot be read: ${error.message}`);
    return here;
  }
}

function onlyInJobs(store: string): UsageError {
  return new UsageError(
    `What is kept by \`store: ${store}\` can only be read inside a job of GitHub Actions.`,
    {
      hint: 'With `baseline: { store: branch }` in the budget file the history stays, and every clone can read it.',
    },
  );
}
