/** Budgets with a bound of their own, judged on the candidate alone. */
import { expect, test } from 'vitest';
import type { Result } from '../../../src/comparison/result.ts';
import { measureTail } from '../../../src/comparison/rule/tail.ts';
import type { Benchmark } from '../../../src/samples/measurements.ts';
import { compare, metric, slowed, timed } from '../measured.ts';

/** A call takes 10 ms, and 0.8 % of noise on top. */
const judged = (text: string, shape = {}, factor = 1): Result =>
  compare(...slowed(factor, shape), text)[0] as Result;

test.each([
  ['time', 'cpu'],
  ['median', undefined],
  ['mean', undefined],
  ['min', undefined],
  ['max', undefined],
  ['p95', undefined],
  ['cpu_time', undefined],
] as const)('%s is judged against a bound of its own', (name, clock) => {
  const shape = { runs: 120, values: 10 };
  const [within, beyond] = [judged(`${name} < 12 ms`, shape), judged(`${name} < 9 ms`, shape)];
  expect([within.verdict, beyond.verdict]).toEqual(['pass', 'fail']);
  expect(within.clock).toBe(clock);
  expect(within.estimate?.value).toBeGreaterThan(0.0099);
  expect(within.estimate?.value).toBeLessThan(0.0102);
  expect(judged(`${name} >= 9 ms`, shape).verdict).toBe('pass');
  expect(judged(`${name} >= 12 ms`, shape).verdict).toBe('fail');
});

test('a failure says how large the value is, and what is allowed', () => {
  expect(judged('p95 < 9 ms', { runs: 20, values: 50 }).reason).toBe(
    '10.1 ms (10.1 ms … 10.1 ms), the budget allows 9.00 ms.',
  );
});

test('throughput is calls a second, better when higher', () => {
  const shape = { noise: 0.001 };
  expect(judged('throughput > 80/s', shape, 1.1).verdict).toBe('pass');
  expect(judged('throughput > 95/s', shape, 1.1)).toMatchObject({
    verdict: 'fail',
    reason: '90.8/s (90.7/s … 90.9/s), the budget demands 95.0/s.',
  });
});

test('cost is dollars a call at the price of a CPU hour', () => {
  const result = judged('cost < $1/1M');
  expect(result.estimate?.value).toBeCloseTo((0.01 / 3600) * 0.04, 9);
  expect(result.unit).toBe('$');
  expect(result.verdict).toBe('pass');
  expect(judged('cost < $0.1/1M').verdict).toBe('fail');
});

test('the same runs that are too few for a difference are for a bound', () => {
  expect(judged('time < 9 ms', { runs: 8 })).toMatchObject({
    verdict: 'inconclusive',
    notes: ['too-few-runs'],
    reason: expect.stringMatching(/ by 8 processes, and the budget allows 9.00 ms; it takes 9 to be sure\.$/),
    decider: { processes: 1 },
  });
  expect(judged('time < 9 ms', { runs: 9 }).verdict).toBe('fail');
  expect(judged('time < 11 ms', { runs: 6 }).verdict).toBe('pass');
});

test('a p95 passes only with enough independent values', () => {
  const few = judged('p95 < 12 ms', { runs: 6, values: 5 });
  expect(few).toMatchObject({ verdict: 'inconclusive', notes: ['few-effective-values'] });
  expect(few.decider?.processes).toBeGreaterThan(0);
  expect(judged('p95 < 12 ms', { runs: 20, values: 50 }).verdict).toBe('pass');
});

test('a p95 that has to be large fails only with enough of them too', () => {
  const few = judged('p95 > 12 ms', { runs: 6, values: 5 });
  expect(few).toMatchObject({ verdict: 'inconclusive', notes: ['few-effective-values'] });
  expect(few.decider?.processes).toBeGreaterThan(10);
  expect(judged('p95 > 12 ms', { runs: 120, values: 10 }).verdict).toBe('fail');
});

test('iterations of one process are not independent values', () => {
  const runs = Array.from({ length: 6 }, (_, run) =>
    Array.from({ length: 50 }, (_, i) => 0.01 * (1 + run / 20 + i / 1e5)),
  );
  const clustered = { name: 'b', metrics: { wall_time: metric('s', runs) } };
  expect(compare(clustered, clustered, 'p95 < 13.5 ms')[0]).toMatchObject({
    verdict: 'inconclusive',
    notes: ['few-effective-values'],
  });
});

test('a slow tail alone breaks a p95, and not the median', () => {
  const withTail = (share: number): Benchmark => {
    const { metrics } = timed('b', { runs: 20, values: 50, busy: 0 });
    const runs = metrics.wall_time?.runs.map(({ values }) =>
      values.map((value, i) => (i < share * values.length ? 3 * value : value)),
    );
    return { name: 'b', metrics: { wall_time: metric('s', runs ?? []) } };
  };
  const verdicts = (share: number) =>
    compare(withTail(0), withTail(share), 'p95 < 15 ms', 'median < 15 ms', 'time < 15 ms').map(
      ({ verdict }) => verdict,
    );
  expect(verdicts(0)).toEqual(['pass', 'pass', 'pass']);
  expect(verdicts(0.1)).toEqual(['fail', 'pass', 'pass']);
});

test("a metric measured under the budget's name wins over one computed from wall time", () => {
  const metrics = (runs: number) => ({
    ...timed('b').metrics,
    p95: metric(
      's',
      Array.from({ length: runs }, (_, i) => [0.5 + i / 1000]),
    ),
  });
  const verdict = (runs: number) =>
    compare({ name: 'b', metrics: metrics(runs) }, { name: 'b', metrics: metrics(runs) }, 'p95 < 300 ms')[0]
      ?.verdict;
  expect(verdict(9)).toBe('fail');
  expect(verdict(8)).toBe('inconclusive');
});

test('the ends of a quantile hold whichever side is adverse', () => {
  const runs = Array.from({ length: 300 }, (_, order) => ({ order, values: [order + 1] }));
  const upper = measureTail(runs, 0.95, 1000, 1).interval;
  const lower = measureTail(runs, 0.05, 0.1, -1).interval;
  // By symmetry: the 274th from below is the 27th from above.
  expect(Math.round(Math.exp(upper.low))).toBe(274);
  expect(Math.round(Math.exp(-lower.low))).toBe(301 - 274);
  expect(Math.round(Math.exp(-lower.high))).toBe(301 - Math.round(Math.exp(upper.high)));
});
