/**
 * Measures in blocks – one fresh process of every side, in random order – until each benchmark's question is answered
 * or its time is spent. What to measure next is decided by `Decider`; this file only spends the time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkout, ProcessOutcome, Runner, Side } from '../runners/runner.ts';
import type { MeasureOptions, RunnerSpec } from '../samples/benchmark-spec.ts';
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

interface State {
  readonly declared: Declared;
  blocks: number;
  spent: number;
  calibration: unknown;
  stopped: boolean;
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

/** Timers of Node hold 31 bits of milliseconds, 24 days; a longer one would ring at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export async function collect(request: CollectRequest): Promise<Collected> {
  const { checkouts, accumulators, decider, clock, random, signal, progress } = request;
  const states = request.benchmarks.map(
    (declared): State => ({ declared, blocks: 0, spent: 0, calibration: undefined, stopped: false }),
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

  async function measureProcess(state: State, checkout: Checkout, hashSeed: number, deadline: AbortSignal) {
    const { name, runner, measure, extraMetrics } = state.declared;
    const failure = request.broken?.(name, checkout.side);
    if (failure) return { measured: [], failure };
    const scratch = await mkdtemp(join(tmpdir(), 'pacegate-run-'));
    const started = clock();
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
        ...(extraMetrics.length > 0 && { extraMetrics }),
      });
    } finally {
      inProcesses += clock() - started;
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /** One process of every side. What a process that ran into `max_time` yielded is dropped, with its whole block. */
  async function measureBlock(state: State): Promise<void> {
    const started = clock();
    const left = standing(state).left;
    const deadline = AbortSignal.timeout(Math.min(LONGEST_TIMER, Math.max(1, Math.round(left * 1000))));
    const hashSeed = Math.floor(random() * 4_294_967_295);
    const shuffled = checkouts.length === 2 && random() < 0.5 ? [...checkouts].reverse() : checkouts;
    const outcomes: [Side, ProcessOutcome][] = [];
    for (const checkout of shuffled) {
      progress.show(
        `${state.declared.name}: block ${state.blocks + 1}, ${checkout.side} · ${decider.describe(standing(state))}`,
      );
      const outcome = await measureProcess(state, checkout, hashSeed, deadline);
      const cutShort = deadline.aborted || signal.aborted;
      if (cutShort && outcome.failure?.code === 'interrupted') {
        state.stopped = !signal.aborted;
        if (state.blocks === 0)
          outcomes.push([checkout.side, signal.aborted ? outcome : outOfTime(outcome, state)]);
        else if (!signal.aborted) outcomes.length = 0;
        break;
      }
      outcomes.push([checkout.side, outcome]);
      state.calibration ??= outcome.calibration;
    }
    for (const [side, outcome] of outcomes) take(state, side, state.blocks, outcome);
    state.spent += clock() - started;
    if (outcomes.length === checkouts.length) state.blocks++;
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
