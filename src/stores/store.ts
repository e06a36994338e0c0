/** Where baselines live. One interface, four stores; test/stores/contract.ts runs the same suite over all of them. */
import type { Environment } from '../samples/environment.ts';
import type { Measurements } from '../samples/measurements.ts';

/** One stored session, without its values. */
export interface EntryInfo {
  readonly commit: string;
  readonly ref?: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Digest of the environment's fingerprint facts: only entries with the same key compare. */
  readonly environmentKey: string;
  readonly verdict?: string;
  /** Where a person finds it: a path, a branch and path, a cache key. */
  readonly location: string;
}

export interface Entry extends EntryInfo {
  readonly measurements: Measurements;
  /** Runs of many values were thinned to quantile means to keep the entry small (see entry-compaction.ts). */
  readonly thinned?: boolean;
  /** What its benchmarks look at in the repository, by declared name, where all of that is known. */
  readonly reads?: Readonly<Record<string, { readonly paths: readonly string[]; readonly asks: boolean }>>;
  /** History: what the report said about it, one row for each judged budget. */
  readonly history?: readonly HistoryRow[];
}

/** An entry without its values: what the history is made of. */
export interface EntrySummary extends EntryInfo {
  readonly environment: Pick<Environment, 'cpu' | 'cores' | 'layout'>;
  readonly history: readonly HistoryRow[];
}

/** What was said of one budget. Rows of earlier versions lack what is optional here. */
export interface HistoryRow {
  readonly benchmark: string;
  readonly budget: string | null;
  readonly verdict: string;
  readonly metric?: string;
  readonly better?: 'lower' | 'higher';
  /** The change from the other side, with its 95 % interval. */
  readonly ratio?: number;
  readonly low?: number;
  readonly high?: number;
  /** Of a budget against an anchor: the change since then, by which it was judged. */
  readonly since_anchor?: number;
  readonly since_anchor_low?: number;
  readonly since_anchor_high?: number;
  /** The commit of the other side, where both sides were measured in turns on one machine. */
  readonly beside?: string;
  /** Both sides in the budget's metric. */
  readonly baseline?: number;
  readonly estimate?: number;
  /** Interval of the estimate, for absolute budgets. */
  readonly estimate_low?: number;
  readonly estimate_high?: number;
  readonly unit?: string;
  readonly dataset?: string;
  /** Why it was accepted, and by whom. */
  readonly accepted?: string;
}

export interface BaselineStore {
  /** Newest entry first. */
  list(): Promise<readonly EntryInfo[]>;
  /**
   * The entry of the first of `commits` (nearest ancestor first) that was measured in this environment, or undefined.
   * Without `commits`: the newest one in this environment.
   */
  find(query: { environmentKey: string; commits?: readonly string[] }): Promise<Entry | undefined>;
  /** The newest `limit` entries of an environment, newest first: for the variance between sessions and for history. */
  recent(query: { environmentKey?: string; limit: number }): Promise<readonly Entry[]>;
  /** The newest `limit` entries of all environments without their values, newest first: a year of them in a second. */
  summaries(query: { limit: number }): Promise<readonly EntrySummary[]>;
  /** Atomic: afterwards the entry is there whole, or not at all. Returns its location. */
  save(entry: Omit<Entry, 'location'>): Promise<string>;
  /** Many in one go, all or none, where each by itself would be a round trip over the network. */
  saveAll?(entries: readonly Omit<Entry, 'location'>[]): Promise<void>;
}

/** A file of a store that cannot be used. It is skipped, and never counts as a baseline. */
export interface StoreProblem {
  /** Where a person finds it. */
  readonly location: string;
  /** What is wrong with it, in our words. */
  readonly message: string;
}

/** Told about every file that was skipped. The gate shows it; a store never fails because of it. */
export type OnProblem = (problem: StoreProblem) => void;
