/**
 * `auto`: whatever looks broken or open against the stored baseline is measured again, side by side with the base
 * commit, and only what that confirms can fail the gate.
 */
import { explain } from '../comparison/explain.ts';
import type { Note, Result } from '../comparison/result.ts';
import type { Benchmark, Measurements } from '../samples/measurements.ts';
import type { Run } from './collecting/measure.ts';
import { type Judged, type Judging, judgeSideBySide } from './strategies.ts';

const DOUBTFUL: ReadonlySet<Result['verdict']> = new Set([
  'fail',
  'accepted',
  'inconclusive',
  'incomparable',
]);

function isDoubtful({ verdict, failure }: Result): boolean {
  const open = failure === 'one-side-only' || failure === 'out-of-time';
  return DOUBTFUL.has(verdict) || (verdict === 'missing' && open);
}

/** `base`: full id of the commit to measure beside; undefined where there is none. */
export async function confirm(
  judged: Judged,
  run: Run,
  judging: Judging,
  base: string | undefined,
): Promise<Judged> {
  const belongs = (name: string, benchmark: string) => benchmark === name || benchmark.startsWith(`${name}/`);
  const doubtful = judged.specs.filter(({ name }) =>
    judged.results.some((result) => isDoubtful(result) && belongs(name, result.benchmark)),
  );
  if (doubtful.length === 0) return judged;
  if (base === undefined || run.signal.aborted) {
    return { ...judged, results: judged.results.map((result) => withhold(result)) };
  }
  const noTime = () => judged.results.map((result) => withhold(result, 'out-of-time'));
  if (run.time.left() <= 0) return { ...judged, results: noTime() };
  run.progress.say(`measuring again, side by side: ${doubtful.length} of ${judged.specs.length}`);
  const again = await judgeSideBySide(run, doubtful, judging, base);
  // What there was no time for at all keeps what was seen first.
  const reached = doubtful.filter(({ name }) =>
    again.results.some((result) => belongs(name, result.benchmark) && result.failure !== 'out-of-time'),
  );
  if (reached.length === 0) return { ...judged, results: noTime() };
  const remeasured = (benchmark: string) => reached.some(({ name }) => belongs(name, benchmark));
  return {
    comparison: 'side-by-side',
    beside: base,
    specs: judged.specs,
    results: judged.specs.flatMap(({ name }) =>
      remeasured(name)
        ? again.results.filter((result) => belongs(name, result.benchmark))
        : judged.results
            .filter((result) => belongs(name, result.benchmark))
            .map((result) => withhold(result, 'out-of-time')),
    ),
    warnings: [
      ...judged.warnings.filter(({ benchmark }) => benchmark === undefined || !remeasured(benchmark)),
      ...again.warnings.filter(
        ({ code, benchmark }) =>
          benchmark !== undefined ||
          !judged.warnings.some((w) => w.code === code && w.benchmark === undefined),
      ),
    ],
    candidate: merge(judged.candidate, again.candidate, remeasured),
    ...(judged.baseline &&
      again.baseline && { baseline: merge(judged.baseline, again.baseline, remeasured) }),
    effort: {
      inside_seconds: judged.effort.inside_seconds + again.effort.inside_seconds,
      process_seconds: judged.effort.process_seconds + again.effort.process_seconds,
    },
  };
}

/** A breach that could not be confirmed, for want of a base commit or of time, is doubt and not a failure. */
function withhold(result: Result, ...why: Extract<Note, 'out-of-time'>[]): Result {
  if (result.verdict !== 'fail' || result.limit?.kind !== 'ratio') return result;
  const { reason: _, ...rest } = result;
  const doubtful = {
    ...rest,
    verdict: 'inconclusive' as const,
    notes: [...(rest.notes ?? []), 'unconfirmed' as const, ...why],
  };
  return { ...doubtful, reason: explain(doubtful) };
}

/** The first pass's measurements with the re-measured benchmarks in place of its own. */
function merge(
  first: Measurements,
  second: Measurements,
  remeasured: (benchmark: string) => boolean,
): Measurements {
  const kept = first.benchmarks.filter(({ name }) => !remeasured(name));
  const again = second.benchmarks
    .filter(({ name }) => remeasured(name))
    .map((benchmark): Benchmark => ({ ...benchmark, session: second.session }));
  const { layout } = second.environment;
  return {
    ...first,
    environment: { ...first.environment, ...(layout !== undefined && { layout }) },
    benchmarks: [...kept, ...again],
  };
}
