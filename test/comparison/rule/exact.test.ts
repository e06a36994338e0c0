import { expect, test } from 'vitest';
import type { Result } from '../../../src/comparison/result.ts';
import { compare, metric } from '../measured.ts';

const counted = (name: string, unit: string, ...values: readonly number[]) => ({
  name: 'b',
  metrics: {
    [name]: metric(
      unit,
      values.map((value) => [value]),
    ),
  },
});
const instructions = (...values: readonly number[]) => counted('instructions', 'count', ...values);
const judged = (before: number, after: number, text: string): Result =>
  compare(instructions(before, before), instructions(after, after), text)[0] as Result;

test('counts that never vary are compared exactly, with a guard of 0.1 %', () => {
  const verdict = (value: number, text: string) => judged(100_000, value, text);
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

test('both sides are shown as they were counted', () => {
  const { baseline, candidate, change } = judged(100_000, 103_000, 'instructions < baseline + 5%');
  expect([baseline?.estimate, candidate?.estimate]).toEqual([100_000, 103_000]);
  expect(change).toEqual({ ratio: 1.03, low: 1.03, high: 1.03, confidence: 1 });
});

test('a count that was 0 and is not any more fails without a ratio', () => {
  const queries = (value: number) => counted('queries', 'count', value, value);
  expect(compare(queries(0), queries(3), 'queries < baseline + 10%')[0]).toMatchObject({
    verdict: 'fail',
    notes: ['exact', 'from-zero'],
    reason: 'Up from 0 in the baseline, the budget allows 10 %.',
  });
  expect(compare(queries(0), queries(0), 'queries < baseline + 10%')[0]?.verdict).toBe('pass');
});

test('one run, or one that differs, is not exact', () => {
  const [one] = compare(instructions(100), instructions(110), 'instructions < baseline + 5%');
  expect(one).toMatchObject({ verdict: 'inconclusive', notes: ['too-few-runs'] });
  const varying = instructions(...Array.from({ length: 12 }, (_, i) => 110 + (i === 5 ? 1 : 0)));
  const still = instructions(...Array.from({ length: 12 }, () => 100));
  const [noisy] = compare(still, varying, 'instructions < baseline + 5%');
  expect(noisy).toMatchObject({ verdict: 'fail', change: { confidence: 0.95 } });
  expect(noisy?.notes).toBeUndefined();
});

test('only counts are exact, and what is 0 throughout', () => {
  const [time] = compare(
    counted('wall_time', 's', 0.01, 0.01),
    counted('wall_time', 's', 0.01, 0.01),
    'time < baseline + 5%',
  );
  expect(time?.verdict).toBe('inconclusive');
  const leaked = (value: number) => counted('leaked', 'B', value, value);
  expect(compare(leaked(0), leaked(0), 'leaked < baseline + 5%')[0]).toMatchObject({
    verdict: 'pass',
    notes: ['exact'],
  });
});

/** Counts around `base` that differ by as much as different heaps make them. */
const around = (base: number) => [0, 1, 2, 3, 4, 5].map((i) => base * (1 + 0.00005 * i));
const onHeaps = (before: number, after: number, text: string, name = 'instructions'): Result | undefined =>
  compare(counted(name, 'count', ...around(before)), counted(name, 'count', ...around(after)), text)[0];

test('instructions that differ by less than heaps make them are no change, whatever the budget', () => {
  for (const text of ['instructions < baseline', 'instructions < baseline + 2%'])
    expect(onHeaps(1_000_000, 1_000_500, text)).toMatchObject({ verdict: 'pass', notes: ['exact'] });
});

test('1 % more of them is 1 % more, on a few processes', () => {
  expect(onHeaps(1_000_000, 1_010_000, 'instructions < baseline + 0.5%')?.verdict).toBe('fail');
  expect(onHeaps(1_000_000, 1_010_000, 'instructions < baseline + 2%')?.verdict).toBe('pass');
  expect(onHeaps(1_000_000, 990_000, 'instructions < baseline + 2%')?.verdict).toBe('improved');
});

test('any other count that varies is left to statistics', () => {
  expect(onHeaps(1_000_000, 1_000_500, 'rows < baseline', 'rows')?.notes ?? []).not.toContain('exact');
});
