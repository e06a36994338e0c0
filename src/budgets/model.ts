/** The budget file as the rest of the program sees it: checked, defaults filled in, quantities in base units. */
import type { Position } from '../errors.ts';
import type { MeasureOptions, RunnerSpec } from '../samples/benchmark-spec.ts';
import type { Better } from '../samples/measurements.ts';
import type { Dimension } from '../samples/numbers/quantity.ts';
import type { DataSize } from './texts/data-size.ts';
import type { Period } from './texts/period.ts';

export type Comparison = '<' | '<=' | '>' | '>=';

/**
 * What a budget compares a metric with. `margin` and `value` are in the metric's base unit; `ratio` 0.05 is `+ 5%`.
 * `unit` is the base unit that the author wrote, so that a metric of the benchmark's own can be refused where it was
 * measured in another one; a plain number has none.
 */
export type Bound =
  | { readonly kind: 'absolute'; readonly value: number; readonly unit?: Dimension }
  | { readonly kind: 'baseline'; readonly ratio: number } // `baseline` alone has ratio 0
  | { readonly kind: 'anchor'; readonly ratio: number } // against `baseline.anchor`
  | { readonly kind: 'baseline-offset'; readonly margin: number; readonly unit?: Dimension };

/** What is computed from the values: see docs/budgets.md. `pNN` are quantiles of wall time as measured. */
export type BudgetMetric = string;

export interface Budget {
  /** As the author wrote it, white space folded: `time < baseline + 5%`. */
  readonly text: string;
  readonly metric: BudgetMetric;
  readonly op: Comparison;
  readonly bound: Bound;
  readonly better: Better;
  readonly severity: 'fail' | 'warn';
  /** Glob over sub-benchmark names (the part after `NAME/`). */
  readonly only?: string;
  readonly reason?: string;
  readonly position?: Position;
}

export interface Dataset {
  readonly name: string;
  readonly path?: string;
  /** ISO date on which a person last looked whether the data still represents production. */
  readonly reviewed?: string;
  readonly review_every?: Period;
  readonly min_size?: DataSize;
  readonly source?: string;
}

export interface BenchmarkSpec {
  readonly name: string;
  /** The name that it had before: its history and its stored baselines are found under it. */
  readonly renamed_from?: { readonly name: string; readonly position: Position };
  readonly question?: string;
  readonly runner: RunnerSpec;
  readonly dataset?: Dataset;
  /** Calls a day in production. */
  readonly traffic?: number;
  readonly budgets: readonly Budget[];
  readonly measure: MeasureOptions;
  readonly position?: Position;
}

/** As far as the measured value or change may go; a change is a ratio: 1.12 is `+12%`. */
export interface UpTo {
  readonly kind: 'ratio' | 'absolute';
  readonly value: number;
  /** Of a value: its base unit. A plain number has none. */
  readonly unit?: Dimension;
}

/** A trade-off somebody accepted: while in force its budget does not fail the gate. */
export interface Acceptance {
  readonly benchmark: string;
  readonly budget: string;
  readonly reason: string;
  readonly by?: string;
  /** ISO date, inclusive. */
  readonly until: string;
  /** As far as the trade-off goes; absent, it covers whatever breaks the budget. */
  readonly up_to?: UpTo;
  readonly position?: Position;
}

export interface BudgetFile {
  /** Path as given, for messages. */
  readonly file: string;
  readonly baseline: {
    readonly compare: 'auto' | 'stored' | 'side-by-side';
    /** Absent where the file does not say: then where it is kept depends on who asks. */
    readonly store?: 'directory' | 'branch' | 'cache' | 'artifact';
    readonly path: string;
    readonly branch: string;
    /** What budgets with `anchor` go by: a tag, a commit or an ISO date. */
    readonly anchor?: { readonly name: string; readonly position: Position };
  };
  readonly gate: {
    readonly mode: 'enforce' | 'observe';
    /** ISO date until which (exclusive) the gate only observes. */
    readonly enforce_from?: string;
    readonly inconclusive: 'pass' | 'fail';
    readonly overdue: 'warn' | 'fail';
  };
  /** Seconds for the whole run: set-up, measuring, profiling. Absent where the file does not say. */
  readonly total_time?: number;
  /** Dollars for one hour of one CPU core, for `cost` and for what a change costs in production. */
  readonly cpu_hour: number;
  readonly benchmarks: readonly BenchmarkSpec[];
  readonly accepted: readonly Acceptance[];
}
