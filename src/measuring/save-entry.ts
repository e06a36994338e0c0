/** Turns a run into an entry of the store. */
import type { Result } from '../comparison/result.ts';
import type { Report } from '../report/model.ts';
import type { Measurements } from '../samples/measurements.ts';
import { environmentKey } from '../stores/environment-key.ts';
import type { BaselineStore, HistoryRow } from '../stores/store.ts';

/**
 * Saves what was measured whole; benchmarks that failed are left out, since nothing may be compared with them.
 * Returns a sentence for the user.
 */
export async function saveEntry(
  store: BaselineStore,
  report: Pick<Report, 'verdict' | 'results'>,
  candidate: Measurements,
): Promise<string> {
  const whole = candidate.benchmarks.filter(({ failures = [] }) => failures.length === 0);
  if (whole.length === 0) return 'nothing was measured, so nothing was saved as a baseline';
  const { commit } = candidate;
  const location = await store.save({
    // A working tree with changes of its own is no commit's: it must not be taken for HEAD later.
    commit: commit && !commit.dirty ? commit.id : 'unknown',
    ...(commit?.ref !== undefined && { ref: commit.ref }),
    created: candidate.created,
    environmentKey: environmentKey(candidate.environment),
    verdict: report.verdict,
    measurements: { ...candidate, benchmarks: whole },
    history: report.results.filter(({ verdict }) => verdict !== 'skipped').map(toRow),
  });
  const left = candidate.benchmarks.length - whole.length;
  const rest = left === 0 ? '' : `; ${left} that could not be measured left out`;
  const dirty = commit?.dirty ? ', with uncommitted changes and so under no commit' : '';
  return `saved as a baseline: ${location} (${whole.length} benchmark${whole.length === 1 ? '' : 's'}${rest}${dirty})`;
}

function toRow({ benchmark, budget, verdict, change, candidate, unit, acceptance }: Result): HistoryRow {
  return {
    benchmark,
    budget,
    verdict,
    ...(change && { ratio: change.ratio, low: change.low, high: change.high }),
    ...(candidate && { estimate: candidate.estimate }),
    ...(unit !== null && { unit }),
    ...(acceptance && {
      accepted: acceptance.by === undefined ? acceptance.reason : `${acceptance.reason} (${acceptance.by})`,
    }),
  };
}
