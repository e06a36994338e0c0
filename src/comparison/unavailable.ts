/** Why a benchmark has nothing that a budget's metric could be computed from, and what of it can be budgeted instead. */
import { findMetric } from '../budgets/metrics.ts';
import type { Benchmark, FailureCode } from '../samples/measurements.ts';

/** Metrics that are worked out from single wall times, where no tool gives its own figure. */
const FROM_VALUES = new Set(['time', 'median', 'mean', 'min', 'max', 'throughput', 'cost']);

export function whyUnavailable(metric: string, { metrics, unmeasured }: Benchmark): FailureCode {
  const told = unmeasured?.[metric]?.code;
  if (told) return told;
  const needsValues = FROM_VALUES.has(metric) || /^p\d/.test(metric);
  return needsValues && metrics.wall_time === undefined && budgetable(metrics).length > 0
    ? 'only-summaries'
    : 'absent';
}

/** Names of Pacegate's own that the results have a figure for; others are text out of a file. */
export function budgetable(metrics: Benchmark['metrics']): string[] {
  return Object.keys(metrics).filter(isOurs);
}

export function isOurs(name: string): boolean {
  const found = findMetric(name);
  return found !== undefined && 'metric' in found;
}
