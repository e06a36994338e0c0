import type { BenchmarkSpec, Budget } from '../../budgets/model.ts';

export interface Loosened {
  readonly benchmark: string;
  readonly before: string;
  /** Undefined where the budget is gone. */
  readonly after?: string;
}

/**
 * Budgets of the base side that the candidate's file loosens or removes. Budgets are the same where metric, direction,
 * kind of bound and `only` are; among several such, the strictest counts. A benchmark that is gone takes its budgets
 * with it.
 */
export function loosenedBudgets(
  candidate: readonly BenchmarkSpec[],
  base: readonly BenchmarkSpec[],
): Loosened[] {
  const now = new Map(candidate.map((spec) => [spec.name, spec]));
  return base.flatMap(({ name, budgets }) =>
    budgets.flatMap((before): Loosened[] => {
      const same = (now.get(name)?.budgets ?? []).filter((after) => identity(after) === identity(before));
      if (same.length === 0) return [{ benchmark: name, before: before.text }];
      const strictest = same.reduce((a, b) => (strictness(b) > strictness(a) ? b : a));
      const weaker =
        strictness(strictest) < strictness(before) ||
        (before.severity === 'fail' && strictest.severity === 'warn');
      return weaker ? [{ benchmark: name, before: before.text, after: strictest.text }] : [];
    }),
  );
}

function identity({ metric, op, bound, only }: Budget): string {
  return JSON.stringify([metric, op.charAt(0), bound.kind, only ?? '']);
}

/** Larger is stricter. */
function strictness({ op, bound }: Budget): number {
  const limit = bound.kind === 'absolute' ? bound.value : 'ratio' in bound ? bound.ratio : bound.margin;
  return op.startsWith('<') ? -limit : limit;
}
