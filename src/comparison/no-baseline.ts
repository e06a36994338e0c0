/** A budget that is relative to a baseline, before there is one: what was measured is told, and nothing is judged. */
import type { Budget } from '../budgets/model.ts';
import { asMeasured } from '../statistics/arm.ts';
import { estimate, TENTH } from './estimator.ts';
import type { Finding } from './finding.ts';
import type { Side } from './prepared.ts';
import type { Quantity } from './quantity.ts';
import { summarise } from './summary.ts';

export function withoutBaseline(budget: Budget, quantity: Quantity, side: Side): Finding {
  const show = (value: number): number => value * quantity.scale;
  const reciprocal = quantity.statistic.kind === 'reciprocal-mean';
  const estimator = quantity.statistic.kind === 'fastest' ? TENTH : quantity.statistic;
  const value = show(estimate(estimator, side.arm, asMeasured(side.arm)));
  return {
    verdict: 'incomparable',
    notes: ['no-baseline'],
    unit: quantity.unit,
    better: quantity.better,
    candidate: summarise(side, value, reciprocal ? (seconds) => 1 / seconds : show),
    limit: { kind: 'ratio', value: 1 + (budget.bound.kind === 'baseline' ? budget.bound.ratio : 0) },
    runs: side.runs.length,
  };
}
