/** What a judgement is asked with, and what it answers. */
import type { Acceptance, BenchmarkSpec, BudgetFile } from '../budgets/model.ts';
import type { Measurements } from '../samples/measurements.ts';
import type { Result, Verdict, Warning } from './result.ts';

export interface JudgeRequest {
  readonly budgets: readonly BenchmarkSpec[];
  readonly accepted: readonly Acceptance[];
  /** The trade-offs of the budget file that the baseline was measured with: what they accepted is in it. */
  readonly acceptedBefore?: readonly Acceptance[];
  readonly baseline?: Measurements;
  readonly candidate: Measurements;
  readonly comparison: 'side-by-side' | 'stored' | 'none';
  /** Stored comparison: earlier sessions of the same environment, in any order. */
  readonly history?: readonly Measurements[];
  /** Measuring is over: budgets that nothing measured are `missing` now, not just open. */
  readonly final: boolean;
  /** ISO date. */
  readonly today: string;
  /** Dollars for an hour of CPU time. */
  readonly cpuHour: number;
  /** The base side's budget file: what the candidate's allows beyond it is told. */
  readonly baseBudgets?: BudgetFile;
  /** What the candidate's budget file says of the gate. */
  readonly gate?: BudgetFile['gate'];
  /** What it names as the anchor. */
  readonly anchorName?: string;
  /** All that the candidate's budget file declares, where `budgets` is only a part of it. */
  readonly declared?: readonly BenchmarkSpec[];
  /** The base has so many commits that the candidate lacks. */
  readonly baseBehind?: { readonly ref: string; readonly missing: number };
  /** What was measured between the anchor and the base, by `anchorKey`. */
  readonly anchor?: {
    readonly name: string;
    /** What it names. */
    readonly commit: string;
    readonly changes: ReadonlyMap<string, AnchorChange>;
    /** Of what has no history: known only where the base is the anchor itself, or before it. */
    readonly otherwise?: AnchorChange;
  };
  /** Warning codes that the harness raised, by declared name. */
  readonly raised?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Declared names that were still open when the time of the whole run was over. */
  readonly outOfTime?: ReadonlySet<string>;
  /**
   * How many budgets with a margin below 5 % the whole session has, where this request is a part of it: a benchmark that is
   * judged alone while it is measured must not forget the others.
   */
  readonly family?: number;
  /** Seconds that a block took, by declared name: lets advice speak of `max_time`. */
  readonly secondsPerBlock?: ReadonlyMap<string, number>;
}

/** The product of measured changes, as a logarithm with its variance. */
export interface AnchorChange {
  readonly log: number;
  readonly variance: number;
  readonly steps: number;
  /** Where they begin: at the anchor, or last before it. */
  readonly commit: string;
}

export function anchorKey(benchmark: string, metric: string): string {
  return JSON.stringify([benchmark, metric]);
}

export interface Judgement {
  readonly results: readonly Result[];
  readonly warnings: readonly Warning[];
  readonly verdict: Verdict;
}
