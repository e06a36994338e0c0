/** `pytest`: one fresh pytest process, in which pytest-benchmark measures every benchmark that the arguments select. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readResults } from '../formats/read-results.ts';
import type { Reading } from '../formats/reading.ts';
import type { Failure } from '../samples/measurements.ts';
import { advisingImports } from './missing-module.ts';
import { type PytestReport, readPytestReport } from './pytest-report.ts';
import type { Measured, ProcessOutcome, ProcessRequest, Runner } from './runner.ts';
import { common, nothingMeasured, quote, runTool, withHarnessPath } from './tool-process.ts';

/** What the first process found out: among how many benchmarks later ones have to divide their time. */
interface Calibration {
  readonly benchmarks: number;
}

/** Seconds that one benchmark is measured in one process, at least: pytest's start takes longer than that. */
const LEAST_SECONDS = 0.05;
/** Rounds that this time is divided into. */
const ROUNDS = 50;

export function createPytestRunner(): Runner {
  return advisingImports({ measure });
}

async function measure(request: ProcessRequest): Promise<ProcessOutcome> {
  const { spec, scratch } = request;
  if (spec.kind !== 'pytest') throw new Error(`pytest runner was given ${spec.kind}`);
  const file = join(scratch, 'pytest-benchmark.json');
  const report = join(scratch, 'pytest-report.jsonl');
  const tool = await runTool({
    request,
    what: 'pytest',
    needsPython: true,
    start: (python, env) => ({
      shell: commandLine(python, spec.args, file, request),
      env: {
        PYTHONPATH: withHarnessPath('pytest_plugin', env),
        PACEGATE_PYTEST_REPORT: report,
        PYTEST_XDIST_AUTO_NUM_WORKERS: '0', // pytest-benchmark measures nothing in parallel workers
      },
    }),
  });
  const told = readPytestReport(await readFile(report, 'utf8').catch(() => ''));
  if (tool.failure) return nothingMeasured(tool, nameRunning(tool.failure, told));
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const results = text === undefined ? undefined : readResults('pytest-benchmark', { text });
  const measured = combine(results?.benchmarks ?? [], told);
  const failure = findFailure(tool.exitFailure, results?.failure, told, measured.length);
  return {
    measured,
    ...(failure && { failure: nameRunning(failure, told) }),
    calibration: { benchmarks: Math.max(1, told.benchmarks.length) } satisfies Calibration,
    insideSeconds: insideSeconds(results?.benchmarks ?? []),
    ...common(tool),
  };
}

/** The arguments as typed come after ours, so that they win, and before the file, which must be ours. */
function commandLine(python: string, args: string, file: string, request: ProcessRequest): string {
  const { benchmarks } = (request.calibration ?? { benchmarks: 1 }) as Calibration;
  const seconds = Math.max(LEAST_SECONDS, request.budgetSeconds / benchmarks);
  const options = [
    ...['-p', 'no:cacheprovider', '-p', 'pacegate_pytest', `--rootdir=${request.checkout.directory}`],
    ...['--benchmark-only', '--benchmark-enable', '--benchmark-timer=pacegate_pytest.timer'],
    `--benchmark-max-time=${seconds}`,
    `--benchmark-min-time=${seconds / ROUNDS}`,
    '--benchmark-min-rounds=5',
    `--benchmark-storage=${request.scratch}`, // else an empty .benchmarks appears in the project
    // Calibration has called a fast function often enough; a slow one gets three calls.
    ...['--benchmark-warmup=on', '--benchmark-warmup-iterations=3'],
  ];
  const words = [python, '-m', 'pytest', ...options].map(quote).join(' ');
  return `${words} ${args.replace(/\s*\n\s*/g, ' ')} ${quote(`--benchmark-json=${file}`)}`;
}

/** What pytest-benchmark measured, with CPU times and peak memory beside it, and a failure for each benchmark that has no values. */
function combine(readings: readonly Reading[], told: PytestReport): Measured[] {
  const read = new Map(readings.map((reading) => [reading.sub, reading]));
  const measured = readings.map((reading): Measured => {
    const failure = told.failures.get(reading.sub ?? '') ?? reading.failure;
    const wall = reading.metrics.wall_time;
    const cpu = told.cpu.get(reading.sub ?? '');
    const paired = wall && cpu?.length === wall.runs[0]?.length;
    const peak = told.memory.get(reading.sub ?? '');
    return {
      ...reading,
      metrics: {
        ...reading.metrics,
        ...(paired && cpu && { cpu_time: { unit: 's', better: 'lower', runs: [cpu] } }),
        ...(peak !== undefined && { peak_memory: { unit: 'B', better: 'lower', runs: [[peak]] } }),
      },
      ...(failure && { failure }),
    };
  });
  for (const name of told.benchmarks) {
    if (read.has(name)) continue;
    const failure = told.failures.get(name) ?? NOT_RUN;
    measured.push({ sub: name, metrics: {}, failure });
  }
  return measured;
}

const NOT_RUN: Failure = {
  code: 'no-values',
  message: 'The test takes the `benchmark` fixture, but measured nothing with it.',
  hint: 'Call `benchmark(function)` in it on every path.',
};

/** pytest ends with 1 when a test failed: that is told on the test. Every other status concerns the whole process. */
function findFailure(
  exit: Failure | undefined,
  file: Failure | undefined,
  told: PytestReport,
  measured: number,
): Failure | undefined {
  const [uncollected] = told.notCollected;
  if (uncollected) return uncollected;
  const explained = told.failures.size > 0;
  if (exit && !(explained && told.ended))
    return PLUGIN_MISSING.test(exit.message) ? { ...exit, ...UNSUPPORTED } : exit;
  if (!told.ended) {
    return {
      code: 'no-values',
      message:
        'pytest ended with exit status 0 in the middle of a test: something called os._exit or replaced the process.',
    };
  }
  if (measured === 0) {
    return {
      code: 'no-values',
      message: 'pytest found no test that takes the `benchmark` fixture of pytest-benchmark.',
      hint: 'See which tests the arguments select: `pytest --collect-only` with the same arguments.',
    };
  }
  return explained ? undefined : file;
}

const PLUGIN_MISSING = /No module named '?pytest|unrecognized arguments:.*--benchmark/;
const UNSUPPORTED = {
  code: 'unsupported',
  hint: 'Install pytest and pytest-benchmark in the environment of `python`, for example with `setup`.',
} as const;

/** Where the process died, its failure says in which test. */
function nameRunning(failure: Failure, told: PytestReport): Failure {
  if (told.running === undefined) return failure;
  return { ...failure, message: `${failure.message}\nIt was running ${told.running}.` };
}

function insideSeconds(readings: readonly Reading[]): number {
  let seconds = 0;
  for (const { metrics, method } of readings)
    for (const run of metrics.wall_time?.runs ?? [])
      seconds += run.reduce((sum, value) => sum + value, 0) * (method?.loops ?? 1);
  return seconds;
}
