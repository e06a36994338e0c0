/**
 * The history as a chain: each commit was measured in turns with an earlier one on one machine, so the product of these
 * changes says how far any two of them are apart, whatever the machines were. Pure.
 */
import type { HistoryRow } from '../stores/store.ts';

/** One link: `commit` was measured beside `beside`. */
export interface Step {
  readonly commit: string;
  readonly beside: string;
  /** Logarithm of the change. */
  readonly log: number;
  /** Variance of `log`, as its interval shows it. */
  readonly variance: number;
}

/** What was said of one benchmark and metric, by commit: only rows that are links. */
export type Chain = ReadonlyMap<string, HistoryRow>;

/** Half of a 95 % interval is this many standard errors. */
export const HALF_95 = 1.959964;

/** `measured`: oldest first. A commit that was measured again keeps its first link. */
export function chainOf(measured: Iterable<{ readonly commit: string; readonly row: HistoryRow }>): Chain {
  const chain = new Map<string, HistoryRow>();
  for (const { commit, row } of measured) {
    const { beside, ratio, low, high } = row;
    if (beside === undefined || beside === commit || commit === 'unknown' || chain.has(commit)) continue;
    if (isPositive(ratio) && isPositive(low) && isPositive(high)) chain.set(commit, row);
  }
  return chain;
}

/** The links that lead to `commit`, oldest first: the first one's `beside` is where the chain begins. */
export function pathTo(chain: Chain, commit: string): Step[] {
  const path: Step[] = [];
  let at = commit;
  // A damaged store could lead in a circle.
  for (let row = chain.get(at); row?.beside !== undefined && path.length < chain.size; row = chain.get(at)) {
    path.push(stepOf(at, row.beside, row));
    at = row.beside;
  }
  return path.reverse();
}

function stepOf(commit: string, beside: string, { ratio = 1, low = 1, high = 1 }: HistoryRow): Step {
  const error = Math.abs(Math.log(high / low)) / (2 * HALF_95);
  return { commit, beside, log: Math.log(ratio), variance: error * error };
}

export interface ChainedChange {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly steps: number;
}

/** The product of all links of a path, with its 95 % interval: independent errors add up as variances. */
export function productOf(path: readonly Pick<Step, 'log' | 'variance'>[]): ChainedChange {
  const log = path.reduce((sum, step) => sum + step.log, 0);
  const half = HALF_95 * Math.sqrt(path.reduce((sum, step) => sum + step.variance, 0));
  return { ratio: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half), steps: path.length };
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}
