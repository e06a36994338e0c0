/** Where a budget's limit lies. */
import type { Budget } from '../../budgets/model.ts';

/** 1 where larger is adverse, −1 where smaller is. */
export function directionOf({ op }: Pick<Budget, 'op'>): 1 | -1 {
  return op.startsWith('<') ? 1 : -1;
}

/** The largest (or smallest) value that a relative budget allows, given the baseline's. */
export function limitOf({ bound }: Budget, baseline: number): number {
  switch (bound.kind) {
    case 'absolute':
      return bound.value;
    case 'baseline':
    case 'anchor':
      return baseline * (1 + bound.ratio);
    case 'baseline-offset':
      return baseline + bound.margin;
  }
}

/** The same as a ratio. An offset from a baseline of 0 has none; 1 then stands for it. */
export function ratioLimit(budget: Budget, baseline: number): number {
  if ('ratio' in budget.bound) return 1 + budget.bound.ratio;
  return baseline > 0 ? limitOf(budget, baseline) / baseline : 1;
}

export function holds(value: number, op: Budget['op'], limit: number): boolean {
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
