/** Metrics that are the same in every run, such as counts of instructions or queries: compared without statistics. */
import type { Budget } from '../../budgets/model.ts';
import type { Run } from '../../samples/measurements.ts';
import { pool, summarise } from '../readings/summary.ts';
import type { Both } from '../subjects/pairing.ts';
import type { Quantity } from '../subjects/quantity.ts';
import type { Finding } from './finding.ts';
import { holds, limitOf, ratioLimit } from './limits.ts';

/** Relative changes below this count as none: a different heap layout alone moves counts by a few in ten thousand. */
const GUARD = 0.001;

/**
 * True where at least two runs agree on every value and the metric is a count or a share, or where all values are 0. A single
 * run cannot show that it would always be the same. Counts of instructions agree where no two differ by more than different
 * heaps make them: what lies below that is no change.
 */
export function isExact({ unit, source }: Quantity, sides: readonly (readonly Run[])[]): boolean {
  const guard = source === 'instructions' ? GUARD : 0;
  return sides.every((runs) => {
    if (runs.length < 2 || (unit !== 'count' && unit !== 'ratio' && runs[0]?.values[0] !== 0)) return false;
    const values = pool(runs);
    return (values.at(-1) as number) <= (values[0] as number) * (1 + guard);
  });
}

export function judgeExactly(budget: Budget, quantity: Quantity, { baseline, candidate }: Both): Finding {
  const show = (value: number) => value * quantity.scale;
  const [before, after] = [show(theValue(baseline)), show(theValue(candidate))];
  const upper = budget.op.startsWith('<');
  const allowed = limitOf(budget, before);
  const broken = upper ? after > allowed * (1 + GUARD) : after < allowed * (1 - GUARD);
  const ratio = after === before ? 1 : after / before;
  const improved = quantity.better === 'lower' ? ratio < 1 - GUARD : ratio > 1 + GUARD;
  return {
    verdict: broken ? 'fail' : improved ? 'improved' : 'pass',
    facts: before === 0 && after !== 0 ? ['exact', 'from-zero'] : ['exact'],
    unit: quantity.unit,
    better: quantity.better,
    baseline: summarise(baseline, before, show),
    candidate: summarise(candidate, after, show),
    ...(Number.isFinite(ratio) && { change: { ratio, low: ratio, high: ratio, confidence: 1 } }),
    limit: { kind: 'ratio', value: ratioLimit(budget, before) },
    detectable: GUARD,
    runs: Math.min(baseline.length, candidate.length),
  };
}

export function judgeExactlyAlone(budget: Budget, quantity: Quantity, candidate: readonly Run[]): Finding {
  const show = (value: number) => value * quantity.scale;
  const value = show(theValue(candidate));
  const limit = budget.bound.kind === 'absolute' ? budget.bound.value : 0;
  return {
    verdict: holds(value, budget.op, limit) ? 'pass' : 'fail',
    facts: ['exact'],
    unit: quantity.unit,
    better: quantity.better,
    candidate: summarise(candidate, value, show),
    estimate: { value, low: value, high: value, confidence: 1 },
    limit: { kind: 'absolute', value: limit },
    detectable: 0,
    runs: candidate.length,
  };
}

function theValue(runs: readonly Run[]): number {
  const values = pool(runs);
  return values[values.length >> 1] as number;
}
