/**
 * Where a benchmark's own files differ between the sides, both run the candidate's, and what the benchmark itself costs
 * stands on both sides: a slower one, or product code that moved into it, would be plain green. So it is judged a second time, with
 * each side's own benchmark; here both judgements become one.
 */
import type { FailureCode } from '../samples/measurements.ts';
import { describeChange, FAILURES, lowerFirst } from './explain.ts';
import type { OwnBenchmarks, Result } from './result.ts';
import { withReason } from './to-result.ts';

/** Only what holds against the baseline can be broken by the second look; what is broken or open already stays as it is. */
export function needsOwnBenchmarks({ verdict, limit }: Result): boolean {
  return limit?.kind === 'ratio' && (verdict === 'pass' || verdict === 'improved');
}

/** @param own the same budget with each side's own benchmark, or why there is no such result */
export function withOwnBenchmarks(result: Result, own: Result | FailureCode): Result {
  if (!needsOwnBenchmarks(result)) return result;
  const own_benchmarks = outcomeOf(own);
  const { verdict } = own_benchmarks;
  if (verdict !== 'broken') return { ...result, own_benchmarks };
  const { reason: _, ...rest } = result;
  const acceptance = typeof own === 'string' ? undefined : own.acceptance;
  return withReason({
    ...rest,
    // Nobody can say which of the two is true: that the product got slower, or only its benchmark.
    verdict: acceptance ? 'accepted' : 'inconclusive',
    own_benchmarks,
    notes: [...(rest.notes ?? []), 'benchmark-changed'],
    ...(acceptance && { acceptance }),
  });
}

function outcomeOf(own: Result | FailureCode): OwnBenchmarks {
  if (typeof own === 'string') return { verdict: 'untold', failure: own };
  const change = own.change && { change: own.change };
  switch (own.verdict) {
    case 'fail':
    case 'accepted':
      return { verdict: 'broken', ...change };
    case 'pass':
    case 'improved':
      return { verdict: 'holds', ...change };
    default: {
      const failure = own.failure ?? (own.notes?.includes('out-of-time') ? 'out-of-time' : undefined);
      return { verdict: 'untold', ...change, ...(failure && { failure }) };
    }
  }
}

const LISTED = 3;

/** What the second look came to, for the doubt about a benchmark; empty where there was none. */
export function tellOwnBenchmarks(results: readonly Result[]): string {
  const seen = results.filter(({ own_benchmarks }) => own_benchmarks !== undefined);
  const of = (verdict: OwnBenchmarks['verdict']) =>
    seen
      .filter(({ own_benchmarks }) => own_benchmarks?.verdict === verdict)
      .map((result) => (seen.length === 1 ? outcome(result) : `${nameOf(result)} ${outcome(result)}`));
  const [held, broken, untold] = [of('holds'), of('broken'), of('untold')];
  const budgets = (list: readonly string[]) => (list.length === 1 ? 'a budget' : `${list.length} budgets`);
  return [
    broken.length > 0 &&
      `With each side's own benchmark ${budgets(broken)} would be broken: ${listed(broken)}.`,
    held.length > 0 &&
      `Measured with each side's own benchmark, ${budgets(held)} ${held.length === 1 ? 'holds' : 'hold'}, too: ${listed(held)}.`,
    untold.length > 0 &&
      `With each side's own benchmark it could not be told whether ${budgets(untold)} would hold: ${listed(untold)}.`,
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}

function outcome(result: Result): string {
  const { change, failure } = result.own_benchmarks ?? {};
  const seen = change ? [lowerFirst(describeChange(change, result))] : [];
  return [...seen, ...(failure ? [whyUntold(failure)] : [])].join(', ') || 'too little was seen of it';
}

/** There may be time left in the run as a whole: a second look gets only a part of it. */
function whyUntold(failure: FailureCode): string {
  return failure === 'out-of-time' ? 'there was no more time for it' : FAILURES[failure];
}

function nameOf({ benchmark, budget }: Result): string {
  return `${benchmark} (${budget})`;
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, LISTED).join('; ');
  return items.length > LISTED ? `${shown}; and ${items.length - LISTED} more` : shown;
}
