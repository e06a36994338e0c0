import { expect, test } from 'vitest';
import type { Result } from '../../src/comparison/result.ts';
import { compare, metric } from './measured.ts';

/** Counts around `base` that differ by as much as different heaps make them. */
const counts = (base: number) =>
  metric(
    'count',
    Array.from({ length: 6 }, (_, i) => [base * (1 + 0.00005 * i)]),
  );
const judged = (before: number, after: number, text: string, name = 'instructions'): Result | undefined =>
  compare(
    { name: 'b', metrics: { [name]: counts(before) } },
    { name: 'b', metrics: { [name]: counts(after) } },
    text,
  )[0];

test('instructions that differ by less than heaps make them are no change, whatever the budget', () => {
  for (const text of ['instructions < baseline', 'instructions < baseline + 2%'])
    expect(judged(1_000_000, 1_000_500, text)).toMatchObject({ verdict: 'pass', notes: ['exact'] });
});

test('1 % more of them is 1 % more, on a few processes', () => {
  expect(judged(1_000_000, 1_010_000, 'instructions < baseline + 0.5%')?.verdict).toBe('fail');
  expect(judged(1_000_000, 1_010_000, 'instructions < baseline + 2%')?.verdict).toBe('pass');
  expect(judged(1_000_000, 990_000, 'instructions < baseline + 2%')?.verdict).toBe('improved');
});

test('any other count that varies is left to statistics', () => {
  expect(judged(1_000_000, 1_000_500, 'rows < baseline', 'rows')?.notes ?? []).not.toContain('exact');
});
