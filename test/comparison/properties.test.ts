/** What must hold for any data. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explain } from '../../src/comparison/explain.ts';
import type { Result } from '../../src/comparison/result.ts';
import type { Benchmark, Metric } from '../../src/samples/measurements.ts';
import { compare, slowed } from './measured.ts';

const BUDGETS = [
  'time < baseline + 5%',
  'p95 < baseline + 5%',
  'mean < baseline',
  'median < 11 ms',
  'throughput > 80/s',
];
const shapes = fc.record({
  factor: fc.double({ min: 0.8, max: 1.3, noNaN: true }),
  noise: fc.double({ min: 0, max: 0.3, noNaN: true }),
  runs: fc.integer({ min: 1, max: 12 }),
  values: fc.integer({ min: 1, max: 12 }),
  busy: fc.constantFrom(0, 0.5, 1),
});

function mapRuns(benchmark: Benchmark, of: (metric: Metric) => Metric): Benchmark {
  return {
    ...benchmark,
    metrics: Object.fromEntries(
      Object.entries(benchmark.metrics).map(([name, metric]) => [name, of(metric)]),
    ),
  };
}

const check = (property: (pair: readonly [Benchmark, Benchmark]) => void, numRuns = 40) =>
  fc.assert(
    fc.property(shapes, ({ factor, ...shape }) => {
      property(slowed(factor, shape));
    }),
    { numRuns, seed: 4 },
  );

test('the same data give the same results, byte for byte', () => {
  check(
    ([a, b]) =>
      expect(JSON.stringify(compare(a, b, ...BUDGETS))).toBe(JSON.stringify(compare(a, b, ...BUDGETS))),
    20,
  );
});

test('the order in which runs stand in the file does not matter', () => {
  const turned = (side: Benchmark) =>
    mapRuns(side, (metric) => ({ ...metric, runs: [...metric.runs].reverse() }));
  check(([a, b]) => expect(compare(turned(a), turned(b), ...BUDGETS)).toEqual(compare(a, b, ...BUDGETS)));
});

test('verdicts of relative budgets do not depend on the unit', () => {
  const scaled = (side: Benchmark) =>
    mapRuns(side, (metric) => ({
      ...metric,
      runs: metric.runs.map((run) => ({ ...run, values: run.values.map((value) => value * 1024) })),
    }));
  check(([a, b]) => {
    const [plain, large] = [
      compare(a, b, ...BUDGETS.slice(0, 3)),
      compare(scaled(a), scaled(b), ...BUDGETS.slice(0, 3)),
    ];
    expect(large.map(({ verdict }) => verdict)).toEqual(plain.map(({ verdict }) => verdict));
    large.forEach(({ change }, i) => {
      expect(change?.ratio ?? 0).toBeCloseTo(plain[i]?.change?.ratio ?? 0, 9);
    });
  });
});

test('a metric that is better when higher is judged like its reciprocal', () => {
  const flipped = (side: Benchmark): Benchmark => ({
    name: 'b',
    metrics: {
      rate: {
        unit: '1/s',
        better: 'higher',
        runs:
          side.metrics.wall_time?.runs.map((run) => ({ ...run, values: [1 / (run.values[0] as number)] })) ??
          [],
      },
      lag: {
        unit: 's',
        better: 'lower',
        runs: side.metrics.wall_time?.runs.map((run) => ({ ...run, values: run.values.slice(0, 1) })) ?? [],
      },
    },
  });
  check(([a, b]) => {
    const text = ['lag < baseline + 25%', 'rate > baseline - 20%'];
    const [lag, rate] = compare(flipped(a), flipped(b), ...text);
    if (!lag?.change || !rate?.change) return;
    expect(rate.change.ratio * lag.change.ratio).toBeCloseTo(1, 9);
    expect(rate.change.low * lag.change.high).toBeCloseTo(1, 9);
    expect(rate.verdict).toBe(lag.verdict);
    expect(rate.notes).toEqual(lag.notes);
  });
});

test('an interval holds its estimate, a verdict agrees with it, and a reason follows from the rest', () => {
  check(([a, b]) => {
    for (const result of compare(a, b, ...BUDGETS)) {
      const { change, estimate, limit, verdict, op } = result;
      const interval = change ?? (estimate && { ratio: estimate.value, ...estimate });
      if (interval && limit) {
        expect(interval.low).toBeLessThanOrEqual(interval.ratio);
        expect(interval.high).toBeGreaterThanOrEqual(interval.ratio);
        const beyond = op?.startsWith('<') ? interval.low > limit.value : interval.high < limit.value;
        const within = op?.startsWith('<') ? interval.high < limit.value : interval.low > limit.value;
        if (verdict === 'fail') expect(beyond).toBe(true);
        if (verdict === 'pass' || verdict === 'improved') expect(within).toBe(true);
      }
      const { reason, ...rest } = result;
      expect(explain(JSON.parse(JSON.stringify(rest)) as Omit<Result, 'reason'>)).toBe(reason);
      expect(reason).toMatch(/^[A-Z0-9].*\.$/);
      expect(reason).not.toMatch(/NaN|undefined|Infinity|null/);
    }
  });
});

test('whatever finite values a benchmark reports, every number of a result is finite', () => {
  const value = fc.constantFrom(0, 5e-324, 1e-300, 1e-9, 0.01, 1, 1e300);
  const side = fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });
  const measured = (runs: readonly number[][]): Benchmark => {
    const metric = (unit: string): Metric => ({
      unit,
      better: 'lower',
      runs: runs.map((values, block) => ({ order: block, block, values })),
    });
    return {
      name: 'b',
      method: { resolution: 1e-9 },
      metrics: {
        wall_time: metric('s'),
        cpu_time: metric('s'),
        peak_memory: metric('B'),
        own: metric('count'),
      },
    };
  };
  const texts = [
    ...BUDGETS,
    'peak_memory < baseline + 5%',
    'own < baseline + 5%',
    'own < 1',
    'cost < baseline',
  ];
  fc.assert(
    fc.property(side, side, (before, after) => {
      for (const result of compare(measured(before), measured(after), ...texts)) {
        expect(JSON.parse(JSON.stringify(result)), result.reason).toEqual(result);
        expect(result.reason).not.toMatch(/NaN|undefined|Infinity|null/);
      }
    }),
    { numRuns: 300, seed: 3 },
  );
});
