/** Measurements with known truth, for tests. */

import { seededRandom } from '../../power/random.ts';
import type { BenchmarkSpec, Budget } from '../../src/budgets/model.ts';
import { readBudget } from '../../src/budgets/texts/grammar.ts';
import { type JudgeRequest, judge } from '../../src/comparison/judge.ts';
import type { Result } from '../../src/comparison/result.ts';
import type { Benchmark, Measurements, Metric } from '../../src/samples/measurements.ts';

export interface Shape {
  readonly runs?: number;
  readonly values?: number;
  /** Seconds a call at best. */
  readonly seconds?: number;
  /** Relative noise, which only adds. */
  readonly noise?: number;
  readonly seed?: string;
  /** CPU time per wall time; 0 leaves CPU time out. */
  readonly busy?: number;
}

/** Wall and CPU time of `runs` processes. */
export function timed(name: string, shape: Shape = {}): Benchmark {
  const { runs = 12, values = 20, seconds = 0.01, noise = 0.004, seed = name, busy = 1 } = shape;
  const random = seededRandom(seed);
  const wall = Array.from({ length: runs }, () => {
    const own = 1 + noise * random.unit();
    return Array.from({ length: values }, () => seconds * own * (1 + noise * random.unit()));
  });
  const metric = (of: (value: number) => number): Metric => ({
    unit: 's',
    better: 'lower',
    runs: wall.map((list, i) => ({ order: 2 * i, block: i, values: list.map(of) })),
  });
  return {
    name,
    metrics: {
      wall_time: metric((value) => value),
      ...(busy > 0 && { cpu_time: metric((value) => value * busy) }),
    },
  };
}

/** A metric with the given values, one list for each run. */
export function metric(
  unit: string,
  runs: readonly (readonly number[])[],
  better: 'lower' | 'higher' = 'lower',
): Metric {
  return { unit, better, runs: runs.map((values, i) => ({ order: i, block: i, values })) };
}

export function session(benchmarks: readonly Benchmark[], extra: Partial<Measurements> = {}): Measurements {
  return {
    format: 'pacegate/measurements',
    version: 1,
    session: 'session',
    created: '2026-11-22T12:00:00Z',
    environment: { cpu: 'Some CPU', python: '3.13.1' },
    benchmarks,
    ...extra,
  };
}

export function budget(text: string, extra: Partial<Budget> = {}): Budget {
  const reading = readBudget(text);
  if ('mistake' in reading) throw new Error(reading.mistake);
  const { metric, op, bound, better } = reading;
  return { text, metric, op, bound, better, severity: 'fail', ...extra };
}

export function spec(
  name: string,
  budgets: readonly (string | Budget)[],
  extra: Partial<BenchmarkSpec> = {},
): BenchmarkSpec {
  return {
    name,
    runner: { kind: 'callable', target: 'bench.py:run' },
    measure: { max_time: 300, timeout: 60 },
    budgets: budgets.map((item) => (typeof item === 'string' ? budget(item) : item)),
    ...extra,
  };
}

export function request(
  extra: Partial<JudgeRequest> & Pick<JudgeRequest, 'budgets' | 'candidate'>,
): JudgeRequest {
  return {
    accepted: [],
    comparison: extra.baseline ? 'side-by-side' : 'none',
    final: true,
    today: '2026-11-22',
    cpuHour: 0.04,
    ...extra,
  };
}

/** One benchmark `b`, side by side. */
export function compare(
  baseline: Benchmark,
  candidate: Benchmark,
  ...budgets: readonly (string | Budget)[]
): readonly Result[] {
  return judge(
    request({
      budgets: [spec('b', budgets)],
      baseline: session([baseline]),
      candidate: session([candidate]),
    }),
  ).results;
}

/** Baseline `b` against the same code, `factor` times as slow. */
export function slowed(factor: number, shape: Shape = {}): readonly [Benchmark, Benchmark] {
  const { seconds = 0.01 } = shape;
  return [
    timed('b', { ...shape, seed: 'baseline' }),
    timed('b', { ...shape, seed: 'candidate', seconds: seconds * factor }),
  ];
}

/** The same values, measured in turns with the other side, call by call. */
export function inTurns(benchmark: Benchmark): Benchmark {
  const metrics = Object.entries(benchmark.metrics).map(([name, found]) => [
    name,
    { ...found, runs: found.runs.map((run) => ({ ...run, turn: 1 })) },
  ]);
  return { ...benchmark, metrics: Object.fromEntries(metrics) };
}
