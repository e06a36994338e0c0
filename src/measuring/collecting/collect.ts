/**
 * Measures in blocks – one fresh process of every side, in random order – until each benchmark's question is answered
 * or its time is spent. What to measure next is decided by `Decider`; this file only spends the time.
 */

import { canMatchLayouts, drawLayout } from '../../runners/harness/memory-layout.ts';
import { LONGEST_TIMER } from '../../runners/processes/process.ts';
import type { ProcessOutcome } from '../../runners/runner.ts';
import type { Checkout, Side } from '../../samples/checkout.ts';
import type { Failure, FailureCode } from '../../samples/measurements.ts';
import { measureBlock } from '../blocks/block.ts';
import {
  type Approach,
  type Block,
  type BlockRequest,
  createApproach,
  type Declared,
  takesTurns,
} from '../blocks/block-request.ts';
import { asNew } from '../blocks/new-here.ts';
import { wasCutShort } from '../blocks/one-process.ts';
import { measureSuiteBlock } from '../blocks/suite-block.ts';
import { createRunCaches } from '../sides/run-caches.ts';
import { announce, announceShortage, overview, tellEnd } from '../tell.ts';
import type { Accumulator } from './accumulate.ts';

/** How a benchmark stands after a block. */
export interface Standing {
  readonly name: string;
  /** Whole blocks measured so far. */
  readonly blocks: number;
  /** Seconds spent on it, and what is left of its `max_time` and of the run's time. */
  readonly spent: number;
  readonly left: number;
}

export interface Decider {
  /**
   * Called after every whole block: which of its benchmarks need more, by full name. Undefined where that is not known: all
   * that did so far.
   */
  undecided(standing: Standing): ReadonlySet<string> | undefined;
  /** Name of the benchmark whose block comes next; all of `open` have time left. */
  next(open: readonly Standing[]): string;
  /** A few words on what is being decided and how close it is. */
  describe(standing: Standing): string;
  /** Blocks before the first verdict, where there is to be one. */
  readonly firstLook?: number;
  /** Whether something may have got slower, so that time is to be left for finding out why. */
  mayHaveToExplain?(): boolean;
}

export interface CollectRequest extends BlockRequest {
  readonly benchmarks: readonly Declared[];
  /** One checkout: the candidate alone. Two: side by side. */
  readonly checkouts: readonly Checkout[];
  readonly accumulators: Readonly<Partial<Record<Side, Accumulator>>>;
  readonly decider: Decider;
  /** Whether both processes of a benchmark's block get one memory layout. Default: wherever the system allows it. */
  readonly matchLayouts?: (name: string) => boolean;
  /** Seconds that the run has left for measuring; `explains`: some of them are kept for profiling. Default: no end. */
  readonly timeLeft?: (explains: boolean) => number;
  /** Shows a benchmark's output to the user, where there is any. */
  readonly onOutput?: (name: string, side: Side, output: string) => void;
}

export interface Collected {
  /** Names of the benchmarks that were still open when the run was interrupted. */
  readonly interrupted: readonly string[];
  /** Names of those that were still open when the time of the whole run was over. */
  readonly outOfTime: readonly string[];
  /** Set where processes took turns. `matched`: in every block that they did, both had one memory layout. */
  readonly layout?: 'matched' | 'natural';
  /** Warning codes that processes raised, by benchmark. */
  readonly warnings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Seconds inside timed and warm-up regions, and in processes altogether. */
  readonly insideSeconds: number;
  readonly processSeconds: number;
  /** Seconds of measuring, by benchmark. */
  readonly spent: ReadonlyMap<string, number>;
}

interface State {
  readonly approach: Approach;
  blocks: number;
  spent: number;
  stopped: boolean;
  /** It came with the candidate, and the base lacks what it needs: nothing is measured there. */
  isNew: boolean;
  /** Why it, or which of its sub-benchmarks, could not be measured: `''` is the whole. */
  readonly failures: Map<string, FailureCode>;
  /** Of a suite: benchmarks that need more, since that is known. */
  open?: ReadonlySet<string>;
}

export async function collect(request: CollectRequest): Promise<Collected> {
  const { accumulators, decider, clock, random, signal, progress } = request;
  await using caches = createRunCaches();
  const states = request.benchmarks.map(
    (declared): State => ({
      approach: createApproach(declared),
      blocks: 0,
      spent: 0,
      stopped: false,
      isNew: false,
      failures: new Map(),
    }),
  );
  const warnings = new Map<string, Set<string>>();
  let order = 0;
  let insideSeconds = 0;
  let inProcesses = 0;
  let layouts: Collected['layout'];

  let cutByRun = false;
  const ownTime = (state: State) => timeOf(state) - state.spent;
  const runTime = () =>
    cutByRun ? 0 : (request.timeLeft?.(decider.mayHaveToExplain?.() ?? false) ?? Number.POSITIVE_INFINITY);

  const standing = (state: State): Standing => ({
    name: state.approach.declared.name,
    blocks: state.blocks,
    spent: state.spent,
    left: Math.min(ownTime(state), runTime()),
  });
  const isOpen = (state: State) => !state.stopped && ownTime(state) > 0;

  function tellOverview(): string {
    const open = states.filter(isOpen);
    const wanted = open.reduce((sum, state) => sum + ownTime(state), 0);
    const failed = states.filter((state) => !isOpen(state) && state.failures.has('')).length;
    return overview({
      done: states.length - open.length - failed,
      failed,
      open: open.length,
      left: Math.min(wanted, runTime()),
    });
  }

  function take(state: State, side: Side, block: number, whole: ProcessOutcome): void {
    const name = state.approach.declared.name;
    const outcome = side === 'baseline' ? toldAsNew(whole, request.isNew?.(name, undefined) ?? false) : whole;
    order = accumulators[side]?.add(name, block, order, outcome) ?? order;
    state.approach.calibration ??= outcome.calibration;
    insideSeconds += outcome.insideSeconds ?? 0;
    for (const code of outcome.warnings ?? []) {
      warnings.set(name, (warnings.get(name) ?? new Set()).add(code));
    }
    if (outcome.output) request.onOutput?.(name, side, outcome.output);
    if (signal.aborted) return; // it stays open: see `interrupted`
    if (outcome.failure && outcome.failure.code !== 'new') state.failures.set('', outcome.failure.code);
    for (const { sub = '', failure } of outcome.measured)
      if (failure && failure.code !== 'new' && failure.code !== 'skipped')
        state.failures.set(sub, failure.code);
    // One failure makes the benchmark `missing`; measuring it further would only cost time.
    if (state.approach.suite) {
      close(state, failedOf(outcome));
      if (outcome.failure) state.stopped = true;
      return;
    }
    if (outcome.failure?.code === 'new') {
      state.isNew = true;
      return;
    }
    const nothingLeft = outcome.measured.length > 0 && outcome.measured.every((measured) => measured.failure);
    if (outcome.failure || nothingLeft || outcome.measured.length === 0) state.stopped = true;
  }

  const isSuite = ({ approach }: Pick<State, 'approach'>) =>
    request.runnerFor(approach.declared.runner.kind).isSuite === true;

  /** Seconds for it in all: `max_time` for each benchmark of a suite; until these are known, time-outs are all that ends one. */
  function timeOf({ approach }: Pick<State, 'approach'>): number {
    const { max_time } = approach.declared.measure;
    if (!isSuite({ approach })) return max_time;
    return approach.suite ? max_time * approach.suite.members.size : Number.POSITIVE_INFINITY;
  }

  function show(state: State, what?: Side | 'calibrating'): void {
    const part = what ? `, ${what}` : '';
    progress.show(
      `${tellOverview()} · ${state.approach.declared.name}: block ${state.blocks + 1}${part} · ${decider.describe(standing(state))}`,
    );
  }

  /** How many benchmarks an entry of the budget file stands for is known only now. */
  function tellSubs(state: State): void {
    const { name } = state.approach.declared;
    const found = Math.max(...request.checkouts.map(({ side }) => accumulators[side]?.of(name).length ?? 0));
    if (found > 1) progress.say(`${name}: ${found} benchmarks`);
  }

  /** Of whole processes: half of a first block, which had a warm-up perhaps, is the least that a block takes. */
  function tellShortage(state: State): void {
    const { name, runner } = state.approach.declared;
    if (state.stopped || decider.firstLook === undefined || request.runnerFor(runner.kind).takesTurns) return;
    const more = (decider.firstLook - 1) * (state.spent / 2);
    const { left } = standing(state);
    if (more > left) progress.say(announceShortage({ name, blocks: decider.firstLook, more, left }));
  }

  /** One process of every side. What a process that ran into `max_time` yielded is dropped, with its whole block. */
  async function measure(state: State): Promise<void> {
    const { approach } = state;
    const started = clock();
    const { left } = standing(state);
    const byRun = left < ownTime(state);
    const hashSeed = Math.floor(random() * 4_294_967_295);
    const checkouts = state.isNew
      ? request.checkouts.filter(({ side }) => side === 'candidate')
      : request.checkouts;
    const shuffled = checkouts.length === 2 && random() < 0.5 ? [...checkouts].reverse() : checkouts;
    const matched =
      takesTurns(request, { approach, checkouts }) &&
      canMatchLayouts() &&
      (request.matchLayouts?.(approach.declared.name) ?? true);
    const block: Block = {
      approach,
      checkouts: shuffled,
      hashSeed,
      layout: matched ? drawLayout(random) : undefined,
      caches,
      before: state.blocks,
      deadline: AbortSignal.timeout(Math.min(LONGEST_TIMER, Math.max(1, Math.round(left * 1000)))),
      left,
      ...(state.open && { open: state.open }),
      show: (what) => show(state, what),
    };
    const {
      outcomes: all,
      inTurns,
      calibrating,
    } = await (isSuite(state) ? measureSuiteBlock(request, block) : measureBlock(request, block));
    insideSeconds += calibrating;
    inProcesses += clock() - started;
    if (inTurns) layouts = matched && layouts !== 'natural' ? 'matched' : 'natural';
    const cutShort = (outcome: ProcessOutcome) => wasCutShort(outcome, block, request);
    const complete = all.filter(([, outcome]) => !cutShort(outcome));
    let outcomes = all;
    if (complete.length < all.length) {
      state.stopped = !signal.aborted && !byRun;
      cutByRun ||= byRun;
      if (byRun) outcomes = [];
      else if (signal.aborted) outcomes = state.blocks === 0 ? all : complete;
      else if (state.blocks === 0) {
        outcomes = all.map(([side, outcome]) => [
          side,
          cutShort(outcome) ? outOfTime(outcome, state) : outcome,
        ]);
      } else outcomes = [];
    }
    for (const [side, outcome] of outcomes) take(state, side, state.blocks, outcome);
    state.spent += clock() - started;
    if (outcomes.length === checkouts.length) state.blocks++;
  }

  if (states.length > 0)
    progress.say(announce({ seconds: states.map(timeOf), sides: request.checkouts.length, left: runTime() }));
  while (!signal.aborted && runTime() > 0) {
    const open = states.filter(isOpen);
    if (open.length === 0) break;
    const name = decider.next(open.map(standing));
    const state = open.find((candidate) => candidate.approach.declared.name === name) ?? (open[0] as State);
    await measure(state);
    if (state.blocks === 1 && !state.approach.suite) {
      tellSubs(state);
      tellShortage(state);
    }
    if (!state.stopped) keepOpen(state, decider.undecided(standing(state)));
    if (state.stopped) {
      const how = decider.describe(standing(state));
      const told = tellEnd({
        name,
        blocks: state.blocks,
        seconds: state.spent,
        how,
        failures: state.failures,
      });
      progress.say(`${told} · ${tellOverview()}`);
    }
  }
  const interrupted = states
    .filter((state) => !state.stopped && signal.aborted)
    .map((state) => state.approach.declared.name);
  const lackedTime = signal.aborted ? [] : states.filter(isOpen).map((state) => state.approach.declared.name);
  return {
    interrupted,
    outOfTime: lackedTime,
    ...(layouts && { layout: layouts }),
    warnings,
    insideSeconds,
    processSeconds: inProcesses,
    spent: new Map(states.map(({ approach, spent }) => [approach.declared.name, spent])),
  };
}

/** Leaves only those open that still were and that `undecided` has, too. */
function keepOpen(state: State, undecided: ReadonlySet<string> | undefined): void {
  if (!undecided) return;
  if (!state.approach.suite) {
    state.stopped = undecided.size === 0;
    return;
  }
  const before = state.open ?? new Set(state.approach.suite.members.keys());
  const prefix = `${state.approach.declared.name}/`;
  state.open = new Set([...before].filter((sub) => undecided.has(prefix + sub)));
  state.stopped = state.open.size === 0;
}

function close(state: State, failed: readonly string[]): void {
  if (failed.length === 0) return;
  const before = state.open ?? new Set(state.approach.suite?.members.keys());
  state.open = new Set([...before].filter((sub) => !failed.includes(sub)));
  if (state.open.size === 0) state.stopped = true;
}

function failedOf({ measured }: ProcessOutcome): string[] {
  return measured.flatMap(({ sub, failure }) =>
    failure && failure.code !== 'new' && sub !== undefined ? [sub] : [],
  );
}

function toldAsNew(outcome: ProcessOutcome, isNew: boolean): ProcessOutcome {
  return outcome.failure ? { ...outcome, failure: asNew(outcome.failure, isNew) } : outcome;
}

function outOfTime(outcome: ProcessOutcome, state: State): ProcessOutcome {
  const failure: Failure = {
    code: 'timed-out',
    message: `The first process did not end within max_time (${state.approach.declared.measure.max_time} s).`,
    hint: 'Raise measure.max_time for this benchmark, or give it less work.',
  };
  return { ...outcome, failure };
}
