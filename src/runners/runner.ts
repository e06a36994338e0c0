/** The one interface behind which every runner stands. A runner starts one fresh process and reads what it measured. */

import type { Answer } from '../samples/answer.ts';
import type { MeasureOptions, RunnerSpec } from '../samples/benchmark-spec.ts';
import type { Checkout } from '../samples/checkout.ts';
import type { Better, Failure, Method } from '../samples/measurements.ts';
import type { Recording } from '../samples/recording.ts';
import type { Baton } from './harness/baton.ts';
import type { MemoryLayout } from './harness/memory-layout.ts';

/** One fresh process to be started. */
export interface ProcessRequest {
  readonly name: string;
  readonly spec: RunnerSpec;
  readonly measure: MeasureOptions;
  readonly checkout: Checkout;
  /** Directory from which the benchmark's own files are taken: the candidate's, on both sides. */
  readonly benchmarksFrom: string;
  /** Same for both processes of a block. */
  readonly hashSeed: number;
  /** What an earlier process of this benchmark learned (loops, warm-up), so that later ones need not calibrate. */
  readonly calibration?: unknown;
  /** Of a suite: which benchmarks are wanted, in this order. Default all, in the suite's own order. */
  readonly wanted?: readonly string[];
  /** Seconds that the timed regions of this process should take together, roughly. */
  readonly budgetSeconds: number;
  /** Aborted on Ctrl-C, SIGTERM or when `max_time` is over; the process and its children must then be gone. */
  readonly signal: AbortSignal;
  /** Empty directory of this process's own, removed afterwards by the caller. */
  readonly scratch: string;
  /**
   * Directory of this side's own that lasts as long as the run, for what one process prepares, or notes, and later ones
   * use: what asv's `setup_cache` returned, which libraries were loaded. Default: a process begins with nothing.
   */
  readonly cache?: string;
  /** Where the processes of a block take turns: see `takesTurns`. */
  readonly baton?: Baton;
  /** Where both processes of a block are to have one memory layout. For runners that take turns. */
  readonly layout?: MemoryLayout;
  /** Only the calibration is wanted; a value will do. */
  readonly scout?: boolean;
  /**
   * The benchmark is called once more when all is timed, for its answer: where that costs little, or in any case. Default: it
   * is not.
   */
  readonly answer?: 'cheap' | 'always';
  /** It is called once, to see whether it can be. */
  readonly once?: boolean;
  /** With `once`: it is called a few times, and what it depends on is recorded. For runners that record. */
  readonly record?: boolean;
  /** Of a suite that is recorded: seconds after which what is left of it is not. */
  readonly recordSeconds?: number;
  /** The environment that the benchmark's is made of, by `cleanEnvironment`. Default that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Metrics wanted beyond wall and CPU time and peak memory, for example `instructions`. */
  readonly extraMetrics?: readonly string[];
  /**
   * Where wall times of single calls are wanted, also of calls that are too short to be a value: whether of a sub-benchmark. The
   * built-in harness has them of all cases.
   */
  readonly singleCalls?: (sub: string) => boolean;
}

/** One sub-benchmark's values from one request. `runs` has one entry for each fresh process that the tool started. */
export interface Measured {
  /** The part after `NAME/`; undefined where the runner measures a single benchmark. Untrusted text. */
  readonly sub?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly metrics: Readonly<
    Record<
      string,
      { readonly unit: string; readonly better: Better; readonly runs: readonly (readonly number[])[] }
    >
  >;
  readonly method?: Method;
  readonly answer?: Answer;
  /** Where it took turns with the other side: how many values it timed at a turn. */
  readonly turn?: number;
  readonly failure?: Failure;
  /** Of a suite that was to be recorded: what this benchmark depends on. */
  readonly recording?: Recording;
  /** Why a metric that was asked for is not there, while the others are. */
  readonly unmeasured?: Readonly<Record<string, Failure>>;
}

export interface ProcessOutcome {
  readonly measured: readonly Measured[];
  /** Set where the whole process failed; `measured` then holds what was rescued. */
  readonly failure?: Failure;
  readonly calibration?: unknown;
  /** Of a request to record, but for suites: what all of its processes depend on. */
  readonly recording?: Recording;
  /** Of a suite: all benchmarks that it has on this side. Those of one group are prepared together. */
  readonly members?: readonly { readonly sub: string; readonly group: string }[];
  /** Seconds inside timed and warm-up regions, for the figure in `npm run bench`. */
  readonly insideSeconds?: number;
  /** Doubts that the harness saw: `tracing-active`, `debug-build`, `never-steady`, … */
  readonly warnings?: readonly string[];
  /** Tail of what the benchmark printed (at most 64 KiB). Untrusted text. */
  readonly output?: string;
}

export interface Runner {
  /** Whether its process passes the baton of a request on while it measures. */
  readonly takesTurns?: boolean;
  /** Whether it can tell what its processes depend on. */
  readonly records?: boolean;
  /** Whether one of its processes measures several benchmarks, of which `wanted` names some. */
  readonly isSuite?: boolean;
  /** A suite whose benchmarks come in an order of their own, whatever the order of `wanted`. */
  readonly keepsOrder?: boolean;
  measure(request: ProcessRequest): Promise<ProcessOutcome>;
}
