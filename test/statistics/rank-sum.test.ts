import { expect, test } from 'vitest';
import { differencesBeyond, rankSumChance } from '../../src/statistics/rank-sum.ts';

const upTo = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i);

test('two sides that do not overlap have the least chance that so few can have', () => {
  expect(rankSumChance(upTo(3), upTo(4, 10))).toBeCloseTo(1 / 35, 12);
  expect(rankSumChance(upTo(4, 10), upTo(3))).toBe(1);
  expect(rankSumChance([1], [2])).toBe(0.5);
});

test('ties count against a difference', () => {
  expect(rankSumChance([1, 1, 1], [1, 1, 1])).toBe(1);
  expect(rankSumChance([1, 2], [2, 3])).toBe(rankSumChance([1, 2.5], [2, 3]));
});

test('few values do not reach strict levels: seven a side reach a fifth of the fail level, six the fail level', () => {
  expect(differencesBeyond(1, 1, 0.0157)).toBeUndefined();
  expect(differencesBeyond(5, 5, 0.0034)).toBeUndefined();
  expect(differencesBeyond(6, 6, 0.0034)).toBe(1);
  expect(differencesBeyond(6, 6, 0.2 * 0.0034)).toBeUndefined();
  expect(differencesBeyond(7, 7, 0.2 * 0.0034)).toBe(1);
  expect(differencesBeyond(100, 1, 0.0034)).toBeUndefined();
});

test('it does not matter which side is which', () => {
  for (const [n, m] of [
    [6, 20],
    [9, 12],
    [30, 70],
  ] as const)
    expect(differencesBeyond(n, m, 0.0157)).toBe(differencesBeyond(m, n, 0.0157));
});

test('the normal approximation takes over without a jump', () => {
  for (const level of [0.0007, 0.0034, 0.0157]) {
    const counts = [48, 49, 50, 51, 52, 53].map((n) => differencesBeyond(n, n, level) as number);
    const steps = counts.slice(1).map((count, i) => count - (counts[i] as number));
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThan(0.01 * Math.max(...counts));
  }
  const chance = (n: number) => rankSumChance(upTo(n), upTo(n, 7.5));
  expect(chance(50)).toBeLessThan(chance(51)); // The same shift of a wider side says less.
  expect(chance(51) / chance(50)).toBeLessThan(1.2);
});
