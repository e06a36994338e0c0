/**
 * `results`: a command that writes a results file of a known format. What an exit status other than 0 means depends on
 * the tool:
 *
 * | format | status | taken as |
 * |---|---|---|
 * | k6 | 99 | measured: a threshold of the script was crossed, and Pacegate judges by its own budgets |
 * | locust | 1 | measured where the file holds failed requests: the file says which and how many |
 * | pytest-benchmark | 1 | a test failed: the others count, and the whole is told as crashed |
 * | asv | 2 | measured where the file names the benchmark that failed |
 * | any | other | crashed; what the file holds is kept, and does not pass |
 */

import { open, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decodeResults, MOST_BYTES, tooLarge } from '../formats/decode.ts';
import { readResults } from '../formats/read-results.ts';
import type { Results } from '../formats/reading.ts';
import { findCompanion } from '../formats/tools/companion.ts';
import type { ResultsFormat } from '../samples/benchmark-spec.ts';
import type { Failure } from '../samples/measurements.ts';
import { common, nothingMeasured, runTool } from './processes/tool-process.ts';
import { findResultsFile, snapshot } from './results-file.ts';
import type { Measured, ProcessOutcome, ProcessRequest, Runner } from './runner.ts';

export function createResultsRunner(): Runner {
  return { measure };
}

async function measure(request: ProcessRequest): Promise<ProcessOutcome> {
  const { spec, checkout } = request;
  if (spec.kind !== 'results') throw new Error(`results runner was given ${spec.kind}`);
  const pattern = resolve(checkout.directory, spec.file);
  // asv adds to its files, and a pattern may match what nobody meant: those stay, and must have changed.
  const disposable = spec.format !== 'asv' && !spec.file.includes('*');
  if (disposable && !(await isDirectory(pattern))) await rm(pattern, { force: true });
  const before = await snapshot(pattern);
  const tool = await runTool({
    request,
    what: 'The command',
    shell: spec.command,
  });
  if (tool.failure) return nothingMeasured(tool, tool.failure);
  const found = await findResultsFile(pattern, before);
  if ('failure' in found) return nothingMeasured(tool, tool.exitFailure ?? found.failure);
  const text = await readBounded(found.file);
  if (typeof text === 'object') return nothingMeasured(tool, text);
  const companion = spec.format === 'asv' ? await findCompanion(found.file) : undefined;
  const results = readResults(spec.format, { text, ...(companion !== undefined && { companion }) });
  const failure = judgeExit(spec.format, tool.end?.exit ?? 0, tool.exitFailure, results) ?? results.failure;
  return {
    measured: results.benchmarks.map((benchmark) => rename(benchmark, request.name)),
    ...(failure && { failure }),
    calibration: {},
    ...common(tool),
  };
}

function judgeExit(
  format: ResultsFormat,
  status: number,
  failure: Failure | undefined,
  { benchmarks }: Results,
): Failure | undefined {
  if (failure === undefined) return undefined;
  if (format === 'k6' && status === 99) return undefined;
  if (format === 'locust' && status === 1) {
    const told = benchmarks.some(({ metrics }) => (metrics.failed_requests?.runs[0]?.[0] ?? 0) > 0);
    return told ? undefined : failure;
  }
  if (format === 'asv' && status === 2 && benchmarks.some((benchmark) => benchmark.failure)) return undefined;
  return failure;
}

/** A Pacegate file names benchmarks in full; here `NAME` and `NAME/` come from the budget file. */
function rename(measured: Measured, name: string): Measured {
  const { sub, ...rest } = measured;
  if (sub === undefined || sub === name) return rest;
  return { ...rest, sub: sub.startsWith(`${name}/`) ? sub.slice(name.length + 1) : sub };
}

const GONE: Failure = {
  code: 'no-values',
  message: 'The results file was gone, or could not be opened, when the command had ended.',
  hint: 'Something else removes it or takes it away: give each of them a file of its own.',
};

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

async function readBounded(path: string): Promise<string | Failure> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return GONE;
  try {
    const { size } = await file.stat();
    return size > MOST_BYTES ? tooLarge(size) : decodeResults(await file.readFile());
  } finally {
    await file.close();
  }
}
