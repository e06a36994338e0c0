/** What a budget's metric means on a measured benchmark: which values it is computed from, and how. */
import type { Budget } from '../../budgets/model.ts';
import type { Benchmark, Better, Metric } from '../../samples/measurements.ts';
import { reciprocal, type Statistic } from '../readings/statistic.ts';
import type { Show } from '../readings/summary.ts';

export interface Quantity {
  /** `time` may choose its clock; everything else is computed from one metric. */
  readonly choosesClock: boolean;
  /** Name of the metric in the file. */
  readonly source: string;
  readonly metric: Metric;
  readonly statistic: Statistic;
  /** Factor from the metric's unit to the budget's. */
  readonly scale: number;
  readonly unit: string;
  readonly better: Better;
}

/** How the metric's values are shown: in the budget's unit. */
export function shownAs({ statistic, scale }: Quantity): Show {
  return statistic.kind === 'reciprocal-mean' ? reciprocal : (value) => value * scale;
}

/** Whether the machine's speed is in it: a time or a rate, or computed from one. Memory and counts are the code's alone. */
export function isOfTime({ metric }: Quantity): boolean {
  return metric.unit === 's' || metric.unit === '1/s';
}

const QUANTILE = /^p(\d+(?:\.\d+)?)$/;

/**
 * The quantity behind a budget, or undefined where the benchmark measured nothing that it could be computed from.
 * A metric measured under the budget's own name wins over one computed from wall time: a load test's own `p95` is
 * better than a quantile of what it reported. `time` and `cost` are always worked out here.
 */
export function findQuantity(budget: Budget, benchmark: Benchmark, cpuHour: number): Quantity | undefined {
  const metric = (name: string): Metric | undefined =>
    Object.hasOwn(benchmark.metrics, name) ? benchmark.metrics[name] : undefined;
  const make = (
    source: string,
    statistic: Statistic,
    extra: Partial<Quantity> = {},
  ): Quantity | undefined => {
    const found = metric(source);
    if (!found) return undefined;
    const { unit, better } = found;
    return { choosesClock: false, source, metric: found, statistic, scale: 1, unit, better, ...extra };
  };
  const name = budget.metric;
  if (name === 'time') return make('wall_time', { kind: 'fastest' }, { choosesClock: true });
  if (name === 'cost') {
    const extra = { scale: cpuHour / 3600, unit: '$' };
    return make('cpu_time', { kind: 'fastest' }, extra) ?? make('wall_time', { kind: 'fastest' }, extra);
  }
  if (name === 'cpu_time') return make('cpu_time', { kind: 'fastest' });
  const own = make(name, { kind: 'quantile', p: 0.5 });
  if (own) return own;
  const percent = QUANTILE.exec(name)?.[1];
  if (percent !== undefined) return make('wall_time', { kind: 'quantile', p: Number(percent) / 100 });
  switch (name) {
    case 'median':
      return make('wall_time', { kind: 'quantile', p: 0.5 });
    case 'mean':
      return make('wall_time', { kind: 'mean' });
    case 'min':
      return make('wall_time', { kind: 'quantile', p: 0 });
    case 'max':
      return make('wall_time', { kind: 'quantile', p: 1 });
    case 'throughput':
      return make('wall_time', { kind: 'reciprocal-mean' }, { unit: '1/s', better: 'higher' });
    default:
      return undefined;
  }
}
