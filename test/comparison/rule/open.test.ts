/** An open result says why it is open, and what would decide it. */
import { expect, test } from 'vitest';
import type { Result } from '../../../src/comparison/result.ts';
import { neededRuns } from '../../../src/comparison/rule/advice.ts';
import type { Benchmark } from '../../../src/samples/measurements.ts';
import { budget, compare, inTurns, slowed, timed } from '../measured.ts';

const FIVE = 'time < baseline + 5%';
const only = (results: readonly Result[]): Result => {
  expect(results).toHaveLength(1);
  return results[0] as Result;
};

test('fewer than six runs a side decide nothing', () => {
  const [beside, alone] = ['processes a side cannot tell a change', 'processes cannot tell the value'];
  for (const [text, words] of [
    [FIVE, beside],
    ['time < 1 s', alone],
    ['p95 < 1 s', alone],
  ] as const) {
    expect(only(compare(...slowed(2, { runs: 5 }), text))).toMatchObject({
      verdict: 'inconclusive',
      notes: ['too-few-runs'],
      reason: `Undecided: 5 ${words} from noise; it takes at least 6.`,
      decider: { processes: 1 },
    });
  }
  expect(only(compare(...slowed(2, { runs: 1 }), FIVE)).reason).toMatch(
    /^Undecided: 1 process a side cannot /,
  );
});

test('six to eight runs do not fail, and say that nine may', () => {
  for (const runs of [6, 8]) {
    expect(only(compare(...slowed(2, { runs }), FIVE))).toMatchObject({
      verdict: 'inconclusive',
      notes: ['too-few-runs'],
      reason: `Undecided: 100 % slower (100 … 100) by ${runs} processes a side, and the budget allows 5 %; it takes 9 to be sure.`,
      decider: { processes: 9 - runs },
    });
  }
  expect(only(compare(...slowed(2, { runs: 9 }), FIVE)).verdict).toBe('fail');
});

test('before ten runs, a pass takes half of the margin', () => {
  for (const runs of [6, 9]) {
    expect(only(compare(...slowed(1.02, { runs }), FIVE)).verdict).toBe('pass');
    expect(only(compare(...slowed(1.03, { runs }), FIVE))).toMatchObject({
      verdict: 'inconclusive',
      notes: ['too-few-runs'],
      reason: expect.stringMatching(
        /^Undecided: 3 % slower \(.*\) by \d+ processes a side, .*; it takes 10 to be sure\.$/,
      ),
      decider: { processes: 10 - runs },
    });
  }
  expect(only(compare(...slowed(1.03, { runs: 10 }), FIVE)).verdict).toBe('pass');
});

/** The same CPU time, and wall time longer by `factor`, as where other code holds a lock. */
function waiting(factor: number, runs: number): Benchmark {
  const { metrics } = inTurns(timed('b', { runs }));
  const { wall_time, cpu_time } = metrics as Record<
    'wall_time' | 'cpu_time',
    NonNullable<(typeof metrics)[string]>
  >;
  const slower = wall_time.runs.map((run) => ({ ...run, values: run.values.map((value) => value * factor) }));
  return { name: 'b', metrics: { wall_time: { ...wall_time, runs: slower }, cpu_time } };
}

test('what only wall time shows takes a look more, and is not told as decided by nine', () => {
  const open = only(compare(waiting(1, 9), waiting(1.08, 9), FIVE));
  expect(open).toMatchObject({ verdict: 'inconclusive', notes: ['waits', 'too-few-runs'], clock: 'wall' });
  expect(open.reason).toMatch(/by 9 processes a side, .*; it takes 12 to be sure\.$/);
  expect(only(compare(waiting(1, 12), waiting(1.08, 12), FIVE)).verdict).toBe('fail');
});

test('a few processes that are very much slower hold a pass back, and are told', () => {
  const oneIn = (runs: number, factor: number) => {
    const [before, after] = slowed(1, { runs, busy: 0 });
    const wall = after.metrics.wall_time as NonNullable<(typeof after.metrics)['wall_time']>;
    const list = wall.runs.map((run, i) => ({
      ...run,
      values: run.values.map((v) => (i === 3 ? factor * v : v)),
    }));
    const slower = { name: 'b', metrics: { wall_time: { ...wall, runs: list } } };
    return compare(inTurns(before), inTurns(slower), FIVE);
  };
  const open = only(oneIn(15, 2.5));
  expect(open).toMatchObject({ verdict: 'inconclusive', notes: ['average-guard'] });
  expect(open.detectable).toBeGreaterThan(0.01);
  expect(open.reason).toMatch(
    /most processes hold it, but a few are so much slower that their average does not\.$/,
  );
  // Student's interval of fifteen blocks, one of them 10 % slower, ends below 5 %.
  expect(only(oneIn(15, 1.1)).verdict).toBe('pass');
});

test('an open budget says what would decide it, in words of the budget file', () => {
  const noisy = slowed(1.045, { noise: 0.04, runs: 12 });
  const { verdict, decider, detectable, notes } = only(compare(...noisy, FIVE));
  expect([verdict, notes]).toEqual(['inconclusive', undefined]);
  expect(decider?.processes).toBeGreaterThan(0);
  expect(decider?.budget).toMatch(/^time < baseline \+ \d+(\.5)?%$/);
  expect(detectable).toBeGreaterThan(0);
  expect(only(compare(...noisy, decider?.budget ?? '')).verdict).toBe('pass');
});

test('a failure has to be surer than a pass, and so takes more processes', () => {
  const needed = (value: number, runs = 12, half = 0.03) =>
    neededRuns({
      budget: budget(FIVE),
      interval: { value, low: value - half, high: value + half, sure: { low: true, high: true } },
      allowed: 0.05,
      runs,
      kind: 'ratio',
      unit: 's',
    }) as number;
  expect(needed(0.04)).toBeGreaterThan(12);
  expect(needed(0.06)).toBeGreaterThan(needed(0.04));
  expect(needed(0.045)).toBeGreaterThan(3.5 * needed(0.04)); // half as far from the limit
  expect(needed(0.04, 48)).toBeGreaterThan(3.5 * needed(0.04)); // as wide with four times as many
  expect(needed(0.0501)).toBeUndefined();
  expect([needed(0.3, 6), needed(0.03, 6, 0.01), needed(0, 6)]).toEqual([9, 10, 7]);
});
