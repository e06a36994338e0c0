/** A quantile, `min` or `max` is one of single calls: means of several hide the slow ones among them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../power/random.ts';
import { judge } from '../../../src/comparison/judge.ts';
import { asMeasurements } from '../../../src/formats/as-measurements.ts';
import { readResults } from '../../../src/formats/read-results.ts';
import type { Benchmark } from '../../../src/samples/measurements.ts';
import { compact } from '../../../src/stores/entry-compaction.ts';
import { compare, metric, request, session, spec } from '../measured.ts';

const CALL = 20e-6;
const LOOPS = 100;
const TAIL = ['p95 < baseline + 20%', 'max < baseline + 20%', 'p95 < 30 us', 'max < 30 us'];

/** Calls of 20 µs, of which every tenth is `slow` times as slow, timed by the hundred; `singly`: one by one, too. */
function fast(seed: string, slow = 1, { singly = true, call = CALL, resolution = 5e-8 } = {}): Benchmark {
  const random = seededRandom(seed);
  const cost = (place: number) => call * (1 + 0.02 * random.unit()) * (place % 10 === 0 ? slow : 1);
  const runs = (values: number, of: () => number) =>
    Array.from({ length: 12 }, () => Array.from({ length: values }, of));
  const mean = () => Array.from({ length: LOOPS }, (_, place) => cost(place)).reduce((a, b) => a + b) / LOOPS;
  let place = 0;
  return {
    name: 'b',
    metrics: {
      wall_time: metric('s', runs(20, mean)),
      ...(singly && {
        call_time: metric(
          's',
          runs(200, () => cost(place++)),
        ),
      }),
    },
    method: { loops: LOOPS, resolution },
  };
}

const verdicts = (before: Benchmark, after: Benchmark, ...texts: string[]) =>
  compare(before, after, ...texts).map(({ verdict, failure }) => failure ?? verdict);

test('one call in ten that got five times as slow breaks a budget on the tail, and one on the median holds', () => {
  const [before, same, after] = [fast('a'), fast('b'), fast('c', 5)];
  expect(verdicts(before, same, ...TAIL)).toEqual(['pass', 'pass', 'pass', 'pass']);
  expect(verdicts(before, after, ...TAIL)).toEqual(['fail', 'fail', 'fail', 'fail']);
  expect(verdicts(before, after, 'p50 < baseline + 5%', 'min < baseline + 5%')).toEqual(['pass', 'pass']);
  // What a call costs on the average is worked out from values of many calls, as ever.
  expect(compare(before, after, 'mean < baseline + 30%')[0]?.change?.ratio).toBeCloseTo(1.4, 1);
});

test('what the report shows of such a budget is of single calls', () => {
  const [result] = compare(fast('a'), fast('b', 5), 'p95 < baseline + 20%');
  expect(result?.candidate?.p95).toBeGreaterThan(4 * CALL);
  expect(result?.candidate?.values).toBe(12 * 200);
});

test('means of several calls have no tail: neither pass nor fail, with the reason', () => {
  const [before, after] = [fast('a', 1, { singly: false }), fast('b', 5, { singly: false })];
  for (const [base, candidate] of [
    [before, before],
    [before, after],
    [fast('a'), after],
  ] as const) {
    expect(verdicts(base, candidate, ...TAIL)).toEqual(['averaged', 'averaged', 'averaged', 'averaged']);
  }
  expect(verdicts(before, fast('b'), ...TAIL)).toEqual(['averaged', 'averaged', 'pass', 'pass']);
  expect(compare(before, after, 'p95 < 1 s')[0]).toMatchObject({
    verdict: 'missing',
    reason: expect.stringMatching(/means of several calls .*budget `time` or `mean`/),
  });
  expect(verdicts(before, fast('b', 1, { singly: false }), 'time < baseline + 20%', 'median < 1 ms')).toEqual(
    ['pass', 'pass'],
  );
});

test.each([
  ['pytest-benchmark', 'pytest-benchmark.json', 'test_b.py::TestC::test_m'],
  ['pyperf', 'pyperf.json', undefined],
  ['asv', 'asv.json', 'b.time_sorted'],
] as const)('so have results of %s that were timed in a loop', (format, file, sub) => {
  const text = readFileSync(join(import.meta.dirname, '../../formats/samples', file), 'utf8');
  const { benchmarks } = asMeasurements(readResults(format, { text }), 'session');
  const found = benchmarks.find(({ name }) => sub === undefined || name === sub) as Benchmark;
  const side = { ...found, name: 'b' };
  expect(side.method?.loops).toBeGreaterThan(1);
  expect(verdicts(side, side, ...TAIL)).toEqual(['averaged', 'averaged', 'averaged', 'averaged']);
});

test("a tool's own `min` and `max` of such means are not taken for those of calls", () => {
  const { metrics, ...rest } = fast('a', 1, { singly: false });
  const summarised = { ...rest, metrics: { min: metric('s', [[CALL]]), max: metric('s', [[CALL]]) } };
  expect(verdicts(summarised, summarised, 'max < 1 s', 'min < baseline + 1%')).toEqual([
    'averaged',
    'averaged',
  ]);
});

test('values of one call each are single calls, whichever side has them under another name', () => {
  const { call_time, ...others } = fast('a').metrics;
  const slow = { name: 'b', metrics: { ...others, wall_time: call_time as never }, method: { loops: 1 } };
  expect(verdicts(slow, fast('b'), 'p95 < baseline + 20%')).toEqual(['pass']);
});

test('a stored baseline of means is not comparable with single calls', () => {
  const { results } = judge(
    request({
      budgets: [spec('b', [...TAIL, 'time < baseline + 50%'])],
      baseline: session([fast('a', 1, { singly: false })], { session: 'then' }),
      candidate: session([fast('b')], { session: 'now' }),
      comparison: 'stored',
    }),
  );
  expect(results.map(({ verdict }) => verdict)).toEqual([
    ...['incomparable', 'incomparable', 'pass', 'pass', 'pass'],
  ]);
  expect(results[0]?.reason).toMatch(/stored baseline has means of several calls/);
});

test('a stored baseline that was thinned lets no slower tail pass, however slow its few slowest calls were', () => {
  const side = (seconds: number, share: number): Benchmark[] => {
    const random = seededRandom(`${seconds}`);
    const runs = Array.from({ length: 20 }, () =>
      Array.from({ length: 200 }, (_, i) => (i % 33 === 0 ? 0.1 : i % 100 < share ? seconds : 0.002)).map(
        (value) => value * (1 + 0.02 * random.unit()),
      ),
    );
    const calls = metric('s', runs);
    return Array.from({ length: 40 }, (_, i) => ({
      name: i === 0 ? 'b' : `other ${i}`,
      metrics: { wall_time: calls, cpu_time: calls, ...(i === 0 && { call_time: calls }) },
      method: { loops: 1 },
    }));
  };
  const { measurements, thinned } = compact(session(side(0.002, 0), { session: 'then' }));
  expect(thinned).toBe(true);
  const judged = (candidate: Benchmark[]) =>
    judge(
      request({
        budgets: [spec('b', ['p95 < baseline + 50%'])],
        baseline: measurements,
        candidate: session(candidate, { session: 'now' }),
        comparison: 'stored',
      }),
    ).results[0];
  expect(judged(side(0.002, 0))?.verdict).toBe('pass');
  expect(judged(side(0.008, 10))?.verdict).toBe('fail');
});

test('a call of a few ticks of the clock is compared with nothing, nor is a limit as short', () => {
  const short = { call: 4e-7 };
  expect(
    verdicts(fast('a', 1, short), fast('b', 5, short), 'p95 < baseline + 20%', 'p95 < 450 ns', 'p95 < 1 ms'),
  ).toEqual(['too-short', 'too-short', 'pass']);
  // Before or after: reading the clock is a part of what is measured.
  expect(verdicts(fast('a', 1, short), fast('b'), 'p95 < baseline + 20%')).toEqual(['too-short']);
});
