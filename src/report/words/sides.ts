/** What both sides cost: in the budget's own metric, which the verdict is about, and in wall time as it was measured. */
import { isOfSingleCalls } from '../../budgets/texts/metrics.ts';
import type { Result, Summary } from '../../comparison/result.ts';
import { quantile } from '../html/histogram.ts';
import type { BenchmarkSection } from '../model.ts';
import { formatSides } from './numbers.ts';

/** Metrics that are no median: the spread, which is one of the processes' medians, says nothing of them. */
const NO_MEDIAN = /^(?:time|cpu_time|cost|throughput|mean|min|max|p(?!50$)\d+(?:\.\d+)?)$/;

/**
 * `11.6 → 12.6 ms`: the budget's metric on both sides, as far apart as the change says. Empty for a limit of its own, where
 * the one number that is judged stands beside its interval, and where there is nothing to compare with.
 */
export function formatJudged(result: Result, alone: boolean): string {
  const { baseline, candidate, limit, metric, notes, unit } = result;
  if (alone || (limit?.kind === 'absolute' && !baseline)) return '';
  const withSpread = !NO_MEDIAN.test(metric ?? '') && !notes?.includes('exact');
  const side = (summary: Summary | undefined) =>
    summary && { value: summary.estimate, ...(withSpread && { spread: summary.spread }) };
  return formatSides(side(baseline), side(candidate), unit);
}

/** Wall time of one side's calls, with everything else that the machine did meanwhile. */
export interface Measured {
  readonly median: number;
  readonly p95: number;
  readonly spread?: number;
}

export interface BothMeasured {
  readonly baseline?: Measured;
  readonly candidate?: Measured;
}

/** Metrics that are computed from wall time, so that a result's median and p95 are those of wall time. */
const OF_WALL_TIME = /^(?:time|median|mean|min|max|wall_time|p\d+(?:\.\d+)?)$/;

/** Undefined where no wall time was measured. */
export function asMeasured(
  { wall_time: drawn }: BenchmarkSection,
  results: readonly Result[],
): BothMeasured | undefined {
  if (!drawn) return undefined;
  const exact = (side: 'baseline' | 'candidate') => {
    const of = results.filter(
      ({ metric, unit, [side]: summary }) =>
        summary && unit === drawn.unit && OF_WALL_TIME.test(metric ?? ''),
    );
    // As what is drawn: of single calls, where they were timed.
    return (of.find(({ metric }) => isOfSingleCalls(metric ?? '')) ?? of[0])?.[side];
  };
  const measured = (side: 'baseline' | 'candidate'): Measured | undefined => {
    const quantiles = drawn[side];
    if (!quantiles || quantiles.length === 0) return undefined;
    const { median, p95, spread } = exact(side) ?? {};
    return {
      median: median ?? quantile(quantiles, 0.5),
      p95: p95 ?? quantile(quantiles, 0.95),
      ...(spread !== undefined && { spread }),
    };
  };
  const [baseline, candidate] = [measured('baseline'), measured('candidate')];
  return { ...(baseline && { baseline }), ...(candidate && { candidate }) };
}

/** `12.1 ± 0.3 → 13.1 ± 0.3 ms` and `13.3 → 14.4 ms` */
export function formatMeasured(
  { baseline, candidate }: BothMeasured,
  unit: string,
  alone: boolean,
): { median: string; p95: string } {
  const median = (side: Measured | undefined) =>
    side && { value: side.median, ...(side.spread !== undefined && { spread: side.spread }) };
  const p95 = (side: Measured | undefined) => side && { value: side.p95 };
  return {
    median: formatSides(median(baseline), median(candidate), unit, alone),
    p95: formatSides(p95(baseline), p95(candidate), unit, alone),
  };
}
