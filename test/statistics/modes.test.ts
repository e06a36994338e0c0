import { expect, test } from 'vitest';
import { nthLargest } from '../../src/statistics/largest.ts';
import { findModes } from '../../src/statistics/modes.ts';

const CLEAR = { separation: 8, gap: 1.05, share: 0.15 };
const around = (centre: number, count: number) =>
  Array.from({ length: count }, (_, i) => centre * (1 + (i - count / 2) / 1e4));
const ascending = (...groups: number[][]) => groups.flat().sort((a, b) => a - b);

test('two groups that are apart are modes, with their share', () => {
  const modes = findModes(ascending(around(1, 15), around(1.2, 5)), CLEAR);
  expect(modes?.lower).toBeCloseTo(1, 3);
  expect(modes?.upper).toBeCloseTo(1.2, 3);
  expect(modes?.share).toBe(0.25);
});

test('groups too near, too small or too wide are not', () => {
  expect(findModes(ascending(around(1, 10), around(1.04, 10)), CLEAR)).toBeUndefined();
  expect(findModes(ascending(around(1, 19), around(1.2, 2)), CLEAR)).toBeUndefined();
  expect(
    findModes(
      Array.from({ length: 20 }, (_, i) => 1 + i / 20),
      CLEAR,
    ),
  ).toBeUndefined();
  expect(findModes([1, 2], CLEAR)).toBeUndefined();
  expect(findModes([0, 0, 1, 1], CLEAR)).toBeUndefined();
  expect(findModes([], CLEAR)).toBeUndefined();
});

test('the nth largest is what sorting finds', () => {
  const values = [3, 9, 9, 1, 5, 0, 7];
  expect([1, 2, 3, 7, 8].map((rank) => nthLargest(values, rank))).toEqual([9, 9, 7, 0, 0]);
  expect(nthLargest([], 3)).toBeNaN();
  expect(nthLargest([], 300)).toBeNaN();
  const many = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
  expect([1, 99, 100, 101, 500, 1000, 2000].map((rank) => nthLargest(many, rank))).toEqual([
    999, 901, 900, 899, 500, 0, 0,
  ]);
});
