/**
 * Time until the interval of `time` is within ±2 % for a 5 ms function, against what pyperf's default run takes on the
 * same function, in one run. An unchanged working tree is measured against its own commit; the intervals are those from
 * the first so many processes: of one side's time, as pyperf measures one side, and of the change between both. On a
 * machine whose speed itself varies, neither tool's interval gets that narrow; so pyperf's own is shown beside it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mean, quantile, sampleStandardDeviation } from 'simple-statistics';
import { budgetOf, specOf } from '../power/trial.ts';
import { judge } from '../src/comparison/judge.ts';
import type { Result } from '../src/comparison/result.ts';
import { FEWEST_RUNS, LOOKS } from '../src/comparison/rule/levels.ts';
import type { Measurements } from '../src/samples/measurements.ts';
import { studentUpper } from '../src/statistics/student.ts';
import { toolPath } from '../test/tools/tools.ts';
import type { Figure } from './figure.ts';

const FUNCTION = `def work(n=60_000):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total
`;
const HALF_WIDTH = 0.02;
/** Where the fastest calls of processes differ by more, the machine itself changes its speed. */
const MOST_VARIATION = 0.05;

export async function interval(): Promise<Figure[]> {
  const project = await mkdtemp(join(tmpdir(), 'pacegate-interval-'));
  const python = await toolPath('python');
  try {
    await writeFile(join(project, 'bench.py'), FUNCTION);
    await writeFile(
      join(project, 'pyperf_bench.py'),
      `import pyperf\nfrom bench import work\npyperf.Runner().bench_func("work", work)\n`,
    );
    await writeFile(
      join(project, 'budgets.yml'),
      `version: 1\nmeasure: { python: ${python}, max_time: 75 s }\nbenchmarks:\n  work:\n    callable: bench.py:work\n    budgets: [time < baseline]\n`,
    );
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
        cwd: project,
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'work');
    const pyperf = seconds(() =>
      execFileSync(python, ['pyperf_bench.py', '-o', 'pyperf.json'], { cwd: project, stdio: 'ignore' }),
    );
    const cli = resolve('dist/cli.js');
    const ours = seconds(() =>
      execFileSync(process.execPath, [cli, 'measure', '--base', 'HEAD', '--blocks', '30'], {
        cwd: project,
        stdio: 'ignore',
      }),
    );
    const read = async (file: string): Promise<Measurements> =>
      JSON.parse(await readFile(join(project, '.pacegate/out', file), 'utf8'));
    const [baseline, candidate] = [await read('baseline.json'), await read('candidate.json')];
    const blocks = candidate.benchmarks[0]?.metrics.wall_time?.runs.length ?? 0;
    const ask = (budget: string, runs: number) =>
      look(budget, firstRuns(baseline, runs), firstRuns(candidate, runs));
    const varied = speedVariation([baseline, candidate]);
    const unsteady =
      varied > MOST_VARIATION
        ? `this machine was not unloaded: the same code's CPU time differed by ${(100 * varied).toFixed(0)} % between processes`
        : undefined;
    const own = ownInterval(JSON.parse(await readFile(join(project, 'pyperf.json'), 'utf8')));
    const halfWidth = (runs: number): number => width(ask('time < 1 h', runs).estimate);
    const affordable =
      LOOKS.filter((runs) => runs <= blocks && ((ours / 2) * runs) / blocks <= pyperf).at(-1) ?? 5;
    const figures: readonly Figure[] = [
      {
        name: "interval of `time` after as long as pyperf's default run takes",
        value: halfWidth(affordable) / own,
        unit: "× pyperf's own 95 % interval",
        limit: { op: '<=', value: 1 },
        detail: `±${(100 * halfWidth(affordable)).toFixed(2)} % from ${affordable} processes, and ±${(100 * own).toFixed(2)} %`,
      },
      figure('of `time`', (runs) => width(ask('time < 1 h', runs).estimate), blocks, ours / 2, pyperf, 'run'),
      figure(
        'of the change',
        (runs) => width(ask('time < baseline', runs).change),
        blocks,
        ours,
        2 * pyperf,
        'two runs',
      ),
    ];
    return figures.map((each) => (unsteady === undefined ? each : { ...each, void: unsteady }));
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/** `whole`: the seconds that all `blocks` took. */
function figure(
  what: string,
  halfWidth: (runs: number) => number,
  blocks: number,
  whole: number,
  pyperf: number,
  runs: string,
): Figure {
  const looks = LOOKS.filter((count) => count <= blocks);
  const counts = Array.from({ length: blocks }, (_, i) => i + 1).filter((count) => count >= FEWEST_RUNS);
  const reached = counts.find((count) => halfWidth(count) <= HALF_WIDTH);
  const widths = looks.map((count) => `${count}: ±${(100 * halfWidth(count)).toFixed(2)} %`).join(', ');
  const needed = reached === undefined ? Number.POSITIVE_INFINITY : (whole * reached) / blocks;
  return {
    name: `time until the interval ${what} is within ±2 %`,
    value: needed / pyperf,
    unit: `× pyperf's default ${runs}`,
    limit: { op: '<=', value: 1 },
    detail: `${needed.toFixed(1)} s (${reached ?? 'more'} processes a side) and ${pyperf.toFixed(1)} s for a 5 ms function; processes a side and half-width: ${widths}`,
  };
}

function look(budget: string, baseline: Measurements, candidate: Measurements): Result {
  const { results } = judge({
    budgets: [specOf('work', [budgetOf(budget)])],
    accepted: [],
    baseline,
    candidate,
    comparison: 'side-by-side',
    final: true,
    today: '2026-11-22',
    cpuHour: 0,
  });
  return results[0] as Result;
}

function firstRuns(measurements: Measurements, count: number): Measurements {
  return {
    ...measurements,
    benchmarks: measurements.benchmarks.map((benchmark) => ({
      ...benchmark,
      metrics: Object.fromEntries(
        Object.entries(benchmark.metrics).map(([name, metric]) => [
          name,
          { ...metric, runs: metric.runs.slice(0, count) },
        ]),
      ),
    })),
  };
}

/** How much the processes' fastest CPU times differ: the 90 % quantile over the 10 % quantile, less one. */
function speedVariation(sides: readonly Measurements[]): number {
  const fastest = sides.flatMap(({ benchmarks }) =>
    (benchmarks[0]?.metrics.cpu_time?.runs ?? []).map(({ values }) => Math.min(...values)),
  );
  return quantile(fastest, 0.9) / quantile(fastest, 0.1) - 1;
}

/** Half the 95 % interval of the mean that pyperf's file holds, over its processes' means, as a share of that mean. */
function ownInterval(file: {
  benchmarks: readonly { runs: readonly { values?: readonly number[] }[] }[];
}): number {
  const means = (file.benchmarks[0]?.runs ?? []).flatMap(({ values }) =>
    values?.length ? [mean(values)] : [],
  );
  const n = means.length;
  return (studentUpper(0.025, n - 1) * sampleStandardDeviation(means)) / Math.sqrt(n) / mean(means);
}

function width(bounds: { readonly low: number; readonly high: number } | undefined): number {
  return bounds ? (bounds.high - bounds.low) / (bounds.high + bounds.low) : Number.POSITIVE_INFINITY;
}

function seconds(action: () => unknown): number {
  const started = performance.now();
  action();
  return (performance.now() - started) / 1000;
}
