/** What a block is measured by: what all of them have in common, and what is drawn or known for one. */
import type { MemoryLayout } from '../../runners/harness/memory-layout.ts';
import type { Measured, ProcessOutcome, ProcessRequest, Runner } from '../../runners/runner.ts';
import type { MeasureOptions, RunnerSpec } from '../../samples/benchmark-spec.ts';
import type { Checkout, Side } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';
import type { Progress } from '../progress.ts';
import type { RunCaches } from '../sides/run-caches.ts';
import { createPairLength, type PairLength } from './pair-length.ts';

/** What `collect` needs to know of a declared benchmark. */
export interface Declared {
  readonly name: string;
  readonly runner: RunnerSpec;
  readonly measure: MeasureOptions;
  readonly extraMetrics: readonly string[];
  readonly singleCalls?: ProcessRequest['singleCalls'];
}

/** What is known of a suite's benchmarks. */
export interface KnownSuite {
  /** Every benchmark with its group, and the sides that have it. */
  readonly members: ReadonlyMap<string, { readonly group: string; readonly sides: ReadonlySet<Side> }>;
  /** Those that fail beside the other side's process, and not without it. */
  readonly alone: Set<string>;
  /** What was learned of those that fail in any case, by side. */
  readonly failed: ReadonlyMap<Side, readonly Measured[]>;
}

/** What is known of how a benchmark is to be measured. It grows with the blocks. */
export interface Approach {
  readonly declared: Declared;
  calibration: unknown;
  /** Its processes cannot be there at the same time, as where they bind the same port. */
  alone: boolean;
  /** Cases of its parameters that fail with no other process there, too. */
  failing: ReadonlySet<string | undefined>;
  /** How long its processes are timed, as far as it was seen what that is worth. */
  readonly length: PairLength;
  /** Of a suite, since it was asked for its benchmarks. */
  suite?: KnownSuite;
}

export function createApproach(declared: Declared): Approach {
  return { declared, calibration: undefined, alone: false, failing: new Set(), length: createPairLength() };
}

/** What all blocks of a run have in common. */
export interface BlockRequest {
  /** Whether a benchmark, or a sub-benchmark, came with the candidate, so that the base may lack the code that it is for. */
  readonly isNew?: (name: string, sub: string | undefined) => boolean;
  /** A side whose set-up failed for a benchmark: nothing is started there. */
  readonly broken?: (name: string, side: Side) => Failure | undefined;
  readonly runnerFor: (kind: RunnerSpec['kind']) => Runner;
  readonly benchmarksFrom: string;
  /** Seconds, monotonic. */
  readonly clock: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface Block {
  readonly approach: Approach;
  /** In the order in which they are measured. */
  readonly checkouts: readonly Checkout[];
  readonly hashSeed: number;
  /** Where the system allows it and the processes take turns. */
  readonly layout: MemoryLayout | undefined;
  /** Aborted when the benchmark's `max_time` is over. */
  readonly deadline: AbortSignal;
  /** Seconds that the run has left for it; of a suite that is not known yet, whatever there is. */
  readonly left: number;
  readonly caches: RunCaches;
  /** Of a suite: what is still to be measured; undefined for all. */
  readonly open?: ReadonlySet<string>;
  /** Blocks of the benchmark that were measured before. */
  readonly before: number;
  /** Says what is being measured now. */
  readonly show: (what?: Side | 'calibrating') => void;
}

export interface MeasuredBlock {
  readonly outcomes: readonly (readonly [Side, ProcessOutcome])[];
  /** Its processes took turns. */
  readonly inTurns: boolean;
  /** Seconds inside timed and warm-up regions of processes whose values are not used. */
  readonly calibrating: number;
}

/** Where the runner can, and not on Windows, whose processes inherit no further line. */
export function takesTurns(
  { runnerFor }: Pick<BlockRequest, 'runnerFor'>,
  { approach, checkouts }: Pick<Block, 'approach' | 'checkouts'>,
): boolean {
  const { runner, measure } = approach.declared;
  return (
    checkouts.length === 2 &&
    !approach.alone &&
    measure.interleave !== 'processes' &&
    runnerFor(runner.kind).takesTurns === true &&
    process.platform !== 'win32'
  );
}

/**
 * Seconds that a process is timed where it takes no turns. Noise lies between processes, so many short ones tell more than
 * a few long ones; but each costs its start, and meets the machine at one speed. With little time, eight blocks of both
 * sides fit. Processes that take turns are timed for as long as `pair-length.ts` says.
 */
export function processSeconds(measure: MeasureOptions): number {
  return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, measure.max_time / 22));
}
const MOST_SECONDS = 0.8;
const LEAST_SECONDS = 0.1;
