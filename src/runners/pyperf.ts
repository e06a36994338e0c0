/** `pyperf`: a script with a `pyperf.Runner`. Each worker process that pyperf starts is a run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shortName } from '../formats/names.ts';
import { readResults } from '../formats/read-results.ts';
import type { Reading } from '../formats/reading.ts';
import type { Failure } from '../samples/measurements.ts';
import type { Variables } from './clean-environment.ts';
import { advisingImports } from './missing-module.ts';
import { withTail } from './process-failure.ts';
import type { ProcessOutcome, ProcessRequest, Runner } from './runner.ts';
import { common, HANDED_ON, nothingMeasured, quote, runTool } from './tool-process.ts';
import { readUnrun, unrunReport } from './unrun.ts';

/** Loops of a value. `--loops` is for all of a script's benchmarks, so it is known only where they take about as many. */
interface Calibration {
  readonly loops?: number;
}

const VALUES = 10;
const WARMUPS = 2;

export function createPyperfRunner(): Runner {
  return advisingImports({ measure });
}

async function measure(request: ProcessRequest): Promise<ProcessOutcome> {
  const { spec, scratch } = request;
  if (spec.kind !== 'pyperf') throw new Error(`pyperf runner was given ${spec.kind}`);
  const file = join(scratch, 'pyperf.json');
  const unrun = unrunReport(scratch);
  const { loops } = (request.calibration ?? {}) as Calibration;
  const tool = await runTool({
    request,
    what: 'pyperf',
    needsPython: true,
    start: (python) => ({ shell: commandLine(python, spec.script, file, request, loops), env: unrun.env }),
  });
  if (tool.failure) return nothingMeasured(tool, tool.failure);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (tool.exitFailure) return nothingMeasured(tool, explain(tool.exitFailure, tool.end?.output ?? ''));
  if (text === undefined) return nothingMeasured(tool, NO_FILE);
  const { benchmarks, failure } = readResults('pyperf', { text });
  const found = commonLoops(benchmarks);
  const undone = new Map(
    [...(await readUnrun('pyperf', unrun.file))].map(([name, why]) => [shortName(name), why]),
  );
  return {
    measured: benchmarks.map((benchmark) => {
      const why = undone.get(benchmark.sub ?? '');
      return why ? { ...benchmark, failure: why } : benchmark;
    }),
    ...(failure && { failure }),
    calibration: { ...(found !== undefined && { loops: found }) } satisfies Calibration,
    insideSeconds: insideSeconds(benchmarks),
    ...common(tool),
  };
}

/**
 * One worker process, so that blocks of both sides are interleaved as finely as they can be. Our options come last and
 * win. Where the loops are known, pyperf needs no process to calibrate them.
 */
function commandLine(
  python: string,
  script: string,
  file: string,
  { budgetSeconds, measure }: ProcessRequest,
  loops: number | undefined,
): string {
  const options = [
    ...['--processes=1', `--values=${VALUES}`, `--warmups=${WARMUPS}`, '--quiet', `--output=${file}`],
    `--min-time=${budgetSeconds / (VALUES + WARMUPS)}`,
    `--inherit-environ=${inherited(script, measure).join(',')}`,
    ...(loops === undefined ? [] : [`--loops=${loops}`]),
  ];
  return `${quote(python)} ${script.replace(/\s*\n\s*/g, ' ')} ${options.map(quote).join(' ')}`;
}

/**
 * pyperf's workers get only the variables that the last `--inherit-environ` names, so ours names those of the script's
 * arguments, too, and those that the budget file sets or hands on.
 */
function inherited(script: string, { env = {}, pass_env = [] }: Variables): string[] {
  const asked = [...script.matchAll(/(?<=^|\s)--inh[a-z-]*(?:=|\s+)(["']?)([\w,]+)\1/g)];
  return [
    ...new Set([
      ...[...HANDED_ON, 'VIRTUAL_ENV', 'LD_LIBRARY_PATH'],
      ...asked.flatMap(([, , names = '']) => names.split(',').filter(Boolean)),
      ...Object.keys(env),
      ...pass_env,
    ]),
  ];
}

/** pyperf finds powers of two; with a quarter of its loops a value is still far above the clock's resolution. */
const MOST_APART = 4;

/**
 * Loops that suit every benchmark of the script: the fewest that pyperf found. Calibrating takes a worker process as long
 * as the one that measures, for each benchmark. Undefined where they are too far apart: then pyperf calibrates each time.
 */
function commonLoops(readings: readonly Reading[]): number | undefined {
  const loops = readings.map(({ method }) => method?.loops);
  if (loops.length === 0 || !loops.every((each) => each !== undefined)) return undefined;
  const fewest = Math.min(...loops);
  return Math.max(...loops) <= MOST_APART * fewest ? fewest : undefined;
}

const NO_FILE: Failure = {
  code: 'no-values',
  message: 'The script ended well, but pyperf wrote no results.',
  hint: 'The script must create a `pyperf.Runner()`, which reads the command line, and call one of its `bench_…` methods.',
};

function explain(failure: Failure, output: string): Failure {
  if (/No module named '?pyperf/.test(output)) {
    return {
      ...failure,
      code: 'unsupported',
      hint: 'Install pyperf in the environment of `python`, for example with `setup`.',
    };
  }
  // The last traceback is that of pyperf itself, which tells only that a worker failed; the worker's own is before it.
  const manager = output.lastIndexOf(TRACEBACK);
  const worker = manager > 0 ? output.lastIndexOf(TRACEBACK, manager - 1) : -1;
  if (worker < 0) return failure;
  return { ...failure, message: withTail('A worker process of pyperf failed.', output.slice(0, manager)) };
}

const TRACEBACK = 'Traceback (most recent call last):';

function insideSeconds(readings: readonly Reading[]): number {
  let seconds = 0;
  for (const { metrics, method } of readings) {
    for (const run of metrics.wall_time?.runs ?? []) {
      const mean = run.reduce((sum, value) => sum + value, 0) / run.length;
      seconds += mean * (run.length + (method?.warmup ?? 0)) * (method?.loops ?? 1);
    }
  }
  return seconds;
}
