/** Turns the records of one harness process into what a runner hands on. Pure. */
import { type Answer, readAnswer } from '../../samples/answer.ts';
import type { Checkout } from '../../samples/checkout.ts';
import { type Environment, joinLines } from '../../samples/environment.ts';
import type { Failure, FailureCode, Method } from '../../samples/measurements.ts';
import { missingModuleHint } from '../missing/missing-module.ts';
import type { ProcessEnd } from '../processes/process.ts';
import { failureOf, leftBehind, withTail } from '../processes/process-failure.ts';
import type { Measured, ProcessOutcome } from '../runner.ts';
import { every, first, type HarnessRecord, type HarnessRecords } from './harness-records.ts';
import { judgeOrigins } from './origins.ts';

export interface HarnessOutcome {
  readonly metrics: Measured['metrics'];
  readonly method: Method | undefined;
  readonly answer?: Answer;
  readonly failure: Failure | undefined;
  readonly warnings: readonly string[];
  readonly insideSeconds: number;
  /** Values at a turn, where it took turns with the other side. */
  readonly turn?: number;
}

interface Context {
  readonly checkout: Pick<Checkout, 'side' | 'directory' | 'root' | 'foreign'>;
  readonly timeout: number;
}

/** What a `callable` or `timeit` process measured. Values that were sent before it failed are kept. */
export function readOutcome(end: ProcessEnd, records: HarnessRecords, context: Context): HarnessOutcome {
  const { all } = records;
  const origins = every(all, 'origins').flatMap((record) => record.modules);
  const wrongCode = judgeOrigins(origins, context.checkout, first(all, 'plan')?.files ?? []);
  const method = first(all, 'method');
  const values = readValues(all);
  // Wrong code yields nothing: its values are another side's.
  const failure = wrongCode ?? findFailure(end, records, context) ?? values.failure;
  const answer = wrongCode ? undefined : answerOf(all);
  return {
    metrics: wrongCode ? {} : values.metrics,
    method: method && {
      loops: method.loops * method.inner,
      warmup: method.warmup,
      gc: method.gc,
      ...(method.never_steady && { neverSteady: 1 }),
      overhead: { seconds: method.overhead, share: method.overhead / median(values.wall) },
      resolution: method.resolution,
      ...(method.children_cpu > 0 && { childrenCpu: method.children_cpu }),
    },
    ...(answer && { answer }),
    failure,
    // `never-steady` is no doubt of one process: method.neverSteady counts them, and the comparison weighs the count.
    warnings: method?.doubts ?? [],
    insideSeconds: method?.inside ?? 0,
    ...(method?.turn && { turn: method.turn }),
  };
}

function answerOf(all: readonly HarnessRecord[]): Answer | undefined {
  const told = first(all, 'answer');
  return told && readAnswer({ runs: 1, calls: told.calls, parts: told.parts });
}

function readValues(all: readonly HarnessRecord[]) {
  const method = first(all, 'method');
  const loops = (first(all, 'calibration')?.loops ?? 1) * (method?.inner ?? 1);
  const batches = every(all, 'values');
  const wall = batches.flatMap((batch) => batch.wall.map((total) => total / loops / 1e9));
  const cpu = batches.flatMap((batch) => batch.cpu.map((total) => total / loops / 1e9));
  const calls = batches.flatMap((batch) => batch.calls.map((wall) => wall / 1e9));
  const metrics: Record<string, Measured['metrics'][string]> = {};
  let failure: Failure | undefined;
  if (wall.length > 0) {
    metrics.wall_time = { unit: 's', better: 'lower', runs: [wall] };
    if (!method?.own_clock) metrics.cpu_time = { unit: 's', better: 'lower', runs: [cpu] };
  }
  if (calls.length > 0) metrics.call_time = { unit: 's', better: 'lower', runs: [calls] };
  if (method?.peak_memory != null) {
    metrics.peak_memory = { unit: 'B', better: 'lower', runs: [[method.peak_memory]] };
  }
  for (const { name, unit, better } of method?.metrics ?? []) {
    const own = batches.flatMap((batch) => batch.own.map((each) => each[name]));
    const numbers = own.filter((value) => typeof value === 'number');
    const strange = own.find((value) => typeof value !== 'number');
    if (strange !== undefined || numbers.length < own.length) {
      failure ??= {
        code: 'not-a-number',
        message: `The benchmark's own metric ${name} was ${String(strange)}.`,
        hint: 'A metric must be a finite number of 0 or more.',
      };
    }
    if (numbers.length > 0) Object.defineProperty(metrics, name, ownProperty(unit, better, numbers));
  }
  return { metrics, wall, failure };
}

/** A property of its own even where the name is `__proto__`. */
function ownProperty(
  unit: string,
  better: 'lower' | 'higher',
  values: readonly number[],
): PropertyDescriptor {
  return { value: { unit, better, runs: [values] }, enumerable: true, configurable: true, writable: true };
}

const PHASES: Readonly<Record<string, string>> = {
  import: 'while its file was being imported',
  setup: 'while it was being prepared',
  warmup: 'while it was warming up',
  timed: 'while it was being timed',
  teardown: 'while it was being closed',
  report: 'after it was measured',
};

function findFailure(end: ProcessEnd, records: HarnessRecords, context: Context): Failure | undefined {
  const failure = findProcessFailure(end, records, context, 'The benchmark');
  if (failure) return failure;
  const timed = every(records.all, 'values').some((batch) => batch.wall.length > 0);
  if (!timed && first(records.all, 'result') === undefined) {
    return { code: 'no-values', message: NO_VALUES };
  }
  return undefined;
}

const NO_VALUES = 'The benchmark was run, but yielded no values.';

/** @param what what its messages call that which was run */
export function findProcessFailure(
  end: ProcessEnd,
  { all, garbage }: HarnessRecords,
  context: Context,
  what: string,
): Failure | undefined {
  const phase = every(all, 'phase').at(-1)?.phase;
  const place = phase === undefined ? 'before its file was imported' : PHASES[phase];
  const done = first(all, 'end') !== undefined;
  if (end.aborted) return failureOf(end, what, context.timeout, place);
  const error = first(all, 'error');
  if (error !== undefined) return errorFailure(error, context);
  if (garbage !== undefined) {
    return {
      code: 'garbage',
      message: `The results cannot be read: ${garbage}.`,
      hint: "Something other than the harness wrote into the results' file.",
    };
  }
  if (first(all, 'forked') !== undefined) {
    return {
      code: 'crashed',
      message: `${what} forked, and the child returned into the harness as if it were the benchmark.`,
      hint: 'End a forked child with os._exit(), or use multiprocessing or subprocess.',
    };
  }
  if (end.timedOut && done) {
    return {
      code: 'timed-out',
      message: `${what} was measured, but its process did not end within ${context.timeout} s: something keeps it running.`,
      hint: 'Stop its threads, for example after the `yield` of a generator fixture, or make them daemons.',
    };
  }
  // 120: the standard output was closed, so that it could not be flushed at the end. No harm to what was measured.
  const harmless = done && end.exit === 120;
  const failure = harmless
    ? undefined
    : failureOf(end, what, context.timeout, done ? 'after it was measured' : place);
  if (failure !== undefined) return failure;
  if (!done) {
    return {
      code: 'no-values',
      message: withTail(
        `Its process ended with exit status 0 ${place}, before it was measured: something called os._exit or replaced the process.`,
        end.output,
      ),
    };
  }
  return end.leftBehind > 0 ? leftBehind(end.leftBehind, what) : undefined;
}

function errorFailure(error: Extract<HarnessRecord, { record: 'error' }>, { checkout }: Context): Failure {
  const place = PHASES[error.phase] ?? '';
  const raised =
    error.type === undefined ? error.message : `It raised ${error.type} ${place}:\n${error.message}`;
  const hint = error.hint ?? (error.missing == null ? undefined : missingModuleHint(error.missing, checkout));
  return { code: error.code satisfies FailureCode, message: raised, ...(hint !== undefined && { hint }) };
}

/** Facts of the interpreter, with the packages as a digest and by name. */
export function readEnvironment(
  all: readonly HarnessRecord[],
  digest: (text: string) => string,
): Environment | undefined {
  const facts = first(all, 'environment')?.facts;
  if (facts === undefined) return undefined;
  const environment: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      environment[name] = value;
    }
  }
  if (facts.packages !== undefined) environment.packages = digest(facts.packages.join('\n'));
  for (const name of ['distributions', 'settings'] as const) {
    if (facts[name] !== undefined) environment[name] = joinLines(facts[name]);
  }
  return environment;
}

/** An outcome in which nothing was measured. */
export function failed(failure: Failure, output?: string): ProcessOutcome {
  return { measured: [], failure, ...(output !== undefined && { output }) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
