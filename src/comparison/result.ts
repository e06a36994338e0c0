/** What judging yields: one `Result` for each budget and benchmark. These shapes are written to `report.json`. */
import type { Acceptance, Comparison } from '../budgets/model.ts';
import type { Position } from '../errors.ts';
import type { Culprit } from '../samples/culprit.ts';
import type { FailureCode } from '../samples/measurements.ts';

export type Verdict =
  | 'pass'
  | 'fail'
  | 'inconclusive'
  | 'improved'
  | 'accepted'
  | 'incomparable'
  | 'missing'
  | 'new' // passes: the base lacks the code, so there is nothing to compare with yet
  | 'unaffected' // passes without being measured: nothing that it runs, reads or depends on differs between the sides
  | 'skipped'; // its suite leaves it out on both sides, for one reason: it counts for nothing

/** The gate's own verdict is the first of these that occurs. What is skipped counts for nothing. */
export const VERDICT_ORDER: readonly Verdict[] = [
  'fail',
  'missing',
  'incomparable',
  'inconclusive',
  'accepted',
  'pass',
  'improved',
  'new',
  'unaffected',
];

/** Statistics of one side's values, in the metric's base unit, unrounded. */
export interface Summary {
  readonly median: number;
  readonly p95: number;
  /** The robust standard deviation (1.4826 × MAD) of the runs' medians: how far whole processes differ. */
  readonly spread: number;
  /**
   * The budget's metric (for `time`, what the fastest tenth of calls takes in a typical process). Where the sides were
   * compared, both are placed as far apart as the change that was judged.
   */
  readonly estimate: number;
  readonly runs: number;
  readonly values: number;
}

/** Candidate against baseline. Ratios are candidate / baseline; an unchanged benchmark has ratio 1. */
export interface Change {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** One side against an absolute bound, in base units. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** What would decide an `inconclusive` result. */
export interface Advice {
  /** Further processes a side. */
  readonly processes?: number;
  /** Seconds of `max_time` that they would take in all. */
  readonly max_time?: number;
  /** A budget, in the file's words, that this data would already decide: `proposeBudget` makes it from `limit`. */
  readonly budget?: string;
  /** The limit of that budget, as a ratio or in base units, like `Result.limit`. */
  readonly limit?: number;
}

/**
 * A budget that holds with the candidate's benchmark on both sides, looked at again with each side's own. There only where the
 * benchmark's own files differ between the sides.
 */
export interface OwnBenchmarks {
  readonly verdict: 'holds' | 'broken' | 'untold';
  readonly change?: Change;
  /** Why it could not be told. */
  readonly failure?: FailureCode;
}

/** How it is known that a change cannot affect a benchmark: so much was compared, and all of it is equal. */
export interface Proof {
  /** How closely code was compared: functions, whole modules, or the texts of their files. */
  readonly level: 'functions' | 'modules' | 'files';
  readonly code: number;
  /** Other files that it loads or reads. */
  readonly files: number;
  /** Installed packages. */
  readonly packages: number;
  /** The commit where it was recorded, where nothing was started now: `files` counts what it looked at then. */
  readonly commit?: string;
}

export interface Anchor {
  /** As the budget file names it. Untrusted text. */
  readonly name: string;
  /** The commit that was measured there, or last before it. */
  readonly commit: string;
  /** Measured changes from there to the base. */
  readonly steps: number;
  /** The candidate against the base. */
  readonly now: Change;
}

export interface Result {
  /** `NAME` or `NAME/SUB`. Untrusted text. */
  readonly benchmark: string;
  /** The budget as written; null for a benchmark without budgets that could not be measured. */
  readonly budget: string | null;
  readonly metric: string | null;
  readonly unit: string | null;
  readonly better: 'lower' | 'higher';
  readonly severity: 'fail' | 'warn';
  readonly verdict: Verdict;
  /** One sentence, made by `explain` from the other fields and so never copied from an untrusted file. */
  readonly reason: string;
  /** Why it is `missing`. */
  readonly failure?: FailureCode;
  /** The metrics that can be budgeted instead: names of Pacegate's own. */
  readonly instead?: readonly string[];
  readonly baseline?: Summary;
  readonly candidate?: Summary;
  readonly change?: Change;
  readonly estimate?: Estimate;
  /** The budget's comparison; `<` and `<=` set an upper limit. */
  readonly op?: Comparison;
  /** Where the budget's limit lies: as a ratio for a relative budget, in base units for an absolute one. */
  readonly limit?: { readonly kind: 'ratio' | 'absolute'; readonly value: number };
  readonly own_benchmarks?: OwnBenchmarks;
  /** Unaffected: what was compared between the sides and found equal. */
  readonly unaffected?: Proof;
  /** Of a budget against an anchor: `change` is the product of what was measured since then and of the change `now`. */
  readonly anchor?: Anchor;
  /** The smallest relative change that this comparison would have shown. */
  readonly detectable?: number;
  /** Which clock judged a `time` budget. */
  readonly clock?: 'cpu' | 'wall';
  /** How this result was compared, where a report mixes stored baselines and re-measured ones. */
  readonly comparison?: 'side-by-side' | 'stored' | 'none';
  /** Machine-readable caveats. */
  readonly notes?: readonly Note[];
  readonly decider?: Advice;
  readonly acceptance?: Acceptance;
  readonly culprits?: readonly Culprit[];
  /** The budget's place in the budget file. */
  readonly position?: Position;
}

export type Note =
  | 'slower-within-budget' // worse beyond doubt, and within the budget
  | 'too-few-runs' // fewer than a verdict takes
  | 'too-short' // a value is no longer than a few ticks of its clock
  | 'two-modes' // processes or calls fall into two groups, and the machine cannot have made them
  | 'wall-guard' // wall time shows a slowdown that CPU time does not
  | 'bulk-guard' // the typical call holds the budget, the bulk of them seems not to
  | 'average-guard' // the typical process holds the budget, the average one does not
  | 'waits' // part of the change is waiting, which CPU time alone would not show
  | 'stored-margin' // a stored baseline may only break budgets of 5 % and more
  | 'busy-session' // the machine was busier in one of two sessions, or the code waits: a stored baseline cannot tell
  | 'many-budgets' // not certain enough run by run, given how many budgets with a margin below 5 % were judged
  | 'few-effective-values' // too few independent values for a quantile so far out
  | 'from-zero' // the baseline's value is 0, so that a ratio says nothing
  | 'anchor-unreached' // the history has no measured changes from the anchor to the base
  | 'anchor-unpaired' // compared with a stored baseline, which says nothing about the base
  | 'anchor-uncertain' // the measured changes since the anchor are together too uncertain
  | 'no-baseline' // nothing was stored yet, and no base commit named
  | 'averaged-baseline' // the stored baseline has means of several calls, and the budget is about single ones
  | 'unconfirmed' // broken against the stored baseline, and there is no base commit to confirm it with
  | 'benchmark-changed' // holds with the candidate's benchmark on both sides, is broken with each side's own
  | 'beyond-accepted' // more than the trade-off in the budget file covers
  | 'accepted-before' // the trade-off came with an earlier change, which the baseline has already
  | 'out-of-time' // the time of the whole run was over before it was decided
  | 'exact'; // the same in every run: compared without statistics

export type WarningCode =
  | 'development-mode'
  | 'debug-build'
  | 'tracing-active'
  | 'toy-dataset'
  | 'too-short'
  | 'never-steady'
  | 'noisy-machine'
  | 'throttled'
  | 'two-modes'
  | 'dataset-changed'
  | 'dataset-overdue'
  | 'benchmark-changed'
  | 'different-result'
  | 'confounded'
  | 'budget-loosened'
  | 'accepted-expiring'
  | 'accepted-new'
  | 'accepted-unlimited'
  | 'dataset-reviewed'
  | 'gate-loosened'
  | 'base-behind'
  | 'dirty';

/** Doubt about the data, as data. */
export interface Warning {
  readonly code: WarningCode;
  readonly benchmark?: string;
  readonly message: string;
  readonly advice: string;
}
