/**
 * Measures in blocks – one fresh process of every side, in random order – until each benchmark's question is answered
 * or its time is spent. What to measure next is decided by `Decider`; this file only spends the time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Baton, createBatons } from '../runners/baton.ts';
import { canMatchLayouts, drawLayout, type MemoryLayout } from '../runners/memory-layout.ts';
import { LONGEST_TIMER } from '../runners/process.ts';
import type { ProcessOutcome, Runner } from '../runners/runner.ts';
import type { MeasureOptions, RunnerSpec } from '../samples/benchmark-spec.ts';
import type { Checkout, Side } from '../samples/checkout.ts';
import type { Environment } from '../samples/environment.ts';
import type { Failure } from '../samples/measurements.ts';
import type { Accumulator } from './accumulate.ts';
import { createPairLength, type PairLength } from './pair-length.ts';
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
  /** Whether both processes of a benchmark's block get one memory layout. Default: wherever the system allows it. */
  readonly matchLayouts?: (name: string) => boolean;
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
  /** Set where processes took turns. `matched`: in every block that they did, both had one memory layout. */
  readonly layout?: 'matched' | 'natural';
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
  /** Where the system allows it and the processes take turns. */
  readonly layout: MemoryLayout | undefined;
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
  /** Cases of its parameters that fail with no other process there, too. */
  failing: ReadonlySet<string | undefined>;
  /** How long its processes are timed, as far as it was seen what that is worth. */
  readonly length: PairLength;
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
      failing: new Set(),
      length: createPairLength(),
    }),
  );
  const environments: Partial<Record<Side, Environment>> = {};
  const warnings = new Map<string, Set<string>>();
  let order = 0;
  let insideSeconds = 0;
  let inProcesses = 0;
  let layouts: Collected['layout'];

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

  interface How {
    readonly budgetSeconds: number;
    readonly baton?: Baton;
    readonly layout?: MemoryLayout | undefined;
    readonly scout?: boolean;
  }

  async function measureProcess(block: Block, checkout: Checkout, how: How): Promise<ProcessOutcome> {
    const { state, hashSeed, deadline } = block;
    const { name, runner, measure, extraMetrics } = state.declared;
    const failure = request.broken?.(name, checkout.side);
    if (failure) return { measured: [], failure };
    const scratch = await mkdtemp(join(tmpdir(), 'pacegate-run-'));
    const { layout, ...rest } = how;
    try {
      return await request.runnerFor(runner.kind).measure({
        name,
        spec: runner,
        measure,
        checkout,
        benchmarksFrom: request.benchmarksFrom,
        hashSeed,
        ...(state.calibration !== undefined && { calibration: state.calibration }),
        signal: AbortSignal.any([signal, deadline]),
        scratch,
        ...rest,
        ...(layout && { layout }),
        ...(extraMetrics.length > 0 && !how.scout && { extraMetrics }),
      });
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /**
   * The processes of a block one after the other; the first that could not be measured in time is the last. `known`: what
   * was already learned of a side.
   */
  async function measureInSequence(
    block: Block,
    known?: [Side, ProcessOutcome],
  ): Promise<[Side, ProcessOutcome][]> {
    const outcomes: [Side, ProcessOutcome][] = [];
    const how = { budgetSeconds: processSeconds(block.state.declared.measure) };
    for (const checkout of block.checkouts) {
      show(block.state, checkout.side);
      const outcome = known?.[0] === checkout.side ? known[1] : await measureProcess(block, checkout, how);
      outcomes.push([checkout.side, outcome]);
      if (wasCutShort(outcome, block.deadline)) break;
      block.state.calibration ??= outcome.calibration;
    }
    return outcomes;
  }

  /**
   * Before processes take turns, one of the candidate learns what all of them need to know: loops and warm-up. One of the
   * baseline follows: the first process of a fresh checkout compiles what it imports and may fill caches on disk, and must
   * not be compared with one that did not. What they measured is not used. Returns what one yielded where it failed.
   */
  async function sendScouts(block: Block): Promise<[Side, ProcessOutcome] | undefined> {
    const { state } = block;
    const failing = new Set<string | undefined>();
    for (const side of ['candidate', 'baseline'] as const) {
      const checkout = block.checkouts.find((each) => each.side === side) as Checkout;
      show(state, 'calibrating');
      const how = { budgetSeconds: state.length.seconds(), scout: true };
      const outcome = await measureProcess(block, checkout, how);
      insideSeconds += outcome.insideSeconds ?? 0;
      state.calibration ??= outcome.calibration;
      if (outcome.failure || state.calibration === undefined) return [side, outcome];
      for (const { failure, sub } of outcome.measured) if (failure) failing.add(sub);
    }
    state.failing = failing;
    return undefined;
  }

  /**
   * The processes of a block in turns. Undefined where one failed before its first value, which may be because the other was
   * there as well, with the only port or the lock: this block is then measured in sequence, and so are all further ones.
   */
  async function measureInTurns(block: Block): Promise<[Side, ProcessOutcome][] | undefined> {
    const { state, checkouts: sides, layout, deadline } = block;
    const batons = createBatons();
    show(state);
    const started = clock();
    const budgetSeconds = state.length.seconds();
    const outcomes = await Promise.all(
      sides.map(async (checkout, place): Promise<[Side, ProcessOutcome]> => {
        const baton = batons[place === 0 ? 0 : 1];
        try {
          return [checkout.side, await measureProcess(block, checkout, { budgetSeconds, baton, layout })];
        } finally {
          baton.close();
        }
      }),
    );
    const failed = outcomes.some(
      ([, { failure: whole, measured }]) =>
        (whole !== undefined && measured.length === 0) ||
        measured.some(
          ({ failure, metrics, sub }) =>
            failure && Object.keys(metrics).length === 0 && !state.failing.has(sub),
        ),
    );
    if (!failed || outcomes.some(([, outcome]) => wasCutShort(outcome, deadline))) {
      const of = (wanted: Side) => outcomes.find(([side]) => side === wanted)?.[1] as ProcessOutcome;
      state.length.add(of('baseline'), of('candidate'), clock() - started);
      layouts = layout && layouts !== 'natural' ? 'matched' : 'natural';
      return outcomes;
    }
    state.alone = true;
    progress.say(
      `${state.declared.name}: failed to start while the other side's process was there; from here on one runs after the other`,
    );
    return undefined;
  }

  function wasCutShort({ failure }: ProcessOutcome, deadline: AbortSignal): boolean {
    return failure?.code === 'interrupted' && (deadline.aborted || signal.aborted);
  }

  function show(state: State, what?: Side | 'calibrating'): void {
    const part = what ? `, ${what}` : '';
    progress.show(
      `${state.declared.name}: block ${state.blocks + 1}${part} · ${decider.describe(standing(state))}`,
    );
  }

  /** One process of every side. What a process that ran into `max_time` yielded is dropped, with its whole block. */
  async function measureBlock(state: State): Promise<void> {
    const started = clock();
    const left = standing(state).left;
    const deadline = AbortSignal.timeout(Math.min(LONGEST_TIMER, Math.max(1, Math.round(left * 1000))));
    const hashSeed = Math.floor(random() * 4_294_967_295);
    const shuffled = checkouts.length === 2 && random() < 0.5 ? [...checkouts].reverse() : checkouts;
    const turns = takesTurns(state);
    const matched = turns && canMatchLayouts() && (request.matchLayouts?.(state.declared.name) ?? true);
    const layout = matched ? drawLayout(random) : undefined;
    const block = { state, checkouts: shuffled, hashSeed, layout, deadline };
    const known = turns && state.calibration === undefined ? await sendScouts(block) : undefined;
    const inTurns = turns && known === undefined ? await measureInTurns(block) : undefined;
    const all = inTurns ?? (await measureInSequence(block, known));
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

  /** Where the runner can, and not on Windows, whose processes inherit no further line. */
  function takesTurns(state: State): boolean {
    return (
      checkouts.length === 2 &&
      !state.alone &&
      state.declared.measure.interleave !== 'processes' &&
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
  return {
    interrupted,
    environments,
    ...(layouts && { layout: layouts }),
    warnings,
    insideSeconds,
    processSeconds: inProcesses,
  };
}

function outOfTime(outcome: ProcessOutcome, state: State): ProcessOutcome {
  const failure: Failure = {
    code: 'timed-out',
    message: `The first process did not end within max_time (${state.declared.measure.max_time} s).`,
    hint: 'Raise measure.max_time for this benchmark, or give it less work.',
  };
  return { ...outcome, failure };
}
