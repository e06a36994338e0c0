/** The metrics that Pacegate itself knows: what a budget can name without the benchmark reporting it. */
import type { Better } from '../../samples/measurements.ts';
import type { Dimension } from '../../samples/numbers/quantity.ts';

export interface KnownMetric {
  readonly unit: Dimension;
  readonly better: Better;
  readonly about: string;
  /** A bound as people would write it, for messages. */
  readonly example: string;
}

const time = (about: string): KnownMetric => ({ unit: 's', better: 'lower', about, example: '300 ms' });

const METRICS: ReadonlyMap<string, KnownMetric> = new Map([
  ['time', time("one call, other tenants' interference taken out: the robust estimate to gate changes on")],
  ['median', time('the median of wall time as measured')],
  ['mean', time('the mean of wall time as measured')],
  ['min', time('the smallest wall time measured')],
  ['max', time('the largest wall time measured')],
  ['cpu_time', time('the CPU time of one call')],
  ['throughput', { unit: '1/s', better: 'higher', about: 'calls a second', example: '200/s' }],
  ['peak_memory', { unit: 'B', better: 'lower', about: "the process's largest memory", example: '250 MiB' }],
  [
    'instructions',
    { unit: 'count', better: 'lower', about: 'instructions executed by one call', example: '3M' },
  ],
  ['cost', { unit: '$', better: 'lower', about: 'dollars for one call, by cpu_hour', example: '$0.40/1M' }],
]);

const QUANTILE = /^p(\d+(?:\.\d+)?)$/;

/** Names to suggest; the quantiles stand for all from p50 to p99.9. */
export const METRIC_NAMES: readonly string[] = [
  ...METRICS.keys(),
  ...['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9'],
];

/** A metric of Pacegate's own under its canonical name (`p95.0` is `p95`), a mistake, or undefined for other names. */
export function findMetric(
  name: string,
): { readonly name: string; readonly metric: KnownMetric } | { readonly mistake: string } | undefined {
  const digits = QUANTILE.exec(name)?.[1];
  if (digits === undefined) {
    const metric = METRICS.get(name);
    return metric && { name, metric };
  }
  const percent = Number(digits);
  if (percent >= 50 && percent <= 99.9) {
    return { name: `p${percent}`, metric: time(`the ${percent} % quantile of wall time as measured`) };
  }
  const instead =
    percent >= 100
      ? '`max` is the largest value'
      : percent === 0
        ? '`min` is the smallest value'
        : percent > 99.9
          ? 'further out there are too few values to tell'
          : '`median` and `min` say what fast calls take';
  return { mistake: `\`${name}\` is outside p50 … p99.9; ${instead}` };
}

/** Whether the metric looks at calls one by one, so that a mean of several is none of its values. */
export function isOfSingleCalls(name: string): boolean {
  return name === 'min' || name === 'max' || QUANTILE.test(name);
}

/** What people call a metric elsewhere, and what it is called here. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ...'latency duration elapsed runtime speed wall wall_time walltime real'
    .split(' ')
    .map((word) => [word, 'time'] as const),
  ...'cpu user_time process_time'.split(' ').map((word) => [word, 'cpu_time'] as const),
  ...'avg average'.split(' ').map((word) => [word, 'mean'] as const),
  ...'med percentile quantile'.split(' ').map((word) => [word, 'median'] as const),
  ...'minimum best'.split(' ').map((word) => [word, 'min'] as const),
  ...'maximum worst'.split(' ').map((word) => [word, 'max'] as const),
  ...'memory mem rss max_rss maxrss peak_rss ram peak peakmem'
    .split(' ')
    .map((word) => [word, 'peak_memory'] as const),
  ...'ops rps qps rate'.split(' ').map((word) => [word, 'throughput'] as const),
  ...'instruction_count instr ir'.split(' ').map((word) => [word, 'instructions'] as const),
  ...'price money dollars'.split(' ').map((word) => [word, 'cost'] as const),
]);

/** The metric of ours that a foreign name usually means. */
export function meantMetric(name: string): string | undefined {
  return MEANT.get(name.toLowerCase().replaceAll('-', '_'));
}
