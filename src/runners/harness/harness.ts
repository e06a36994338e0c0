/** Starts the Python harness once, in a fresh process, and reads what it wrote. */
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../samples/measurements.ts';
import { cleanEnvironment } from '../processes/clean-environment.ts';
import { findInterpreter } from '../processes/interpreter.ts';
import { type ProcessEnd, runProcess } from '../processes/process.ts';
import type { ProcessRequest } from '../runner.ts';
import { harnessDirectory } from './harness-location.ts';
import { type HarnessRecords, parseRecords } from './harness-records.ts';
import { layoutEnvironment, ownStackLimit, underLayout } from './memory-layout.ts';

/** Values of one process are a few kilobytes; a file of this size is not ours. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The first call may fill a cache that later ones find. */
const RECORDED_CALLS = 3;

export interface HarnessRun {
  readonly end: ProcessEnd;
  readonly records: HarnessRecords;
}

/**
 * @param work what this kind of benchmark needs to be told, added to the request
 * @param tag tells the files of several processes of one request apart
 * @param under a program and its arguments that the interpreter is run by, for example valgrind
 */
export async function runHarness(
  request: ProcessRequest,
  work: Readonly<Record<string, unknown>>,
  tag = '0',
  under: readonly string[] = [],
): Promise<HarnessRun | { readonly failure: Failure }> {
  const env = benchmarkEnvironment(request);
  const { checkout, measure } = request;
  const python = await findInterpreter(measure.python, checkout.directory, env);
  if ('failure' in python) return python;
  const hand = request.baton?.join(tag);
  const { words, results, env: ofLayout } = await prepareHarness(request, python.path, work, tag);
  const [command = '', ...args] = [...words.slice(0, -3), ...under, ...words.slice(-3)];
  const end = await runProcess({
    command,
    args,
    cwd: checkout.directory,
    env: { ...env, ...ofLayout },
    timeout: measure.timeout,
    signal: request.signal,
    hand,
  });
  return { end, records: await readRecords(results) };
}

/** Writes the request, and says how the harness is started on it. */
export async function prepareHarness(
  request: ProcessRequest,
  python: string,
  work: Readonly<Record<string, unknown>>,
  tag = '0',
) {
  const { checkout, measure, scratch, layout } = request;
  const results = join(scratch, `results-${tag}.jsonl`);
  const file = join(scratch, `request-${tag}.json`);
  await writeFile(
    file,
    JSON.stringify({
      name: request.name,
      checkout: checkout.directory,
      root: checkout.root,
      foreign: checkout.foreign,
      benchmarks_from: request.benchmarksFrom,
      budget: request.budgetSeconds,
      timeout: measure.timeout,
      results,
      chosen: measure.chosen ?? null,
      spared: measure.spared ?? null,
      turns: request.baton !== undefined,
      scout: request.scout === true,
      once: request.once === true,
      ...(request.record && {
        ...{ record: true, calls: RECORDED_CALLS },
        record_seconds: request.recordSeconds ?? null,
      }),
      answer: request.answer ?? null,
      single_calls: request.singleCalls !== undefined,
      cache: request.cache ?? null,
      layout: layout ? { stack: ownStackLimit() ?? null } : null,
      ...work,
    }),
  );
  const words = [...(layout ? underLayout(layout) : []), python, join(harnessDirectory(), 'worker.py'), file];
  return { words, results, env: layout ? layoutEnvironment(layout) : {} };
}

/** What a benchmark's process gets to see. */
export function benchmarkEnvironment({
  env,
  hashSeed,
  measure,
}: Pick<ProcessRequest, 'env' | 'hashSeed' | 'measure'>): Record<string, string> {
  return cleanEnvironment(env ?? process.env, { PYTHONHASHSEED: String(hashSeed) }, measure);
}

export async function readRecords(file: string): Promise<HarnessRecords> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return { all: [], garbage: undefined };
  try {
    const { size } = await handle.stat();
    if (size > MOST_BYTES) return { all: [], garbage: `it holds ${size} bytes` };
    return parseRecords((await handle.readFile()).toString('utf8'));
  } finally {
    await handle.close();
  }
}
