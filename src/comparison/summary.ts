import { quantileSorted } from 'simple-statistics';
import { runQuantiles } from '../statistics/arm.ts';
import type { Side } from './prepared.ts';
import type { Summary } from './result.ts';

/** From a value of the file to what is shown: $ for seconds of CPU time, calls a second for seconds a call. */
export type Show = (value: number) => number;

/** Statistics of one side's values; `estimate` is the number that was judged, already as shown. */
export function summarise({ runs, arm }: Side, estimate: number, show: Show): Summary {
  const medians = runQuantiles(arm, 0.5).map(show).sort();
  const centre = quantile(medians, 0.5);
  const deviations = medians.map((median) => Math.abs(median - centre)).sort();
  return {
    median: show(quantile(arm.values, 0.5)),
    p95: show(quantile(arm.values, 0.95)),
    spread: 1.4826 * quantile(deviations, 0.5),
    estimate,
    runs: runs.length,
    values: arm.values.length,
  };
}

/** simple-statistics only indexes its argument; its types ask for a plain array. */
function quantile(sorted: Float64Array, p: number): number {
  return quantileSorted(sorted as unknown as number[], p);
}
