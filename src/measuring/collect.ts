/**
 * Measures in blocks – one fresh process of every side, in random order – until each benchmark's question is answered
 * or its time is spent. What to measure next is decided by `Decider`; this file only spends the time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Baton, createBaton } from '../runners/baton.ts';
import { LONGEST_TIMER } from '../runners/process.ts';
import type { ProcessOutcome, Runner } from '../runners/runner.ts';
import type { MeasureOptions, RunnerSpec } from '../samples/benchmark-spec.ts';
import type { Checkout, Side } from '../samples/checkout.ts';
import type { Environment } from '../samples/environment.ts';
import type { Failure } from '../samples/measurements.ts';
import type { Accumulator } from './accumulate.ts';
import type { Progress } from './progress.ts';

/** What `collect` needs to know of a declared benchmark. */
export interface Declared {
  readonly name: string;
  readonly runner: RunnerSpec;
  readonly measure: MeasureOptions;
  readonly extraMetrics: readonly string[];
}

/** How a benchmark stands after a block. */
export interface Standing {
  readonly name: string;
  /** Whole blocks measured so far. */
  readonly blocks: number;
  /** Seconds spent on it, and what is left of its `max_time`. */
  readonly spent: number;
  readonly left: number;
}

export interface Decider {
  /** Called after every whole block; true when nothing more need be measured for this benchmark. */
  isDone(standing: Standing): boolean;
  /** Name of the benchmark whose block comes next; all of `open` have time left. */
  next(open: readonly Standing[]): string;
  /** A few words on what is being decided and how close it is. */
  describe(standing: Standing): string;
}

export interface CollectRequest {
  readonly benchmarks: readonly Declared[];
  /** One checkout: the candidate alone. Two: side by side. */
  readonly checkouts: readonly Checkout[];
  /** A side whose set-up failed for a benchmark: nothing is started there. */
  readonly broken?: (name: string, side: Side) => Failure | undefined;
  readonly runnerFor: (kind: RunnerSpec['kind']) => Runner;
  readonly accumulators: Readonly<Partial<Record<Side, Accumulator>>>;
  readonly decider: Decider;
  readonly benchmarksFrom: string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Seconds, monotonic. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Shows a benchmark's output to the user, where there is any. */
  readonly onOutput?: (name: string, side: Side, output: string) => void;
}

export interface Collected {
  /** Names of the benchmarks that were still open when the run was interrupted. */
  readonly interrupted: readonly string[];
  /** Facts of the interpreter of each side, as the first process that knew told them. */
  readonly environments: Partial<Record<Side, Environment>>;
  /** Warning codes that processes raised, by benchmark. */
  readonly warnings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Seconds inside timed and warm-up regions, and in processes altogether. */
  readonly insideSeconds: number;
  readonly processSeconds: number;
}

interface Block {
  readonly state: State;
  readonly checkouts: readonly Checkout[];
  readonly hashSeed: number;
  /** Aborted when the benchmark's `max_time` is over. */
  readonly deadline: AbortSignal;
}

interface State {
  readonly declared: Declared;
  blocks: number;
  spent: number;
  calibration: unknown;
  stopped: boolean;
  /** Its processes cannot be there at the same time, as where they bind the same port. */
  alone: boolean;
}

/**
 * Seconds of timed region a process. Noise lies between processes, so many short ones tell more than a few long ones;
 * but each costs its start, so it should not be much shorter than this. With little time, eight blocks of both sides fit.
 */
export function processSeconds(measure: MeasureOptions): number {
  return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, measure.max_time / 22));
}
const MOST_SECONDS = 0.8;
const LEAST_SECONDS = 0.1;

export async function collect(request: CollectRequest): Promise<Collected> {
  const { checkouts, accumulators, decider, clock, random, signal, progress } = request;
  const states = request.benchmarks.map(
    (declared): State => ({
      declared,
      blocks: 0,
      spent: 0,
      calibration: undefined,
      stopped: false,
      alone: false,
    }),
  );
  const environments: Partial<Record<Side, Environment>> = {};
  const warnings = new Map<string, Set<string>>();
  let order = 0;
  let insideSeconds = 0;
  let inProcesses = 0;

  const standing = (state: State): Standing => ({
    name: state.declared.name,
    blocks: state.blocks,
    spent: state.spent,
    left: state.declared.measure.max_time - state.spent,
  });

  function take(state: State, side: Side, block: number, outcome: ProcessOutcome): void {
    const name = state.declared.name;
    order = accumulators[side]?.add(name, block, order, outcome) ?? order;
    state.calibration ??= outcome.calibration;
    if (outcome.environment) environments[side] ??= outcome.environment;
    insideSeconds += outcome.insideSeconds ?? 0;
    for (const code of outcome.warnings ?? []) {
      warnings.set(name, (warnings.get(name) ?? new Set()).add(code));
    }
    if (outcome.output) request.onOutput?.(name, side, outcome.output);
    if (signal.aborted) return; // it stays open: see `interrupted`
    // One failure makes the benchmark `missing`; measuring it further would only cost time.
    const nothingLeft = outcome.measured.length > 0 && outcome.measured.every((measured) => measured.failure);
    if (outcome.failure || nothingLeft || outcome.measured.length === 0) state.stopped = true;
  }

  async function measureProcess(
    state: State,
    checkout: Checkout,
    hashSeed: number,
    deadline: AbortSignal,
    baton?: Baton,
  ): Promise<ProcessOutcome> {
    const { name, runner, measure, extraMetrics } = state.declared;
    const failure = request.broken?.(name, checkout.side);
    if (failure) return { measured: [], failure };
    const scratch = await mkdtemp(join(tmpdir(), 'pacegate-run-'));
    try {
      return await request.runnerFor(runner.kind).measure({
        name,
        spec: runner,
        measure,
        checkout,
        benchmarksFrom: request.benchmarksFrom,
        hashSeed,
        ...(state.calibration !== undefined && { calibration: state.calibration }),
        budgetSeconds: processSeconds(measure),
        signal: AbortSignal.any([signal, deadline]),
        scratch,
        ...(baton && { baton }),
        ...(extraMetrics.length > 0 && { extraMetrics }),
      });
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /** The processes of a block one after the other; the first that could not be measured in time is the last. */
  async function measureInSequence(block: Block): Promise<[Side, ProcessOutcome][]> {
    const outcomes: [Side, ProcessOutcome][] = [];
    for (const checkout of block.checkouts) {
      show(block.state, checkout.side);
      const outcome = await measureProcess(block.state, checkout, block.hashSeed, block.deadline);
      outcomes.push([checkout.side, outcome]);
      if (wasCutShort(outcome, block.deadline)) break;
      block.state.calibration ??= outcome.calibration;
    }
    return outcomes;
  }

  /**
   * The processes of a block in turns. Undefined where one failed before its first value, which may be because the other was
   * there as well, with the only port or the lock: this block is then measured in sequence, and so are all further ones.
   */
  async function measureInTurns(block: Block): Promise<[Side, ProcessOutcome][] | undefined> {
    const { state, checkouts: sides, hashSeed, deadline } = block;
    const baton = createBaton();
    show(state);
    const outcomes = await Promise.all(
      sides.map(async (checkout): Promise<[Side, ProcessOutcome]> => {
        return [checkout.side, await measureProcess(state, checkout, hashSeed, deadline, baton)];
      }),
    );
    const failed = outcomes.some(
      ([, { failure, measured }]) =>
        (failure !== undefined && measured.length === 0) ||
        measured.some((one) => one.failure !== undefined && Object.keys(one.metrics).length === 0),
    );
    if (!failed || outcomes.some(([, outcome]) => wasCutShort(outcome, deadline))) return outcomes;
    state.alone = true;
    progress.say(
      `${state.declared.name}: failed to start while the other side's process was there; from here on one runs after the other`,
    );
    return undefined;
  }

  function wasCutShort({ failure }: ProcessOutcome, deadline: AbortSignal): boolean {
    return failure?.code === 'interrupted' && (deadline.aborted || signal.aborted);
  }

  function show(state: State, side?: Side): void {
    const what = side ? `, ${side}` : '';
    progress.show(
      `${state.declared.name}: block ${state.blocks + 1}${what} · ${decider.describe(standing(state))}`,
    );
  }

  /** One process of every side. What a process that ran into `max_time` yielded is dropped, with its whole block. */
  async function measureBlock(state: State): Promise<void> {
    const started = clock();
    const left = standing(state).left;
    const deadline = AbortSignal.timeout(Math.min(LONGEST_TIMER, Math.max(1, Math.round(left * 1000))));
    const hashSeed = Math.floor(random() * 4_294_967_295);
    const shuffled = checkouts.length === 2 && random() < 0.5 ? [...checkouts].reverse() : checkouts;
    const block = { state, checkouts: shuffled, hashSeed, deadline };
    const all = (takesTurns(state) && (await measureInTurns(block))) || (await measureInSequence(block));
    inProcesses += clock() - started;
    const complete = all.filter(([, outcome]) => !wasCutShort(outcome, deadline));
    let outcomes = all;
    if (complete.length < all.length) {
      state.stopped = !signal.aborted;
      if (signal.aborted) outcomes = state.blocks === 0 ? all : complete;
      else if (state.blocks === 0) {
        outcomes = all.map(([side, outcome]) => [
          side,
          wasCutShort(outcome, deadline) ? outOfTime(outcome, state) : outcome,
        ]);
      } else outcomes = [];
    }
    for (const [side, outcome] of outcomes) take(state, side, state.blocks, outcome);
    state.spent += clock() - started;
    if (outcomes.length === checkouts.length) state.blocks++;
  }

  /**
   * Where the runner can, and not on Windows, whose processes inherit no further line. The first block goes in sequence:
   * what it learns about loops and warm-up is needed by both sides, and it shows whether the sides work at all.
   */
  function takesTurns(state: State): boolean {
    return (
      checkouts.length === 2 &&
      !state.alone &&
      state.declared.measure.interleave !== 'processes' &&
      state.blocks > 0 &&
      state.calibration !== undefined &&
      request.runnerFor(state.declared.runner.kind).takesTurns === true &&
      process.platform !== 'win32'
    );
  }

  while (!signal.aborted) {
    const open = states.filter((state) => !state.stopped && standing(state).left > 0);
    if (open.length === 0) break;
    const name = decider.next(open.map(standing));
    const state = open.find((candidate) => candidate.declared.name === name) ?? (open[0] as State);
    await measureBlock(state);
    if (!state.stopped && decider.isDone(standing(state))) state.stopped = true;
    if (state.stopped) {
      progress.say(
        `${name}: ${state.blocks} blocks in ${state.spent.toFixed(1)} s · ${decider.describe(standing(state))}`,
      );
    }
  }
  progress.end();
  const interrupted = states
    .filter((state) => !state.stopped && signal.aborted)
    .map((state) => state.declared.name);
  return { interrupted, environments, warnings, insideSeconds, processSeconds: inProcesses };
}

function outOfTime(outcome: ProcessOutcome, state: State): ProcessOutcome {
  const failure: Failure = {
    code: 'timed-out',
    message: `The first process did not end within max_time (${state.declared.measure.max_time} s).`,
    hint: 'Raise measure.max_time for this benchmark, or give it less work.',
  };
  return { ...outcome, failure };
}
