import { expect, test } from 'vitest';
import { judge } from '../../../src/comparison/judge.ts';
import type { Result } from '../../../src/comparison/result.ts';
import { compare, metric, request, session, slowed, spec } from '../measured.ts';

const only = (results: readonly Result[]): Result => {
  expect(results).toHaveLength(1);
  return results[0] as Result;
};
const verdictOf = (factor: number, text: string, shape = {}): readonly [string, string] => {
  const { verdict, reason } = only(compare(...slowed(factor, shape), text));
  return [verdict, reason];
};

test('a slowdown beyond the budget fails', () => {
  expect(verdictOf(1.083, 'time < baseline + 5%')).toEqual([
    'fail',
    '8.3 % slower (8.1 … 8.4), the budget allows 5 %.',
  ]);
});

test('a real slowdown within the budget passes, and is told', () => {
  const result = only(compare(...slowed(1.03), 'time < baseline + 5%'));
  expect(result.verdict).toBe('pass');
  expect(result.notes).toEqual(['slower-within-budget']);
  expect(result.reason).toBe(
    '3 % slower (2.8 … 3.1): a real change, but within the budget, since the budget allows 5 %.',
  );
});

test('unchanged code passes a budget with a margin and leaves one without a margin open', () => {
  expect(verdictOf(1, 'time < baseline + 5%')).toEqual([
    'pass',
    'No certain change (between 0.16 % faster and 0.09 % slower); the budget holds, since the budget allows 5 %.',
  ]);
  const [verdict, reason] = verdictOf(1, 'time < baseline');
  expect(verdict).toBe('inconclusive');
  expect(reason).toBe(
    'Undecided: no certain change (between 0.16 % faster and 0.09 % slower), and the budget allows nothing more.',
  );
});

test('faster code is improved', () => {
  expect(verdictOf(0.88, 'time < baseline + 5%')[0]).toBe('improved');
  expect(verdictOf(0.88, 'time < baseline')).toEqual([
    'improved',
    '12 % faster (12 … 12); the budget holds.',
  ]);
  expect(verdictOf(0.995, 'time < baseline + 5%')[0]).toBe('pass'); // by less than 1 %
  expect(verdictOf(0.88, 'time < baseline', { runs: 6 })[0]).toBe('improved');
});

test('a negative margin demands an improvement', () => {
  expect(verdictOf(0.9, 'time < baseline - 5%')[0]).toBe('improved');
  expect(verdictOf(1, 'time < baseline - 5%')).toEqual([
    'fail',
    'No certain change (between 0.16 % faster and 0.09 % slower), the budget demands 5 % faster.',
  ]);
  expect(verdictOf(0.96, 'time < baseline - 5%')[0]).toBe('fail');
});

test('a budget from below is judged from below', () => {
  expect(verdictOf(1, 'time > baseline - 5%')[0]).toBe('pass');
  expect(verdictOf(0.9, 'time > baseline - 5%')[0]).toBe('fail');
});

test('an offset in units of the metric is a budget relative to the baseline', () => {
  expect(verdictOf(1.08, 'time < baseline + 1 ms')[0]).toBe('pass'); // 10 ms allows 10 %
  expect(verdictOf(1.12, 'time < baseline + 1 ms')).toEqual([
    'fail',
    '12 % slower (12 … 12), the budget allows 10 %.',
  ]);
});

test('an offset that leaves nothing of the baseline allows no time at all, or any rate', () => {
  expect(verdictOf(1, 'time < baseline - 20 ms')[0]).toBe('fail');
  expect(verdictOf(2, 'throughput > baseline - 200/s')[0]).toBe('pass');
});

test('throughput is better when higher, and its bounds turn round', () => {
  expect(verdictOf(1.1, 'throughput > baseline - 5%', { noise: 0.001 })).toEqual([
    'fail',
    '9.1 % lower (9 … 9.2), the budget allows 5 %.',
  ]);
  expect(verdictOf(1.02, 'throughput > baseline - 5%', { noise: 0.001 })[0]).toBe('pass');
  expect(verdictOf(0.8, 'throughput > baseline - 5%', { noise: 0.001 })[0]).toBe('improved');
  expect(only(compare(...slowed(1.1), 'throughput > baseline - 5%')).baseline?.estimate).toBeCloseTo(99.4, 0);
});

test.each(['median', 'mean', 'min', 'max', 'p95', 'cpu_time', 'cost'])(
  '%s is judged against the baseline',
  (name) => {
    expect(verdictOf(1.12, `${name} < baseline + 5%`)[0]).toBe('fail');
    expect(verdictOf(1, `${name} < baseline + 5%`)[0]).toBe('pass');
    expect(verdictOf(0.8, `${name} < baseline + 5%`)[0]).toBe('improved');
  },
);

test('a difference below 0.1 % or a step of the clock is none', () => {
  const still = (seconds: number, resolution: number) => ({
    name: 'b',
    method: { resolution },
    metrics: {
      wall_time: metric(
        's',
        Array.from({ length: 12 }, () => [seconds, seconds]),
      ),
    },
  });
  const verdict = (after: number, resolution: number, text: string) =>
    only(compare(still(0.01, resolution), still(after, resolution), text)).verdict;
  expect(verdict(0.01001, 1e-9, 'time < baseline')).toBe('inconclusive');
  expect(verdict(0.0101, 1e-9, 'time < baseline')).toBe('fail');
  expect(verdict(0.0101, 2e-4, 'time < baseline')).toBe('inconclusive'); // fifty steps are 10 ms
  expect(verdict(0.01, 2e-4, 'time < baseline + 1%')).toBe('inconclusive');
  expect(verdict(0.01, 2e-4, 'time < baseline + 5%')).toBe('pass');
});

test('values of a few clock ticks are refused', () => {
  const [a, b] = slowed(1.5, { seconds: 1e-6 }).map((side) => ({ ...side, method: { resolution: 1e-7 } }));
  if (!a || !b) throw new Error();
  const texts = [
    'time < baseline + 5%',
    'throughput > baseline - 5%',
    'cost < baseline + 5%',
    'median < 1 ns',
  ];
  const { results, warnings } = judge(
    request({ budgets: [spec('b', texts)], baseline: session([a]), candidate: session([b]) }),
  );
  expect(results.map(({ verdict }) => verdict)).toEqual(texts.map(() => 'inconclusive'));
  expect(results[0]?.reason).toBe(
    'Undecided: one value lasts only a few ticks of the clock that timed it, so that differences drown in rounding.',
  );
  expect(results[0]?.decider).toBeUndefined();
  // A value that averages over a thousand calls lasts a thousand times as long.
  const loops = (side: typeof a) => ({ ...side, method: { resolution: 1e-7, loops: 1000 } });
  expect(compare(loops(a), loops(b), ...texts.slice(0, 3)).map(({ verdict }) => verdict)).toEqual([
    'fail',
    'fail',
    'fail',
  ]);
  expect(warnings.map(({ code }) => code)).toContain('too-short');
});

test('peak memory is a median with a guard of a mebibyte', () => {
  const memory = (bytes: number) => ({
    name: 'b',
    metrics: {
      peak_memory: metric(
        'B',
        Array.from({ length: 12 }, (_, i) => [bytes + i * 1024]),
      ),
    },
  });
  const verdict = (bytes: number, text = 'peak_memory < baseline + 10%') =>
    only(compare(memory(100 * 2 ** 20), memory(bytes), text)).verdict;
  expect(verdict(112 * 2 ** 20)).toBe('fail');
  expect(verdict(110.5 * 2 ** 20)).toBe('inconclusive');
  expect(verdict(104 * 2 ** 20)).toBe('pass');
  expect(verdict(100.5 * 2 ** 20, 'peak_memory < baseline')).toBe('inconclusive');
});

test('where the machine drifts, one block has no say for all', () => {
  // Each block is slower than the one before, so that the fastest values are all of the first; there, by chance, the
  // baseline came first.
  const drifting = (second: (block: number) => number) => ({
    name: 'b',
    metrics: {
      wall_time: metric(
        's',
        Array.from({ length: 20 }, (_, block) =>
          Array.from(
            { length: 20 },
            (_, i) => 0.01 * (1 + 0.06 * (block + second(block) / 2)) * (1 + i / 1e4),
          ),
        ),
      ),
    },
  });
  const [before, after] = [drifting((block) => block % 2), drifting((block) => 1 - (block % 2))];
  const [tight, wide] = compare(before, after, 'time < baseline', 'time < baseline + 5%');
  expect(tight?.verdict).toBe('inconclusive');
  expect(wide?.verdict).toBe('pass');
});

test('runs of one session are compared block by block, those of two are not', () => {
  // Each block has a speed of its own, which both of its processes share.
  const side = (factor: number, seed: string) => {
    const { metrics } = slowed(factor, { busy: 0 })[1];
    const runs = metrics.wall_time?.runs.map((run, i) =>
      run.values.map((value) => value * (1 + ((i * 7) % 12) / 20) * (seed === 'x' ? 1 : 1.0001)),
    );
    return { name: 'b', metrics: { wall_time: metric('s', runs ?? []) } };
  };
  const verdict = (now: string) =>
    judge(
      request({
        budgets: [spec('b', ['time < baseline + 5%'])],
        baseline: session([side(1, 'x')], { session: 'one' }),
        candidate: session([side(1, 'y')], { session: now }),
      }),
    ).results[0]?.verdict;
  expect(verdict('one')).toBe('pass');
  expect(verdict('two')).toBe('inconclusive');
});

test('runs that were not measured in pairs are compared side against side', () => {
  const [a, b] = slowed(1.1, { runs: 9 });
  const unpaired = (text: string, factor = 1.1, runs = 9) => {
    const [before] = slowed(1, { runs: 9 });
    const [, after] = slowed(factor, { runs });
    return only(
      judge(
        request({
          budgets: [spec('b', [text])],
          baseline: session([before], { session: 'one' }),
          candidate: session([after], { session: 'two' }),
        }),
      ).results,
    );
  };
  expect(only(compare(a, b, 'time < baseline + 5%')).verdict).toBe('fail');
  expect(unpaired('time < baseline + 5%').verdict).toBe('fail');
  expect(unpaired('time < baseline + 5%', 1.1, 20).verdict).toBe('fail');
  expect(unpaired('time < baseline + 5%', 1).verdict).toBe('pass');
  expect(unpaired('time < baseline - 3%', 1).verdict).toBe('fail');
  expect(unpaired('time < baseline + 2%', 1.04).verdict).toBe('fail');
  expect(unpaired('time < baseline + 5%', 1, 20)).toMatchObject({ verdict: 'pass', candidate: { runs: 20 } });
});

test('a run of hundreds of thousands of values is judged like any other', () => {
  const many = (factor: number) => ({
    name: 'b',
    metrics: {
      wall_time: metric(
        's',
        Array.from({ length: 9 }, (_, run) =>
          Array.from({ length: 200_000 }, (_, i) => factor * (1 + ((i + run) % 7) / 1e4)),
        ),
      ),
    },
  });
  const results = compare(many(1), many(1.1), 'time < baseline + 5%', 'median < 2 s', 'p95 < 2 s');
  expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'pass', 'pass']);
});

test('values that are mostly 0 are shown as 0, and a baseline of 0 has no ratio', () => {
  const waits = (...values: readonly number[]) => ({
    name: 'b',
    metrics: {
      waits: metric(
        's',
        values.map((value) => [value]),
      ),
    },
  });
  const [zero, some] = [waits(...Array(12).fill(0), 0.1), waits(...Array(13).fill(0.2))];
  const up = only(compare(zero, some, 'waits < baseline + 5%'));
  expect(up).toMatchObject({ verdict: 'fail', notes: ['from-zero'], baseline: { estimate: 0 } });
  expect(up.reason).toMatch(/^Up from 0 in the baseline, /);
  expect(up.change).toBeUndefined();
  expect(only(compare(zero, zero, 'waits < baseline + 5%'))).toMatchObject({
    verdict: 'pass',
    change: { ratio: 1 },
    baseline: { estimate: 0 },
    candidate: { estimate: 0 },
  });
  const [alone] = compare(zero, zero, 'waits < 1 s');
  expect(alone).toMatchObject({
    verdict: 'pass',
    estimate: { value: 0, low: 0 },
    candidate: { estimate: 0 },
  });
});
