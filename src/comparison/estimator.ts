/** Turns a statistic into a number for a resampled set of runs. */
import { type Arm, type Draw, fastestMean, medianRun, quantileOf } from '../statistics/arm.ts';
import type { Statistic } from './quantity.ts';

/**
 * A statistic as it is computed. The robust estimate averages the fastest `share` of all values: noise only ever adds
 * time, so the fast end is what the code costs, and a mean of many values is smoother than a single quantile. `median-run`
 * is the median over runs of each run's own quantile `p`.
 */
export type Estimator =
  | Exclude<Statistic, { kind: 'fastest' }>
  | { readonly kind: 'fastest'; readonly share: number }
  | { readonly kind: 'median-run'; readonly p: number };

export const TENTH: Estimator = { kind: 'fastest', share: 0.1 };
export const HALF: Estimator = { kind: 'fastest', share: 0.5 };
/** All but the slowest tenth: sees both of two modes, and still not the wild tail. */
export const BULK: Estimator = { kind: 'fastest', share: 0.9 };

/** The typical run, placed by its fast end, since noise within a run only adds as well. */
export const TYPICAL = { kind: 'median-run', p: 0.1 } as const satisfies Estimator;

export function estimate(estimator: Estimator, arm: Arm, draw: Draw): number {
  switch (estimator.kind) {
    case 'fastest':
      return fastestMean(arm, draw, estimator.share);
    case 'quantile':
      return quantileOf(arm, draw, estimator.p);
    case 'median-run':
      return medianRun(arm, draw, estimator.p);
    case 'mean':
      return fastestMean(arm, draw, 1);
    case 'reciprocal-mean':
      return 1 / fastestMean(arm, draw, 1);
  }
}
