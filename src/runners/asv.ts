/** `asv`: the suite of the project's asv.conf.json, in the interpreter that is measured, with results of its own. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readResults } from '../formats/read-results.ts';
import type { Failure } from '../samples/measurements.ts';
import { harnessDirectory } from './harness-location.ts';
import { advisingImports } from './missing-module.ts';
import type { ProcessOutcome, ProcessRequest, Runner } from './runner.ts';
import { common, nothingMeasured, runTool } from './tool-process.ts';
import { readUnrun, unrunReport } from './unrun.ts';

/** Statuses of harness/asv_run.py, after sysexits.h. */
const NO_ASV = 69;
const NO_CONFIG = 66;

export function createAsvRunner(): Runner {
  return advisingImports({ measure });
}

async function measure(request: ProcessRequest): Promise<ProcessOutcome> {
  const { spec, scratch } = request;
  if (spec.kind !== 'asv') throw new Error(`asv runner was given ${spec.kind}`);
  const peaksFile = join(scratch, 'peaks.jsonl');
  const unrun = unrunReport(scratch);
  const tool = await runTool({
    request,
    what: 'asv',
    needsPython: true,
    start: (python, env) => ({
      command: python,
      args: [join(harnessDirectory(), 'asv_run.py'), scratch, spec.benchmark],
      // asv drops PYTHONPATH for the processes that it measures, and takes it from here.
      env: { ASV_PYTHONPATH: env.PYTHONPATH ?? '', PACEGATE_ASV_PEAKS: peaksFile, ...unrun.env },
    }),
  });
  if (tool.failure) return nothingMeasured(tool, tool.failure);
  const text = await findResults(join(scratch, 'results'));
  if (text === undefined) return nothingMeasured(tool, explain(tool.end?.exit, tool.exitFailure));
  const companion = await readFile(join(scratch, 'results', 'benchmarks.json'), 'utf8').catch(
    () => undefined,
  );
  const { benchmarks, failure } = readResults('asv', {
    text,
    ...(companion !== undefined && { companion }),
    peaks: readPeaks(await readFile(peaksFile, 'utf8').catch(() => '')),
    failures: await readUnrun('asv', unrun.file),
  });
  // asv ends with 2 when a benchmark failed: that is told on the benchmark, with what asv printed of it.
  const named = benchmarks.some((benchmark) => benchmark.failure);
  const output = tool.end?.output ?? '';
  return {
    measured: benchmarks.map((benchmark) =>
      benchmark.failure?.code === 'crashed'
        ? {
            ...benchmark,
            failure: { ...benchmark.failure, message: withOutput(benchmark.failure.message, output) },
          }
        : benchmark,
    ),
    ...((failure || (tool.exitFailure && !named)) && { failure: failure ?? (tool.exitFailure as Failure) }),
    calibration: {},
    ...common(tool),
  };
}

const peakRecord = z.object({ benchmark: z.string(), peak: z.number().finite().positive() });

/** What harness/probe wrote for each process of asv that ran a benchmark. The measured code can write there, too. */
function readPeaks(lines: string): Map<string, number> {
  const peaks = new Map<string, number>();
  for (const line of lines.split('\n')) {
    const parsed = peakRecord.safeParse(parseLine(line));
    if (parsed.success) peaks.set(parsed.data.benchmark, parsed.data.peak);
  }
  return peaks;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** `results/MACHINE/HASH-ENVIRONMENT.json`, the one file beside machine.json. */
async function findResults(directory: string): Promise<string | undefined> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  const found = names.find((name) => /[\\/][0-9a-f]{8,}-[^\\/]*\.json$/.test(name));
  return found === undefined ? undefined : readFile(join(directory, found), 'utf8');
}

function withOutput(message: string, output: string): string {
  const tail = output.trim().slice(-3000);
  return tail === '' ? message : `${message} asv printed last:\n${tail}`;
}

function explain(exit: number | undefined, failure: Failure | undefined): Failure {
  const message = failure?.message ?? 'asv ended well, but wrote no results.';
  if (exit === NO_ASV) {
    return {
      code: 'unsupported',
      message,
      hint: 'Install asv in the environment of `python`, for example with `setup`.',
    };
  }
  if (exit === NO_CONFIG) {
    return { code: 'unsupported', message, hint: 'asv.conf.json must stand beside the budget file.' };
  }
  return {
    code: failure?.code ?? 'no-values',
    message,
    ...(!message.includes('ModuleNotFoundError') && {
      hint: 'Does the regular expression match a benchmark?',
    }),
  };
}
