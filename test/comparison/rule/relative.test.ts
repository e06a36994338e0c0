import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/comparison/explain.ts';
import { judge } from '../../../src/comparison/judge.ts';
import type { Result } from '../../../src/comparison/result.ts';
import { compare, metric, request, session, slowed, spec, timed } from '../measured.ts';

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
    '8.3 % slower (8.2 … 8.4), the budget allows 5 %.',
  ]);
});

test('a real slowdown within the budget passes, and is told', () => {
  const result = only(compare(...slowed(1.03), 'time < baseline + 5%'));
  expect(result.verdict).toBe('pass');
  expect(result.notes).toContain('slower-within-budget');
  expect(result.reason).toBe(
    '3 % slower (2.9 … 3.1): a real change, but within the budget, since the budget allows 5 %.',
  );
});

test('unchanged code passes a budget with a margin and leaves one without a margin open', () => {
  expect(verdictOf(1, 'time < baseline + 5%')).toEqual([
    'pass',
    'No certain change (between 0.11 % faster and 0.11 % slower); the budget holds, since the budget allows 5 %.',
  ]);
  const [verdict, reason] = verdictOf(1, 'time < baseline');
  expect(verdict).toBe('inconclusive');
  expect(reason).toBe(
    'Undecided: no certain change (between 0.11 % faster and 0.11 % slower), and the budget allows nothing more.',
  );
});

test('faster code is improved', () => {
  expect(verdictOf(0.88, 'time < baseline + 5%')[0]).toBe('improved');
  expect(verdictOf(0.88, 'time < baseline')).toEqual([
    'improved',
    '12 % faster (12 … 12); the budget holds.',
  ]);
  expect(verdictOf(0.995, 'time < baseline + 5%')[0]).toBe('pass'); // by less than 1 %
});

test('a negative margin demands an improvement', () => {
  expect(verdictOf(0.9, 'time < baseline - 5%')[0]).toBe('improved');
  expect(verdictOf(1, 'time < baseline - 5%')).toEqual([
    'fail',
    'No certain change (between 0.11 % faster and 0.11 % slower), the budget demands 5 % faster.',
  ]);
});

test('an offset in units of the metric is a budget relative to the baseline', () => {
  expect(verdictOf(1.08, 'time < baseline + 1 ms')[0]).toBe('pass'); // 10 ms allows 10 %
  expect(verdictOf(1.12, 'time < baseline + 1 ms')).toEqual([
    'fail',
    '12 % slower (12 … 12), the budget allows 10 %.',
  ]);
});

test('the interval and the limit bear the verdict out', () => {
  for (const factor of [0.9, 1, 1.03, 1.05, 1.08]) {
    const { verdict, change, limit } = only(
      compare(...slowed(factor, { noise: 0.02 }), 'time < baseline + 5%'),
    );
    if (!change || !limit) throw new Error('no change');
    if (verdict === 'fail') expect(change.low).toBeGreaterThan(limit.value);
    else if (verdict === 'inconclusive') expect(change.high).toBeGreaterThan(limit.value);
    else expect(change.high).toBeLessThan(limit.value);
    expect(change.low).toBeLessThanOrEqual(change.ratio);
    expect(change.high).toBeGreaterThanOrEqual(change.ratio);
  }
});

test('throughput is better when higher, and its bounds turn round', () => {
  expect(verdictOf(1.1, 'throughput > baseline - 5%', { noise: 0.001 })).toEqual([
    'fail',
    '9.1 % lower (9 … 9.2), the budget allows 5 %.',
  ]);
  expect(verdictOf(1.02, 'throughput > baseline - 5%', { noise: 0.001 })[0]).toBe('pass');
  expect(verdictOf(1.1, 'throughput > 80/s', { noise: 0.001 })[0]).toBe('pass'); // 91/s
  expect(verdictOf(1.1, 'throughput > 95/s', { noise: 0.001 })).toEqual([
    'fail',
    '90.8/s (90.7/s … 90.9/s), the budget demands 95.0/s.',
  ]);
});

test.each(['median', 'mean', 'min', 'max', 'p95', 'cpu_time', 'cost'])(
  '%s is judged against the baseline',
  (name) => {
    expect(verdictOf(1.12, `${name} < baseline + 5%`)[0]).toBe('fail');
    expect(verdictOf(1, `${name} < baseline + 5%`)[0]).toBe('pass');
  },
);

test('cost is dollars a call at the price of a CPU hour', () => {
  const result = only(compare(...slowed(1), 'cost < $1/1M'));
  expect(result.estimate?.value).toBeCloseTo((0.01 / 3600) * 0.04, 9);
  expect(result.unit).toBe('$');
  expect(result.verdict).toBe('pass');
});

test('fewer than five runs a side decide nothing', () => {
  expect(verdictOf(2, 'time < baseline + 5%', { runs: 4 })).toEqual([
    'inconclusive',
    'Undecided: 4 processes a side cannot tell a change from noise; it takes at least 5.',
  ]);
  expect(verdictOf(2, 'p95 < 1 s', { runs: 1 })[0]).toBe('inconclusive');
});

test('a pass within a small margin takes nine runs: five may all be of one mode', () => {
  expect(verdictOf(1, 'time < baseline + 2%', { runs: 8 })[0]).toBe('inconclusive');
  expect(verdictOf(1, 'time < baseline + 2%', { runs: 9 })[0]).toBe('pass');
  expect(verdictOf(1, 'time < baseline + 5%', { runs: 5 })[0]).toBe('pass');
});

test('values of a few clock ticks are refused', () => {
  const [a, b] = slowed(1.5, { seconds: 1e-6 }).map((side) => ({ ...side, method: { resolution: 1e-7 } }));
  if (!a || !b) throw new Error();
  const { results, warnings } = judge(
    request({
      budgets: [spec('b', ['time < baseline + 5%'])],
      baseline: session([a]),
      candidate: session([b]),
    }),
  );
  expect(results[0]?.verdict).toBe('inconclusive');
  expect(results[0]?.reason).toBe(
    'Undecided: one value lasts only a few ticks of the clock that timed it, so that differences drown in rounding.',
  );
  expect(warnings.map(({ code }) => code)).toContain('too-short');
});

test('counts that never vary are compared exactly, with a guard of 0.1 %', () => {
  const counted = (value: number) => ({
    name: 'b',
    metrics: { instructions: metric('count', [[value], [value]]) },
  });
  const verdict = (value: number, text: string) => only(compare(counted(100_000), counted(value), text));
  expect(verdict(100_000, 'instructions < baseline')).toMatchObject({ verdict: 'pass', notes: ['exact'] });
  expect(verdict(100_090, 'instructions < baseline').verdict).toBe('pass');
  expect(verdict(100_110, 'instructions < baseline')).toMatchObject({
    verdict: 'fail',
    reason: '0.11 % more, the budget allows nothing more.',
    change: { confidence: 1 },
  });
  expect(verdict(103_000, 'instructions < baseline + 2%').verdict).toBe('fail');
  expect(verdict(90_000, 'instructions < baseline').verdict).toBe('improved');
  expect(verdict(100_000, 'instructions < 100000').verdict).toBe('fail');
  expect(verdict(100_000, 'instructions <= 100000').verdict).toBe('pass');
});

test('a count that was 0 and is not any more fails without a ratio', () => {
  const queries = (value: number) => ({
    name: 'b',
    metrics: { queries: metric('count', [[value], [value]]) },
  });
  expect(only(compare(queries(0), queries(3), 'queries < baseline + 10%'))).toMatchObject({
    verdict: 'fail',
    reason: 'Up from 0 in the baseline, the budget allows 10 %.',
  });
  expect(only(compare(queries(0), queries(0), 'queries < baseline + 10%')).verdict).toBe('pass');
});

test('peak memory is a median with a guard of a mebibyte', () => {
  const memory = (bytes: number) => ({
    name: 'b',
    metrics: {
      peak_memory: metric(
        'B',
        Array.from({ length: 8 }, (_, i) => [bytes + i * 1024]),
      ),
    },
  });
  const verdict = (bytes: number) =>
    only(compare(memory(100 * 2 ** 20), memory(bytes), 'peak_memory < baseline + 10%')).verdict;
  expect(verdict(112 * 2 ** 20)).toBe('fail');
  expect(verdict(110.5 * 2 ** 20)).toBe('inconclusive');
  expect(verdict(104 * 2 ** 20)).toBe('pass');
});

test('a p95 passes only with enough independent values', () => {
  const few = only(compare(...slowed(1, { runs: 5, values: 5 }), 'p95 < 12 ms'));
  expect(few.verdict).toBe('inconclusive');
  expect(few.notes).toContain('few-effective-values');
  expect(few.decider?.processes).toBeGreaterThan(0);
  expect(only(compare(...slowed(1, { runs: 20, values: 50 }), 'p95 < 12 ms')).verdict).toBe('pass');
  expect(only(compare(...slowed(1, { runs: 20, values: 50 }), 'p95 < 9 ms'))).toMatchObject({
    verdict: 'fail',
    reason: '10.1 ms (10.1 ms … 10.1 ms), the budget allows 9.00 ms.',
  });
});

test('iterations of one process are not independent values', () => {
  const runs = Array.from({ length: 6 }, (_, run) =>
    Array.from({ length: 50 }, (_, i) => 0.01 * (1 + run / 20 + i / 1e5)),
  );
  const clustered = { name: 'b', metrics: { wall_time: metric('s', runs) } };
  expect(only(compare(clustered, clustered, 'p95 < 13.5 ms'))).toMatchObject({
    verdict: 'inconclusive',
    notes: ['few-effective-values'],
  });
});

test("a metric measured under the budget's name wins over one computed from wall time", () => {
  const both = {
    ...timed('b').metrics,
    p95: metric(
      's',
      Array.from({ length: 6 }, (_, i) => [0.5 + i / 1000]),
    ),
  };
  expect(
    only(compare({ name: 'b', metrics: both }, { name: 'b', metrics: both }, 'p95 < 300 ms')).verdict,
  ).toBe('fail');
});

test('a candidate that starts to wait does not pass, though its CPU time is the same', () => {
  const waiting = (busy: number) => {
    const { metrics } = timed('b', { seed: `${busy}`, runs: 20 });
    const { wall_time, cpu_time } = metrics;
    const runs =
      wall_time?.runs.map((run) => ({ ...run, values: run.values.map((value) => value / busy) })) ?? [];
    return { name: 'b', metrics: { wall_time: { ...wall_time, runs }, cpu_time } } as ReturnType<
      typeof timed
    >;
  };
  for (const busy of [0.93, 0.8, 0.5]) {
    const [result] = compare(waiting(1), waiting(busy), 'time < baseline + 5%');
    expect(result?.verdict, `busy ${busy}`).toBe('fail');
  }
});

test('under load that only wall time sees, CPU time judges', () => {
  const loaded = (factor: number, seed: string) => {
    const { metrics } = timed('b', { seed, seconds: 0.01 * factor, runs: 12 });
    let i = 0;
    const slow = (value: number) => value * (++i % 20 === 0 ? 1 : 1.5 + ((i * 7919) % 13) / 10);
    const runs = metrics.wall_time?.runs.map((run) => ({ ...run, values: run.values.map(slow) })) ?? [];
    return { name: 'b', metrics: { ...metrics, wall_time: { ...metrics.wall_time, runs } } } as ReturnType<
      typeof timed
    >;
  };
  expect(compare(loaded(1, 'a'), loaded(1.08, 'b'), 'time < baseline + 5%')[0]).toMatchObject({
    verdict: 'fail',
    clock: 'cpu',
  });
  expect(compare(loaded(1, 'a'), loaded(1, 'b'), 'time < baseline + 5%')[0]).toMatchObject({
    verdict: 'pass',
    clock: 'cpu',
  });
});

/** Every second run is slower by 15 % and by `slowFactor`; all are by `factor`. */
function bimodal(runs: number, slowFactor: number, seed: string, factor = 1) {
  const fast = timed('b', { runs, seed });
  const scale = (i: number) => (i % 2 ? 1.15 * slowFactor : 1) * factor;
  const metrics = Object.fromEntries(
    Object.entries(fast.metrics).map(([name, { runs: list, ...rest }]) => [
      name,
      {
        ...rest,
        runs: list.map((run, i) => ({ ...run, values: run.values.map((value) => value * scale(i)) })),
      },
    ]),
  );
  return { name: 'b', metrics };
}

test('a slowdown beyond what modes can explain fails without waiting for twenty runs', () => {
  const twice = only(compare(bimodal(7, 1, 'x'), bimodal(7, 1, 'y', 2), 'time < baseline + 5%'));
  expect(twice).toMatchObject({ verdict: 'fail', notes: ['two-modes'] });
  // Every run is 10 % slower, but the baseline's slow mode reaches beyond the candidate's fast one.
  const within = only(compare(bimodal(7, 1, 'x'), bimodal(7, 1, 'y', 1.1), 'time < baseline + 5%'));
  expect(within.verdict).toBe('inconclusive');
});

test('two modes are told, judged by the bulk as well, and take twenty runs', () => {
  const few = only(compare(bimodal(10, 1, 'x'), bimodal(10, 1, 'y'), 'time < baseline + 5%'));
  expect(few).toMatchObject({ verdict: 'inconclusive', notes: ['two-modes'], decider: { processes: 10 } });
});

test('a mode that got slower fails by itself, though the fast end did not', () => {
  const slower = only(compare(bimodal(20, 1, 'x'), bimodal(20, 1.2, 'y'), 'time < baseline + 5%'));
  expect(slower).toMatchObject({ verdict: 'fail', notes: ['two-modes'] });
  // On average: half of the runs are 20 % slower, the others as fast as before.
  expect(slower.change?.ratio).toBeCloseTo(Math.sqrt(1.2), 2);
  const slightly = only(compare(bimodal(20, 1, 'x'), bimodal(20, 1.08, 'y'), 'time < baseline + 5%'));
  expect(slightly).toMatchObject({ verdict: 'inconclusive', notes: expect.arrayContaining(['two-modes']) });
  const unchanged = only(compare(bimodal(20, 1, 'x'), bimodal(20, 1, 'y'), 'time < baseline + 5%'));
  expect(unchanged.verdict).toBe('pass');
});

test('one side that was lucky with its modes is no change, with however few runs', () => {
  const inModes = (slow: readonly number[], seed: string) => {
    const { metrics } = timed('b', { runs: 5, seed });
    const scale = (i: number) => (slow.includes(i) ? 1.15 : 1);
    const wall_time = metrics.wall_time as NonNullable<typeof metrics.wall_time>;
    const runs = wall_time.runs.map((run, i) => ({ ...run, values: run.values.map((v) => v * scale(i)) }));
    return { name: 'b', metrics: { wall_time: { ...wall_time, runs } } };
  };
  const luck = only(compare(inModes([4], 'x'), inModes([0, 1, 2, 3, 4], 'y'), 'time < baseline + 5%'));
  expect(luck).toMatchObject({ verdict: 'inconclusive', notes: expect.arrayContaining(['two-modes']) });
  const slower = only(compare(inModes([], 'x'), inModes([0, 1, 2, 3, 4], 'y'), 'time < baseline + 5%'));
  expect(slower.verdict).toBe('fail');
});

test('one slow run on each side gives no pass as long as runs are few: it may be a second mode', () => {
  const withSlow = (runs: number, factor: number, seed: string) => {
    const { metrics } = timed('b', { runs, seed });
    const scaled = Object.entries(metrics).map(([name, { runs: list, ...rest }]) => [
      name,
      {
        ...rest,
        runs: list.map((run, i) => ({ ...run, values: run.values.map((v) => v * (i === 2 ? factor : 1)) })),
      },
    ]);
    return { name: 'b', metrics: Object.fromEntries(scaled) };
  };
  const verdicts = (runs: number) =>
    compare(
      withSlow(runs, 1.15, 'x'),
      withSlow(runs, 1.4, 'y'),
      'time < baseline + 5%',
      'time < baseline + 2%',
    );
  for (const result of verdicts(5)) expect(result).toMatchObject({ verdict: 'inconclusive' });
  expect(verdicts(9)[1]).toMatchObject({ verdict: 'inconclusive', notes: ['two-modes'] });
  expect(verdicts(20).map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
});

describe('a margin below 5 %', () => {
  const budgets = ['time < baseline + 2%', 'time < baseline + 5%'];

  test('takes more runs to fail, unless the change would break a wider budget as well', () => {
    const verdicts = (runs: number, factor: number) =>
      compare(...slowed(factor, { runs }), ...budgets).map(({ verdict }) => verdict);
    expect(verdicts(5, 1.04)).toEqual(['inconclusive', 'pass']);
    expect(verdicts(5, 1.2)).toEqual(['fail', 'fail']);
    expect(verdicts(12, 1.04)).toEqual(['fail', 'pass']);
  });

  test('takes more runs the more such budgets there are', () => {
    const [baseline, candidate] = slowed(1.04, { runs: 12 });
    const verdictAmong = (others: number): Result | undefined =>
      judge({
        ...request({
          budgets: [spec('b', budgets.slice(0, 1))],
          candidate: session([candidate]),
          baseline: session([baseline]),
        }),
        family: 1 + others,
      }).results[0];
    expect(verdictAmong(0)?.verdict).toBe('fail');
    expect(verdictAmong(50)).toMatchObject({
      verdict: 'inconclusive',
      notes: ['many-budgets'],
      decider: { processes: 3 },
    });
  });

  test('demanding an improvement still fails unchanged code', () => {
    expect(only(compare(...slowed(1, { runs: 12 }), 'time < baseline - 3%')).verdict).toBe('fail');
  });
});

test('an open budget says what would decide it, in words of the budget file', () => {
  const { verdict, decider, detectable } = only(
    compare(...slowed(1.04, { noise: 0.04, runs: 6 }), 'time < baseline + 5%'),
  );
  expect(verdict).toBe('inconclusive');
  expect(decider?.processes).toBeGreaterThan(0);
  expect(decider?.budget).toMatch(/^time < baseline \+ \d+(\.5)?%$/);
  expect(detectable).toBeGreaterThan(0);
  const proposed = compare(...slowed(1.04, { noise: 0.04, runs: 6 }), decider?.budget ?? '');
  expect(only(proposed).verdict).toBe('pass');
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
  expect(wide?.verdict).not.toBe('fail');
  const reason = explain({ ...(tight as Result), notes: ['runs-disagree'] });
  expect(reason).toMatch(
    /; but the processes one by one do not bear that out, as when the machine drifts\.$/,
  );
});
