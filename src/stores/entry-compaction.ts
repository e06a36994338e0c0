/**
 * Makes a session small enough to be kept for years. Every run stays; a run of many values is thinned to the means of
 * equal groups of its sorted values. That keeps what stored baselines are judged by: the number of runs, each run's
 * mean, the mean of its fastest tenth (groups never straddle the tenth) and its quantiles to within one group. Of single
 * calls, which are kept for quantiles alone, it is the middles of groups: a mean of the slowest lies beyond their quantiles, and
 * a baseline that looks slower than it was would let a slower candidate pass.
 *
 * Limits: the smallest and the largest value become the means of the outermost groups, and values of wall and CPU time
 * then belong together by rank, not by iteration.
 */
import type { Benchmark, Measurements, Metric, Run } from '../samples/measurements.ts';

/** Bytes that one stored session should take, unless its runs are too many even for ten values each. */
export const ENTRY_TARGET = 250_000;

/** Values a run that are tried in turn, all multiples of ten for the sake of the fastest tenth. */
const STEPS = [100, 50, 40, 30, 20, 10] as const;

export interface Compacted {
  readonly measurements: Measurements;
  readonly thinned: boolean;
}

/** `limit` in bytes of JSON. Measurements that need no thinning keep the order of their values. */
export function compact(measurements: Measurements, limit = ENTRY_TARGET): Compacted {
  const rounded = mapRuns(measurements, (values) => values.map(round));
  if (bytes(rounded) <= limit) return { measurements: rounded, thinned: false };
  let smallest = rounded;
  let thinned = false;
  for (const size of STEPS) {
    const next = mapRuns(measurements, (values, name) =>
      (name === 'call_time' ? pick(values, STEPS[0]) : thin(values, size)).map(round),
    );
    thinned = next.benchmarks.some((benchmark, i) => isThinner(benchmark, measurements.benchmarks[i]));
    smallest = thinned ? next : rounded;
    if (thinned && bytes(smallest) <= limit) break;
  }
  return { measurements: smallest, thinned };
}

/**
 * The means of `size` groups of the sorted values, as equal in number as they can be. The groups up to the tenth are
 * cut at exactly `ceil(n / 10)` values, so that the mean of the fastest tenth is kept. Fewer values stay as they are.
 */
export function thin(values: readonly number[], size: number): number[] {
  if (values.length <= size) return [...values];
  const sorted = [...values].sort((a, b) => a - b);
  const tenth = Math.ceil(sorted.length / 10);
  const first = Math.max(1, Math.round(size / 10));
  return [...groupMeans(sorted.slice(0, tenth), first), ...groupMeans(sorted.slice(tenth), size - first)];
}

function groupMeans(sorted: readonly number[], groups: number): number[] {
  const count = Math.min(groups, sorted.length);
  return Array.from({ length: count }, (_, i) => {
    const group = sorted.slice(
      Math.round((i * sorted.length) / count),
      Math.round(((i + 1) * sorted.length) / count),
    );
    return group.reduce((sum, value) => sum + value, 0) / group.length;
  });
}

/** The values in the middle of equal shares, and the smallest one in place of the first. Fewer values stay as they are. */
export function pick(values: readonly number[], size: number): number[] {
  if (values.length <= size) return [...values];
  const sorted = [...values].sort((a, b) => a - b);
  return Array.from({ length: size }, (_, i) =>
    i === 0 ? (sorted[0] as number) : (sorted[Math.floor(((i + 0.5) / size) * sorted.length)] as number),
  );
}

/** Seven significant digits, a thousandth of what a clock can tell; whole numbers (bytes, counts) stay exact. */
function round(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(7));
}

function mapRuns(
  measurements: Measurements,
  change: (values: Run['values'], metric: string) => Run['values'],
): Measurements {
  const ofMetric = (name: string, metric: Metric): Metric => ({
    ...metric,
    runs: metric.runs.map((run) => ({ ...run, values: change(run.values, name) })),
  });
  return {
    ...measurements,
    benchmarks: measurements.benchmarks.map((benchmark) => ({
      ...benchmark,
      metrics: Object.fromEntries(
        Object.entries(benchmark.metrics).map(([name, metric]) => [name, ofMetric(name, metric)]),
      ),
    })),
  };
}

function isThinner(after: Benchmark, before: Benchmark | undefined): boolean {
  const lengths = (benchmark: Benchmark | undefined) =>
    Object.values(benchmark?.metrics ?? {}).flatMap((metric) => metric.runs.map((run) => run.values.length));
  const old = lengths(before);
  return lengths(after).some((length, i) => length < (old[i] ?? 0));
}

function bytes(measurements: Measurements): number {
  return Buffer.byteLength(JSON.stringify(measurements));
}
