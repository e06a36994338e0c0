/** The report: everything that the renderers need, and exactly what `report.json` holds. */

import type { Result, Verdict, Warning } from '../comparison/result.ts';
import type { Silence } from '../profiles/naming/silence.ts';
import type { Environment } from '../samples/environment.ts';
import type { CommitInfo, Failure } from '../samples/measurements.ts';

/** Quantiles of the values at evenly spaced probabilities (0, 1/n, …, 1), in base units: enough to draw a curve. */
export interface Distribution {
  readonly unit: string;
  readonly baseline?: readonly number[];
  readonly candidate?: readonly number[];
}

/** What a proven change is worth in production, at `traffic`: more is a loss, less a gain. */
export interface Impact {
  readonly cpu_hours_per_day: number;
  readonly dollars_per_month: number;
  /** Calls a second that one core handles. */
  readonly throughput?: Sides;
  /** Hours that all calls of a day take, one after the other. */
  readonly batch_hours?: Sides;
}

interface Sides {
  readonly baseline: number;
  readonly candidate: number;
}

/** One measured benchmark, whether or not a budget watches it. */
export interface BenchmarkSection {
  readonly name: string;
  readonly question?: string;
  readonly dataset?: {
    readonly name: string;
    readonly reviewed?: string;
    readonly source?: string;
    readonly rows?: number;
    readonly bytes?: number;
    readonly digest?: string;
  };
  /** Calls a day in production. */
  readonly traffic?: number;
  readonly params?: Readonly<Record<string, string>>;
  /** Runs a side. */
  readonly runs: { readonly baseline: number; readonly candidate: number };
  readonly wall_time?: Distribution;
  readonly failures?: readonly (Failure & { readonly side: 'baseline' | 'candidate' })[];
  /** The harness's own share of a value. */
  readonly overhead?: number;
  readonly impact?: Impact;
  /** It was profiled, and no function is named… */
  readonly not_localised?: boolean;
  /** …for this reason. */
  readonly not_localised_because?: Silence;
  /** Or why it was not looked for. */
  readonly not_profiled?: 'out-of-time';
}

/** What the gate would have done while it only observed. */
export interface Pilot {
  /** ISO date from which it enforces. */
  readonly enforce_from: string;
  /** Runs of the history in those weeks, and what broke in them. */
  readonly runs: number;
  readonly alarms: number;
  readonly would_have_failed: number;
  /** Those that broke, stayed open, or could be other ones. */
  readonly budgets: readonly PilotBudget[];
}

export interface PilotBudget {
  readonly benchmark: string;
  readonly budget: string;
  readonly runs: number;
  readonly broken: number;
  readonly undecided: number;
  /** What would have held in every run that broke none, with some room. */
  readonly proposed?: string;
}

export interface Report {
  readonly format: 'pacegate/report';
  readonly version: 1;
  readonly verdict: Verdict;
  /** `none`: nothing to compare with, only absolute budgets were judged. */
  readonly comparison: 'side-by-side' | 'stored' | 'none';
  readonly mode: 'enforce' | 'observe';
  /** Observing: the ISO date from which the gate enforces. */
  readonly enforce_from?: string;
  /** Exit status that this report gives: 0, 1 or 3. */
  readonly exit: 0 | 1 | 3;
  /** The review of a data set is overdue, and the budget file has `gate.overdue: fail`. */
  readonly overdue?: 'fail';
  /** In the days before the gate enforces and in the weeks after. */
  readonly pilot?: Pilot;
  readonly results: readonly Result[];
  readonly warnings: readonly Warning[];
  readonly benchmarks: readonly BenchmarkSection[];
  readonly created: string;
  readonly session: string;
  readonly seed?: string;
  /** Seconds that the whole run took. */
  readonly duration?: number;
  /** Where the time went: seconds inside timed and warm-up regions, and in benchmark processes altogether. */
  readonly effort?: { readonly inside_seconds: number; readonly process_seconds: number };
  readonly budgets?: string;
  readonly baseline?: {
    readonly commit?: CommitInfo;
    readonly environment: Environment;
    readonly created: string;
  };
  readonly candidate: {
    readonly commit?: CommitInfo;
    readonly environment: Environment;
    readonly created: string;
  };
}
