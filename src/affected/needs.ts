/** What makes a measurement necessary whatever the benchmark runs: how it is declared, and what its budgets ask. */

import type { BenchmarkSpec, Budget } from '../budgets/model.ts';
import { isFor } from '../samples/names/sub-names.ts';
import type { Reason } from './reason.ts';

/** A verdict that was reached for the base commit itself, on a machine like this one. */
export interface Earlier {
  readonly benchmark: string;
  readonly budget: string | null;
  readonly verdict: string;
}

/** Whether the base's budget file declares it in the same way. */
export function differsInDefinition(
  spec: BenchmarkSpec,
  base: readonly BenchmarkSpec[] | undefined,
): boolean {
  const before = base?.find(({ name }) => name === spec.name);
  return before === undefined || definition(before) !== definition(spec);
}

/** All that reaches its processes, and its budgets. How long it may be measured changes nothing of it. */
function definition({ runner, measure, dataset, budgets }: BenchmarkSpec): string {
  const { python, setup, env, pass_env } = measure;
  return JSON.stringify([
    runner,
    { python, setup, env, pass_env },
    dataset?.name,
    dataset?.path,
    dataset?.min_size,
    budgets.map(({ text, severity, only }) => [text, severity, only]),
  ]);
}

/** @param names of the benchmark, or of its sub-benchmarks */
export function unanswered(
  spec: BenchmarkSpec,
  names: readonly string[],
  earlier: readonly Earlier[],
): Reason[] {
  if (spec.budgets.length === 0) return [{ kind: 'no-budgets' }];
  return spec.budgets.flatMap((budget): Reason[] => {
    const watched = names.filter((name) => isFor(budget, name, spec.name));
    if (watched.length === 0 && spec.measure.chosen) return [];
    if (watched.length === 0) return [{ kind: 'watches-nothing', budget: budget.text }];
    if (budget.bound.kind === 'absolute' || budget.bound.kind === 'anchor')
      return held(budget, watched, earlier) ? [] : [{ kind: 'no-earlier-verdict', budget: budget.text }];
    return allowsNoChange(budget) ? [] : [{ kind: 'demands-change', budget: budget.text }];
  });
}

/**
 * That nothing has changed does not say that 300 ms are kept, or what an anchor allows. It does where the base commit itself was measured and kept
 * them; every benchmark needs that answer.
 */
function held({ text }: Budget, names: readonly string[], earlier: readonly Earlier[]): boolean {
  return names.every((name) =>
    earlier.some(
      ({ benchmark, budget, verdict }) =>
        benchmark === name && budget === text && (verdict === 'pass' || verdict === 'improved'),
    ),
  );
}

/** `time < baseline - 5%` is no budget that unchanged code can keep. */
function allowsNoChange({ op, bound }: Budget): boolean {
  if (bound.kind === 'absolute') return false;
  const room = 'ratio' in bound ? bound.ratio : bound.margin;
  return op.startsWith('<') ? room >= 0 : room <= 0;
}
