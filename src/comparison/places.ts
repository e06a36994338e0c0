/** Each run by itself, where single runs have a say beside the pooled values. */
import { type Arm, runQuantiles } from '../statistics/arm.ts';
import type { Estimator } from './estimator.ts';

/** The estimate of each run by itself. */
export function placeRuns(arm: Arm, estimator: Estimator): Float64Array {
  switch (estimator.kind) {
    case 'fastest':
      return runQuantiles(arm, estimator.share);
    case 'quantile':
    case 'median-run':
      return runQuantiles(arm, estimator.p);
    case 'mean':
      return runMeans(arm);
    case 'reciprocal-mean':
      return runMeans(arm).map((mean) => 1 / mean);
  }
}

function runMeans({ values, runs, sizes }: Arm): Float64Array {
  const means = new Float64Array(sizes.length);
  for (let at = 0; at < values.length; at++) {
    const run = runs[at] as number;
    means[run] = (means[run] as number) + (values[at] as number) / (sizes[run] as number);
  }
  return means;
}
