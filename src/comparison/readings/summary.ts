/** What is shown of one side: statistics of its values. */
import type { Run } from '../../samples/measurements.ts';
import { sortMeasured } from '../../statistics/sort.ts';
import type { Summary } from '../result.ts';
import { medianOf, quantile, type Statistic, statisticOf } from './statistic.ts';

/** From a value of the file to what is shown: $ for seconds of CPU time, calls a second for seconds a call. */
export type Show = (value: number) => number;

const MEDIAN: Statistic = { kind: 'quantile', p: 0.5 };

/** `estimate`: the number that stands for what was judged, already as shown. */
export function summarise(runs: readonly Run[], estimate: number, show: Show): Summary {
  const pooled = pool(runs);
  const medians = runs.map(({ values }) => show(statisticOf(MEDIAN, values)));
  const centre = medianOf(medians);
  return {
    median: show(quantile(pooled, 0.5)),
    p95: show(quantile(pooled, 0.95)),
    spread: 1.4826 * medianOf(medians.map((median) => Math.abs(median - centre))),
    estimate,
    runs: runs.length,
    values: pooled.length,
  };
}

/** All values, ascending. */
export function pool(runs: readonly Run[]): Float64Array {
  const pooled = new Float64Array(runs.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of runs) for (let i = 0; i < values.length; i++) pooled[at++] = values[i] as number;
  return sortMeasured(pooled);
}
