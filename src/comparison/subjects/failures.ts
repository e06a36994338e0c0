/** Why a budget cannot be judged at all, going by what was measured of its benchmark. */
import type { Budget } from '../../budgets/model.ts';
import type { Benchmark, FailureCode } from '../../samples/measurements.ts';
import type { Subject } from './subjects.ts';

/** `compares`: whether there is a baseline to compare with. */
export function missingFor(
  budget: Budget,
  { baseline, candidate }: Subject,
  compares: boolean,
): FailureCode | undefined {
  if (!candidate) return 'one-side-only';
  const failed = failureOf(candidate);
  if (failed) return failed;
  if (budget.bound.kind === 'absolute' || !compares) return undefined;
  return baseline ? failureOf(baseline) : 'one-side-only';
}

/** Any failure in any of its runs: a benchmark that crashes now and then never counts as measured. */
export function failureOf(benchmark: Benchmark | undefined): FailureCode | undefined {
  if (!benchmark) return undefined;
  const failure = benchmark.failures?.[0];
  if (failure) return failure.code;
  const metrics = Object.values(benchmark.metrics);
  if (metrics.length === 0) return 'no-values';
  for (const { runs } of metrics) {
    if (runs.length === 0) return 'no-values';
    for (const { values } of runs) {
      if (values.length === 0) return 'no-values';
      for (let i = 0; i < values.length; i++) {
        const value: unknown = values[i];
        // In a hurry: there may be millions. A null, which is how JSON writes NaN, compares as 0.
        if (typeof value !== 'number' || !(value >= 0 && value < Number.POSITIVE_INFINITY))
          return 'not-a-number';
      }
    }
  }
  return undefined;
}
