/**
 * `command`: a whole process is one value. A small Python process (harness/pacegate_harness/command.py) starts the shell
 * command and waits for it, because Node cannot say what a child used: wall time from start to end, CPU time of the
 * command and all it waited for, and the largest process of them.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Failure, Method } from '../samples/measurements.ts';
import { digest } from './callable.ts';
import { benchmarkEnvironment, type HarnessRun, runHarness } from './harness/harness.ts';
import { failed } from './harness/harness-outcome.ts';
import { first, type RecordOf } from './harness/harness-records.ts';
import { createOriginProbe } from './harness/origin-probe.ts';
import { advisingImports } from './missing/missing-module.ts';
import { findInterpreter } from './processes/interpreter.ts';
import { exitFailure, failureOf, leftBehind } from './processes/process-failure.ts';
import { ownInterpreter } from './processes/tool-process.ts';
import type { Measured, ProcessOutcome, ProcessRequest, Runner } from './runner.ts';

const WHAT = 'The command';

export function createCommandRunner(): Runner {
  /** Checkouts in which a command has run before: its files are cached and its byte code is written. */
  const warm = new Set<string>();
  return advisingImports({
    async measure(request) {
      const key = `${request.checkout.directory}\0${request.name}`;
      if (!warm.has(key)) {
        const failure = await warmUp(request);
        if (failure !== undefined) return failure;
        warm.add(key);
      }
      return measureOnce(request);
    },
  });
}

/** One untimed run, in which the command's Python processes tell where they loaded the project from. */
async function warmUp(request: ProcessRequest): Promise<ProcessOutcome | undefined> {
  const own = await ownEnvironment(request);
  const probe = await createOriginProbe(request, benchmarkEnvironment(request));
  const run = await runHarness(
    usable(request),
    { ...work(request), environment: { ...own, ...probe.env }, warmup: true },
    'warmup',
  );
  if ('failure' in run) return failed(run.failure);
  const failure = (await probe.judge()) ?? findFailure(run, request);
  return failure && failed(failure, run.end.output);
}

async function measureOnce(request: ProcessRequest): Promise<ProcessOutcome> {
  const environment = { environment: await ownEnvironment(request) };
  const run = await runHarness(usable(request), { ...work(request), ...environment });
  if ('failure' in run) return failed(run.failure);
  const { end, records } = run;
  const failure = findFailure(run, request);
  const result = first(records.all, 'command');
  return {
    measured: result && !failure ? [toMeasured(result, request)] : [],
    ...(failure && { failure }),
    ...(result && { insideSeconds: result.wall / 1e9 }),
    ...(result?.doubts?.length && { warnings: result.doubts }),
    ...(end.output !== '' && { output: end.output }),
  };
}

/**
 * `python` in the command is the interpreter that is measured, as for every other runner. Where a set-up that needs no
 * Python made none, it stays the one on PATH. What it imports is the command's own affair, so PYTHONPATH stays.
 */
async function ownEnvironment(request: ProcessRequest): Promise<Record<string, string>> {
  const { checkout, measure } = request;
  const env = benchmarkEnvironment(request);
  const python = await findInterpreter(measure.python, checkout.directory, env);
  return ownInterpreter(checkout, 'failure' in python ? undefined : python, env);
}

function work({ spec }: ProcessRequest): Record<string, unknown> {
  if (spec.kind !== 'command') throw new Error(`command runner was given ${spec.kind}`);
  return { kind: 'command', command: spec.command, nothing: NOTHING };
}

function findFailure({ end, records }: HarnessRun, { measure }: ProcessRequest): Failure | undefined {
  const result = first(records.all, 'command');
  if (result !== undefined && result.status !== 0) return exitFailure(result.status, WHAT, '', end.output);
  const failure = failureOf(end, WHAT, measure.timeout);
  if (failure !== undefined) return failure;
  if (end.leftBehind > 0) return leftBehind(end.leftBehind, WHAT);
  return result === undefined ? NO_VALUE : undefined;
}

const NO_VALUE: Failure = { code: 'no-values', message: 'The command was run, but its time is not known.' };

/** The shell's command that does nothing: what starting and waiting costs in itself. */
const NOTHING = process.platform === 'win32' ? 'rem' : ':';

/** The benchmark's own interpreter starts the command; where it is not there, any Python will do. */
function usable(request: ProcessRequest): ProcessRequest {
  const { python, ...rest } = request.measure;
  const missing =
    python !== undefined && /[\\/]/.test(python) && !existsSync(resolve(request.checkout.directory, python));
  return missing ? { ...request, measure: rest } : request;
}

const NOT_COUNTED: Failure = {
  code: 'unsupported',
  message: 'Instructions are counted for `callable` and `timeit`, not for whole commands.',
  hint: 'Budget `cpu_time`, or name the function that the command calls.',
};

function toMeasured(result: RecordOf<'command'>, { spec, extraMetrics }: ProcessRequest): Measured {
  const seconds = (ns: number) => ({ unit: 's', better: 'lower' as const, runs: [[ns / 1e9]] });
  const { wall, cpu, peak_memory, overhead = 0, resolution } = result;
  const method: Method = {
    loops: 1,
    warmup: 0,
    overhead: { seconds: overhead, share: overhead / (wall / 1e9) },
    ...(resolution !== undefined && { resolution }),
    fingerprint: digest(JSON.stringify(spec)),
  };
  return {
    metrics: {
      wall_time: seconds(wall),
      ...(cpu !== null && { cpu_time: seconds(cpu) }),
      ...(peak_memory !== null && {
        peak_memory: { unit: 'B', better: 'lower' as const, runs: [[peak_memory]] },
      }),
    },
    method,
    ...(extraMetrics?.includes('instructions') && { unmeasured: { instructions: NOT_COUNTED } }),
  };
}
