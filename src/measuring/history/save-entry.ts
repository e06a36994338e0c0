/** Turns a run into an entry of the store. */
import type { Result } from '../../comparison/result.ts';
import type { Report } from '../../report/model.ts';
import type { Environment } from '../../samples/environment.ts';
import type { Benchmark, Measurements } from '../../samples/measurements.ts';
import { environmentOf, sessionOf } from '../../samples/sessions.ts';
import { environmentKey } from '../../stores/environment-key.ts';
import type { BaselineStore, Entry, HistoryRow } from '../../stores/store.ts';

/**
 * Saves what was measured whole; benchmarks that failed are left out, since nothing may be compared with them.
 * Returns a sentence for the user.
 */
export async function saveEntry(
  store: BaselineStore,
  report: Pick<Report, 'verdict' | 'results'>,
  candidate: Measurements,
  more: {
    /** Commit that what was compared side by side was measured beside. */
    readonly beside?: string | undefined;
    readonly reads?: Entry['reads'];
  } = {},
): Promise<string> {
  const measured = candidate.benchmarks.filter(({ failures = [] }) => failures.length === 0);
  if (measured.length === 0) return 'nothing was measured, so nothing was saved as a baseline';
  const { commit } = candidate;
  const saved = ofOneEnvironment({ ...candidate, benchmarks: measured });
  const datasets = new Map(measured.map(({ name, dataset }) => [name, dataset]));
  const location = await store.save({
    // A working tree with changes of its own is no commit's: it must not be taken for HEAD later.
    commit: commit && !commit.dirty ? commit.id : 'unknown',
    ...(commit?.ref !== undefined && { ref: commit.ref }),
    created: candidate.created,
    environmentKey: environmentKey(saved.environment),
    verdict: report.verdict,
    measurements: saved,
    history: report.results
      .filter(({ verdict }) => verdict !== 'skipped')
      .map((result) => toRow(result, datasets.get(result.benchmark), more.beside)),
    ...(more.reads && Object.keys(more.reads).length > 0 && { reads: more.reads }),
  });
  const whole = saved.benchmarks;
  const failed = candidate.benchmarks.length - measured.length;
  const elsewhere = measured.length - whole.length;
  const rest = [
    failed === 0 ? '' : `; ${failed} that could not be measured left out`,
    elsewhere === 0 ? '' : `; ${elsewhere} measured on other kinds of machines are only in the history`,
  ].join('');
  const dirty = commit?.dirty ? ', with uncommitted changes and so under no commit' : '';
  return `saved as a baseline: ${location} (${whole.length} benchmark${whole.length === 1 ? '' : 's'}${rest}${dirty})`;
}

/** A baseline is of one environment: of merged measurements that in which most were made. */
function ofOneEnvironment(measurements: Measurements): Measurements {
  const { sessions, ...rest } = measurements;
  if (!sessions) return measurements;
  const groups = new Map<string, { environment: Environment; benchmarks: Benchmark[] }>();
  for (const benchmark of measurements.benchmarks) {
    const environment = environmentOf(measurements, sessionOf(measurements, benchmark));
    const key = environmentKey(environment);
    const { session: _, ...plain } = benchmark;
    const group = groups.get(key) ?? { environment, benchmarks: [] };
    group.benchmarks.push(plain);
    groups.set(key, group);
  }
  const [largest] = [...groups.values()].sort((a, b) => b.benchmarks.length - a.benchmarks.length);
  return { ...rest, ...largest };
}

function toRow(result: Result, dataset: Benchmark['dataset'], beside: string | undefined): HistoryRow {
  const {
    benchmark,
    budget,
    verdict,
    metric,
    better,
    change,
    baseline,
    candidate,
    estimate,
    unit,
    acceptance,
  } = result;
  // What has changed since an anchor is worked out from the history: what is measured now is what it lacks.
  const measured = result.anchor?.now ?? change;
  const paired = measured && result.comparison === 'side-by-side' && beside !== undefined;
  return {
    benchmark,
    budget,
    verdict,
    ...(metric !== null && { metric, better }),
    ...(measured && { ratio: measured.ratio, low: measured.low, high: measured.high }),
    ...(result.anchor &&
      change && {
        since_anchor: change.ratio,
        since_anchor_low: change.low,
        since_anchor_high: change.high,
      }),
    // Measured beside the anchor itself, where nothing lies between.
    ...(paired && { beside: result.anchor?.steps === 0 ? result.anchor.commit : beside }),
    ...(baseline && { baseline: baseline.estimate }),
    ...(candidate && { estimate: candidate.estimate }),
    ...(estimate && { estimate_low: estimate.low, estimate_high: estimate.high }),
    ...(unit !== null && { unit }),
    ...(dataset && { dataset: dataset.name }),
    ...(acceptance && {
      accepted: acceptance.by === undefined ? acceptance.reason : `${acceptance.reason} (${acceptance.by})`,
    }),
  };
}
