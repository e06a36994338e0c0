/** Measures declared benchmarks on one or two sides and puts each side's measurements together. */

import type { BenchmarkSpec } from '../../budgets/model.ts';
import { isOfSingleCalls } from '../../budgets/texts/metrics.ts';
import type { Overlaid } from '../../checkouts/overlay.ts';
import { runnerFor } from '../../runners/registry.ts';
import type { ProcessRequest, Runner } from '../../runners/runner.ts';
import type { Checkout, Side } from '../../samples/checkout.ts';
import { differingFacts, type Environment, RECORDED_FACTS } from '../../samples/environment.ts';
import type { Benchmark, CommitInfo, Failure, Measurements } from '../../samples/measurements.ts';
import { matchesGlob } from '../../samples/names/glob.ts';
import type { Progress } from '../progress.ts';
import type { RunTime } from '../run-time.ts';
import { describeDataset } from '../sides/dataset.ts';
import { describeEnvironment } from '../sides/environment.ts';
import type { Session } from '../sides/session.ts';
import { inWords } from '../tell.ts';
import { type Accumulator, createAccumulator } from './accumulate.ts';
import { type Collected, collect, type Decider } from './collect.ts';
import type { Snapshot } from './deciders.ts';
import { createRandom } from './random.ts';

/** What all measuring of one run has in common. */
export interface Run {
  readonly id: string;
  readonly seed: string;
  readonly created: string;
  readonly session: Session;
  readonly commits: Readonly<Partial<Record<Side, CommitInfo>>>;
  /** Facts of the machine and of the candidate's interpreters, asked before anything was measured. */
  readonly environment: Environment;
  /** All that the budget file declares. */
  readonly declared: readonly BenchmarkSpec[];
  /** What the benchmarks' environment is made of. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: () => number;
  /** How long all of it may take. */
  readonly time: RunTime;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly onOutput?: (name: string, side: Side, output: string) => void;
}

export interface Measured {
  readonly candidate: Measurements;
  readonly baseline?: Measurements;
  readonly warnings: Collected['warnings'];
  /** Names of the declared benchmarks that the time of the run did not suffice for. */
  readonly outOfTime: ReadonlySet<string>;
  readonly effort: { readonly inside_seconds: number; readonly process_seconds: number };
}

/** Where the sides' benchmark files come from. */
export interface BenchmarkFiles {
  /** The candidate's were laid over the base. */
  readonly overlaid?: Overlaid;
  /** Where a file is taken from that a side lacks. Default: from the candidate. */
  readonly from?: string;
}

/** `decide` makes the decider; it gets the growing measurements of a benchmark, to judge them at every look. */
export async function measure(
  run: Run,
  specs: readonly BenchmarkSpec[],
  checkouts: readonly Checkout[],
  decide: (snapshot: Snapshot) => Decider,
  files: BenchmarkFiles = {},
): Promise<Measured> {
  const accumulators: Record<Side, Accumulator> = {
    baseline: createAccumulator(),
    candidate: createAccumulator(),
  };
  let layout: Collected['layout'];
  const sideBySide = checkouts.length === 2;
  const environments = await describeSides(run, checkouts);
  // The candidate's data sets are used on both sides.
  const datasets = await describeDatasets(specs, run.session.candidate.directory);
  const put = (side: Side, benchmarks: readonly Benchmark[]): Measurements => ({
    format: 'pacegate/measurements',
    version: 1,
    session: run.id,
    created: run.created,
    ...(run.commits[side] && { commit: run.commits[side] }),
    environment: { ...environments[side], ...(layout && { layout }) },
    benchmarks: benchmarks.map((benchmark) => {
      const dataset = datasets.find(({ name }) => isOf(benchmark.name, name))?.dataset;
      return dataset ? { ...benchmark, dataset } : benchmark;
    }),
    seed: run.seed,
  });
  const collected = await collect({
    benchmarks: specs.map((spec) => ({
      name: spec.name,
      runner: spec.runner,
      // What a process holds at most is that of all benchmarks in it.
      measure: { ...spec.measure, isolate: spec.measure.isolate === true || budgetsMemory(spec) },
      extraMetrics: extraMetrics(spec),
      ...singleCalls(spec),
    })),
    checkouts,
    broken: run.session.broken,
    isNew: (name, sub) => files.overlaid?.benchmarks.find((one) => one.name === name)?.lacked(sub) ?? false,
    runnerFor: (kind) => inEnvironment(runnerFor(kind), run.env),
    accumulators,
    decider: decide((name) => ({
      candidate: put('candidate', accumulators.candidate.of(name)),
      ...(sideBySide && { baseline: put('baseline', accumulators.baseline.of(name)) }),
    })),
    benchmarksFrom: files.from ?? run.session.candidate.directory,
    // Each part of a run draws from its own stream, or re-measuring would repeat the first part's order.
    random: createRandom(`${run.seed}:${sideBySide ? 'side-by-side' : 'candidate'}`),
    clock: run.clock,
    signal: run.signal,
    progress: run.progress,
    timeLeft: (explains) => run.time.left() - (explains ? run.time.profiling : 0),
    ...(run.onOutput && { onOutput: run.onOutput }),
  });
  layout = collected.layout;
  const { interrupted, outOfTime } = collected;
  if (outOfTime.length > 0) tellOutOfTime(run, specs.length, outOfTime);
  const finish = (side: Side) => {
    const why = (name: string) => run.session.broken(name, side) ?? OUT_OF_TIME;
    return put(
      side,
      withUnseen(withInterrupted(accumulators[side].benchmarks(), interrupted), outOfTime, why),
    );
  };
  return {
    candidate: { ...finish('candidate'), spent: inMilliseconds(collected.spent) },
    ...(sideBySide && { baseline: finish('baseline') }),
    warnings: collected.warnings,
    outOfTime: new Set(outOfTime),
    effort: { inside_seconds: collected.insideSeconds, process_seconds: collected.processSeconds },
  };
}

/**
 * The candidate's is the one that a baseline was looked up by, or nothing that is saved would be found again. The set-up of
 * the base may have changed what both share since; so the base's is the same, but for what differs between the two now.
 */
async function describeSides(
  { environment, declared, env }: Run,
  checkouts: readonly Checkout[],
): Promise<Record<Side, Environment>> {
  const [base, candidate] = (['baseline', 'candidate'] as const).map((side) =>
    checkouts.find((checkout) => checkout.side === side),
  );
  if (!base || !candidate) return { baseline: environment, candidate: environment };
  const before = await describeEnvironment(declared, base, env);
  const after = await describeEnvironment(declared, candidate, env);
  const own = differingFacts(before, after).map((fact) => [fact, before[fact]]);
  return {
    baseline: { ...environment, ...Object.fromEntries(own), ...recordedOf(before) },
    candidate: { ...environment, ...recordedOf(after) },
  };
}

/** What no baseline is looked up by is told as it is now, after the set-up. */
function recordedOf(environment: Environment): Environment {
  return Object.fromEntries(RECORDED_FACTS.map((fact) => [fact, environment[fact]]));
}

function inMilliseconds(spent: Collected['spent']): Record<string, number> {
  return Object.fromEntries([...spent].map(([name, seconds]) => [name, Math.round(seconds * 1000) / 1000]));
}

function inEnvironment(runner: Runner, env: Run['env']): Runner {
  return { ...runner, measure: (request) => runner.measure({ ...request, env }) };
}

async function describeDatasets(specs: readonly BenchmarkSpec[], directory: string) {
  const declared = specs.flatMap(({ name, dataset }) => (dataset ? [{ name, dataset }] : []));
  return Promise.all(
    declared.map(async ({ name, dataset }) => ({ name, dataset: await describeDataset(directory, dataset) })),
  );
}

/** Whether a measured benchmark is the declared one or one of its sub-benchmarks. */
export function isOf(measured: string, declared: string): boolean {
  return measured === declared || measured.startsWith(`${declared}/`);
}

function budgetsMemory({ budgets }: BenchmarkSpec): boolean {
  return budgets.some(({ metric }) => metric === 'peak_memory');
}

/** Metrics that cost extra processes are measured only where a budget asks for them. */
function extraMetrics(spec: BenchmarkSpec): string[] {
  return spec.budgets.some(({ metric }) => metric === 'instructions') ? ['instructions'] : [];
}

/** So are single calls, which cost time, and values to be kept. */
function singleCalls({ budgets }: BenchmarkSpec): Pick<ProcessRequest, 'singleCalls'> {
  const asking = budgets.filter(({ metric }) => isOfSingleCalls(metric));
  if (asking.length === 0) return {};
  return {
    singleCalls: (sub) => asking.some(({ only }) => only === undefined || matchesGlob(only, sub)),
  };
}

const INTERRUPTED: Failure = {
  code: 'interrupted',
  message: 'The run was interrupted before this benchmark was decided.',
};

/** What was measured of an interrupted benchmark is kept, and marked: it must not be taken for an answer. */
function withInterrupted(benchmarks: readonly Benchmark[], interrupted: readonly string[]): Benchmark[] {
  const open = (name: string) => interrupted.some((each) => isOf(name, each));
  const unseen = interrupted.filter((name) => !benchmarks.some((benchmark) => isOf(benchmark.name, name)));
  return [
    ...benchmarks.map((benchmark) =>
      open(benchmark.name) && !benchmark.failures?.some(({ code }) => code === 'interrupted')
        ? { ...benchmark, failures: [...(benchmark.failures ?? []), INTERRUPTED] }
        : benchmark,
    ),
    ...unseen.map((name) => ({ name, metrics: {}, failures: [INTERRUPTED] })),
  ];
}

const OUT_OF_TIME: Failure = {
  code: 'out-of-time',
  message: 'The time of the whole run (measure.total_time) was over before it was measured.',
  hint: 'Raise measure.total_time, or measure fewer benchmarks at once, for example with --only.',
};

/** What the run's time did not suffice for at all; what was measured of others is kept, and they stay open. */
function withUnseen(
  benchmarks: readonly Benchmark[],
  outOfTime: readonly string[],
  why: (name: string) => Failure,
): readonly Benchmark[] {
  const unseen = outOfTime.filter((name) => !benchmarks.some((benchmark) => isOf(benchmark.name, name)));
  return [...benchmarks, ...unseen.map((name) => ({ name, metrics: {}, failures: [why(name)] }))];
}

function tellOutOfTime({ time, progress }: Run, all: number, open: readonly string[]): void {
  const over = time.isPart ? 'there is no more time for this part of the run' : 'the time of the run is over';
  progress.say(
    `${over} (measure.total_time: ${inWords(time.total)}); still open: ${open.length} of ${all}, ${open.join(', ')}`,
  );
}
