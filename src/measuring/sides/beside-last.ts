/**
 * A push to the default branch is measured beside the last commit of the history, so that the history is a chain of measured
 * changes, which does not depend on the machines (docs/history.md).
 */
import { ancestors, hasCommit } from '../../checkouts/git/repository.ts';
import type { World } from '../../settings.ts';
import type { BaselineStore, EntrySummary } from '../../stores/store.ts';
import type { Plan } from '../plan-run.ts';

/** Where the newest entry is none of this branch's, such as when an old job is run again, so many are looked at. */
const LOOKED_AT = 10;
const FAR_BACK = 2_000;

/** The plan as it is where something else was asked for, or where there is no history yet. */
export async function besideLast(
  plan: Plan,
  store: BaselineStore,
  { fetchCommit }: Pick<World, 'fetchCommit'>,
): Promise<Plan> {
  const { repository, commit, base, compare } = plan;
  if (!repository || !commit || base !== undefined || compare !== 'auto') return plan;
  // Most often the newest one will do, and some stores fetch each by itself.
  const [newest] = await store.summaries({ limit: 1 });
  if (!newest) return plan;
  if (repository.shallow) {
    // What led here is not known; the default branch's own history is.
    const there = isLink(newest, commit.id) && (await hasCommit(repository, newest.commit));
    const fetched = there || (isLink(newest, commit.id) && (await fetchCommit?.(newest.commit)));
    return fetched ? beside(newest.commit, plan) : plan;
  }
  const before = new Set(await ancestors(repository, commit.id, FAR_BACK));
  const fits = (entry: EntrySummary) => isLink(entry, commit.id) && before.has(entry.commit);
  const last = fits(newest) ? newest : (await store.summaries({ limit: LOOKED_AT })).find(fits);
  return last ? beside(last.commit, plan) : plan;
}

/** What that commit's budget file accepts is in what it measures, as on a pull request: it excuses nothing on top. */
async function beside(base: string, plan: Plan): Promise<Plan> {
  const acceptedBefore = await plan.acceptedAt(base);
  const judging = { ...plan.judging, ...(acceptedBefore && { acceptedBefore }) };
  return { ...plan, base, compare: 'side-by-side', judging };
}

/** What could not be measured then would be missing now as well, on a side that nobody can mend any more. */
function isLink({ commit, verdict }: EntrySummary, candidate: string): boolean {
  return commit !== candidate && commit !== 'unknown' && verdict !== 'missing';
}
