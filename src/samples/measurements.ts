/**
 * The vocabulary of measuring. A *run* is one fresh process; its *values* are what one call cost, in base units
 * (s, B, count, 1/s), after warm-up. A *metric* is one quantity over all runs. See docs/glossary.md.
 */
import type { Answer } from './answer.ts';
import type { Environment } from './environment.ts';

/** `s`, `B`, `count`, `1/s`, `$`, or whatever a benchmark's own metric says. Always a base unit, never `ms`. */
export type Unit = string;

export type Better = 'lower' | 'higher';

/** A tool may start several processes for one request; this many of them can be told apart within a block. */
export const RUNS_PER_BLOCK = 1_000;

/** One fresh process. */
export interface Run {
  /** The run's place in the session, counted over both sides. */
  readonly order: number;
  /**
   * Side by side: runs of both sides with the same block number were measured next to each other. Where we measured them,
   * it is the place of the block times `RUNS_PER_BLOCK`, and the run's own place in it.
   */
  readonly block?: number;
  /**
   * The processes of the block took turns: so many values at a time, and then the other side's. Values at the same
   * position of both sides were measured within moments.
   */
  readonly turn?: number;
  /** Per call, in the metric's unit, in the order measured. `wall_time` and `cpu_time` belong together by position. */
  readonly values: readonly number[];
}

export interface Metric {
  readonly unit: Unit;
  readonly better: Better;
  readonly runs: readonly Run[];
}

/**
 * `wall_time`, `cpu_time`, `peak_memory`, `instructions`, `throughput`, or a name that the benchmark reports; `call_time` are
 * wall times of single calls, where a budget is about these; a value of `wall_time` may be the mean of several.
 */
export type MetricName = string;

/** How a benchmark was measured; kept because a baseline measured another way is not comparable. */
export interface Method {
  /** Calls that one value averages over (the calibrated inner loop). */
  readonly loops?: number;
  /** Warm-up iterations that were dropped, per run. */
  readonly warmup?: number;
  readonly gc?: 'enabled' | 'disabled';
  /** Processes that never became steady while warming up. */
  readonly neverSteady?: number;
  /** The harness's own cost inside the timed region, in seconds per value, and as a share of the median value. */
  readonly overhead?: { readonly seconds: number; readonly share: number };
  /** Smallest step of the clock that timed it, in seconds. */
  readonly resolution?: number;
  /** The part of `cpu_time`, in seconds a call, that child processes took which it waited for. Absent where there are none. */
  readonly childrenCpu?: number;
  /** A digest of the benchmark's own source and parameters; a change of it makes a comparison `benchmark-changed`. */
  readonly fingerprint?: string;
}

/** Something that could not be measured, or a part of it: never an empty list of values. */
export interface Failure {
  readonly code: FailureCode;
  /** Untrusted text: it may hold a traceback of the benchmark. Escape it wherever it is shown. */
  readonly message: string;
  /** What to do about it, in our words. */
  readonly hint?: string;
  readonly order?: number;
}

export type FailureCode =
  | 'crashed' // non-zero exit, or an exception
  | 'not-loaded' // a file of a suite: which benchmarks it has is unknown
  | 'killed' // by a signal that was not ours, for example the kernel's out-of-memory killer
  | 'timed-out'
  | 'no-values' // ended well, but yielded nothing
  | 'never-awaited' // its work never ran: it only made a coroutine or a generator
  | 'only-summaries' // the results hold statistics and no single values, which this metric is worked out from
  | 'averaged' // the values are means of several calls each, and this metric is about single ones
  | 'too-short' // a call is too short for the clock to time it by itself
  | 'not-a-number' // NaN, infinite or negative values
  | 'garbage' // a results file or channel that cannot be read
  | 'wrong-code' // a side ran another side's or an installed copy's code
  | 'setup-failed'
  | 'one-side-only' // exists on one side only
  | 'absent' // declared, but nothing measured it
  | 'wrong-unit' // the budget's unit is not that of what was measured
  | 'new' // of the base: it lacks the code that this benchmark is for, since both came with the change
  | 'skipped' // the suite leaves it out here, and says why
  | 'unsupported' // the tool that it needs is not there
  | 'out-of-time' // the time of the whole run was over
  | 'share-missing' // the share that it was dealt to is absent, or failed
  | 'interrupted';

export interface Benchmark {
  /** `NAME`, or `NAME/SUB` where a runner yields several. Untrusted text. */
  readonly name: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<MetricName, Metric>>;
  readonly method?: Method;
  /** What its calls returned, where there was something to be seen. */
  readonly answer?: Answer;
  /** Where it was measured in another session than the rest of the file: again (`auto`), or on another machine (a share). */
  readonly session?: string;
  readonly dataset?: {
    readonly name: string;
    readonly digest?: string;
    readonly bytes?: number;
    readonly rows?: number;
  };
  /** Metrics that could not be measured here, while the others could: `instructions` without valgrind. */
  readonly unmeasured?: Readonly<Record<MetricName, Failure>>;
  /** Present where the benchmark, or some of its runs, failed. What the other runs yielded is still in `metrics`. */
  readonly failures?: readonly Failure[];
}

export interface CommitInfo {
  readonly id: string;
  readonly ref?: string;
  readonly dirty: boolean;
}

/** `candidate.json` and `baseline.json`: one side of a session. */
export interface Measurements {
  readonly format: 'pacegate/measurements';
  readonly version: 1;
  /** Two files of one session were measured side by side. */
  readonly session: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly commit?: CommitInfo;
  readonly environment: Environment;
  readonly benchmarks: readonly Benchmark[];
  /** Seed of the order in which blocks were measured. */
  readonly seed?: string;
  /** What sessions that benchmarks name were measured on, where that is not the file's own `environment`. */
  readonly sessions?: Readonly<Record<string, Environment>>;
  /** Seconds that measuring took, all sides together, by declared name: what shares are dealt by. */
  readonly spent?: Readonly<Record<string, number>>;
}
