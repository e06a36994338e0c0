/** Metrics that are the same in every run, such as counts of instructions or queries: compared without statistics. */
import type { Budget } from '../budgets/model.ts';
import type { Finding } from './finding.ts';
import type { Both, Side } from './prepared.ts';
import type { Quantity } from './quantity.ts';
import { type Show, summarise } from './summary.ts';

/** Relative changes below this count as none: a different heap layout alone moves counts by a few in ten thousand. */
const GUARD = 0.001;

/**
 * True where at least two runs agree on every value and the metric is a count, or where all values are 0. A single
 * run cannot show that it would always be the same. Counts of instructions agree where no two differ by more than different
 * heaps make them: what lies below that is no change.
 */
export function isExact(unit: string, sides: readonly Side[], source: string): boolean {
  if (sides.every(({ arm }) => arm.values.at(-1) === 0 && arm.sizes.length > 1)) return true;
  return (
    (unit === 'count' || unit === 'ratio') &&
    sides.every(({ arm }) => arm.sizes.length > 1 && agree(arm.values, source === 'instructions' ? GUARD : 0))
  );
}

/** The values are sorted. */
function agree(values: ArrayLike<number>, guard: number): boolean {
  return (values[values.length - 1] as number) <= (values[0] as number) * (1 + guard);
}

function middle({ arm: { values } }: Side): number {
  return values[values.length >> 1] as number;
}

export function judgeExactly(
  budget: Budget,
  quantity: Quantity,
  { baseline, candidate }: Both,
  show: Show,
): Finding {
  const before = show(middle(baseline));
  const after = show(middle(candidate));
  const upper = budget.op.startsWith('<');
  const allowed = limitOf(budget, before);
  const broken = upper ? after > allowed * (1 + GUARD) : after < allowed * (1 - GUARD);
  const ratio = after === before ? 1 : after / before;
  const improved = quantity.better === 'lower' ? ratio < 1 - GUARD : ratio > 1 + GUARD;
  return {
    verdict: broken ? 'fail' : improved ? 'improved' : 'pass',
    notes: before === 0 && after !== 0 ? ['exact', 'from-zero'] : ['exact'],
    unit: quantity.unit,
    better: quantity.better,
    baseline: summarise(baseline, before, show),
    candidate: summarise(candidate, after, show),
    ...(Number.isFinite(ratio) && { change: { ratio, low: ratio, high: ratio, confidence: 1 } }),
    limit: { kind: 'ratio', value: ratioLimit(budget, before) },
    detectable: GUARD,
    runs: Math.min(baseline.runs.length, candidate.runs.length),
  };
}

export function judgeExactlyAlone(budget: Budget, quantity: Quantity, candidate: Side, show: Show): Finding {
  const value = show(middle(candidate));
  const limit = budget.bound.kind === 'absolute' ? budget.bound.value : 0;
  return {
    verdict: holds(value, budget.op, limit) ? 'pass' : 'fail',
    notes: ['exact'],
    unit: quantity.unit,
    better: quantity.better,
    candidate: summarise(candidate, value, show),
    estimate: { value, low: value, high: value, confidence: 1 },
    limit: { kind: 'absolute', value: limit },
    detectable: 0,
    runs: candidate.runs.length,
  };
}

/** The largest (or smallest) value that a relative budget allows, given the baseline's. */
export function limitOf({ bound }: Budget, baseline: number): number {
  switch (bound.kind) {
    case 'absolute':
      return bound.value;
    case 'baseline':
      return baseline * (1 + bound.ratio);
    case 'baseline-offset':
      return baseline + bound.margin;
  }
}

/** The same as a ratio. An offset from a baseline of 0 has none; 1 then stands for it. */
export function ratioLimit(budget: Budget, baseline: number): number {
  if (budget.bound.kind === 'baseline') return 1 + budget.bound.ratio;
  return baseline > 0 ? limitOf(budget, baseline) / baseline : 1;
}

function holds(value: number, op: Budget['op'], limit: number): boolean {
  switch (op) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}
