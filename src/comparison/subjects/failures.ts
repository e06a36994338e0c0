/** Why a budget cannot be judged at all, going by what was measured of its benchmark. */

import type { Budget } from '../../budgets/model.ts';
import { findMetric } from '../../budgets/texts/metrics.ts';
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
  if (!baseline) return 'one-side-only';
  if (isNew({ baseline })) return undefined;
  const failure = failureOf(baseline);
  return failure === 'new' ? 'garbage' : failure;
}

/**
 * The base lacks what the benchmark needs: there is nothing to compare with, and nothing wrong. What has values there is not
 * new, whatever the file says.
 */
export function isNew({ baseline }: Pick<Subject, 'baseline'>): boolean {
  return failureOf(baseline) === 'new' && Object.keys(baseline?.metrics ?? {}).length === 0;
}

/** Its suite leaves it out: on both sides for the same reason, or there is no other side. */
export function isSkipped({ baseline, candidate }: Subject, compares: boolean): boolean {
  const skips = (side: Benchmark | undefined) => side?.failures?.find(({ code }) => code === 'skipped');
  const [before, after] = [skips(baseline), skips(candidate)];
  if (after === undefined || failureOf(candidate) !== 'skipped') return false;
  return !compares || !baseline || before?.message === after.message;
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

/** Metrics that are worked out from single wall times, where no tool gives its own figure. */
const FROM_VALUES = /^(?:time|median|mean|min|max|throughput|cost|p\d.*)$/;

/** Why a benchmark has nothing that a budget's metric could be computed from. */
export function whyUnavailable(metric: string, { metrics, unmeasured }: Benchmark): FailureCode {
  const summaries = metrics.wall_time === undefined && budgetable(metrics).length > 0;
  return unmeasured?.[metric]?.code ?? (FROM_VALUES.test(metric) && summaries ? 'only-summaries' : 'absent');
}

/** Names of Pacegate's own that the results have a figure for; others are text out of a file. */
export function budgetable(metrics: Benchmark['metrics']): string[] {
  return Object.keys(metrics).filter(isOurs);
}

export function isOurs(name: string): boolean {
  const found = findMetric(name);
  return found !== undefined && 'metric' in found;
}
