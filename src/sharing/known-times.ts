/** How long measuring each benchmark took, as the store knows it. */
import { ancestors } from '../checkouts/git/repository.ts';
import type { Plan } from '../measuring/plan-run.ts';
import type { BaselineStore } from '../stores/store.ts';

export interface KnownTimes {
  /** By declared name. */
  readonly seconds: ReadonlyMap<string, number>;
  /** The commit whose entry it is; undefined where nothing is known. */
  readonly from?: string;
}

/** Entries that are looked through, newest first. */
const DEPTH = 10;

/**
 * Of the newest entry of an earlier commit, whatever the machine: what takes longer here takes longer there. All shares of a run
 * must deal alike, so an entry that somebody saves meanwhile for another commit does not count.
 */
export async function knownTimes(
  { base, commit, repository }: Plan,
  store: BaselineStore,
): Promise<KnownTimes> {
  const start = base ?? commit?.id;
  const earlier = repository && start !== undefined ? new Set(await ancestors(repository, start)) : undefined;
  if (base === undefined && commit) earlier?.delete(commit.id);
  const entries = await store.recent({ limit: DEPTH });
  const entry = entries.find(
    (one) => one.measurements.spent && (earlier === undefined || earlier.has(one.commit)),
  );
  if (!entry) return { seconds: new Map() };
  const spent = Object.entries(entry.measurements.spent ?? {});
  return { seconds: new Map(spent.filter(([, seconds]) => seconds > 0)), from: entry.commit };
}
