import { quantileSorted } from 'simple-statistics';
import type { Side } from './prepared.ts';
import type { Summary } from './result.ts';

/** From a value of the file to what is shown: $ for seconds of CPU time, calls a second for seconds a call. */
export type Show = (value: number) => number;

/** Statistics of one side's values; `estimate` is the number that was judged, already as shown. */
export function summarise({ runs, arm }: Side, estimate: number, show: Show): Summary {
  const medians = runs
    .map(({ values }) => show(middle(Float64Array.from(values).sort())))
    .sort((a, b) => a - b);
  const centre = middle(medians);
  const deviations = medians.map((median) => Math.abs(median - centre)).sort((a, b) => a - b);
  return {
    median: show(middle(arm.values)),
    p95: show(quantileSorted(arm.values as never, 0.95)),
    spread: 1.4826 * middle(deviations),
    estimate,
    runs: runs.length,
    values: arm.values.length,
  };
}

function middle(sorted: ArrayLike<number>): number {
  return quantileSorted(sorted as never, 0.5);
}
