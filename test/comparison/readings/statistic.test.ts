import { expect, test } from 'vitest';
import {
  BULK,
  fromLogarithm,
  logarithm,
  medianOf,
  statisticOf,
} from '../../../src/comparison/readings/statistic.ts';
import { pool, summarise } from '../../../src/comparison/readings/summary.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test('what a call costs is the mean of the fastest tenth, at least of one value', () => {
  expect(statisticOf({ kind: 'fastest' }, [5, 3, 4])).toBe(3);
  expect(statisticOf({ kind: 'fastest' }, upTo(10).reverse())).toBe(1);
  expect(statisticOf({ kind: 'fastest' }, upTo(11))).toBe(1.5);
  expect(statisticOf({ kind: 'fastest' }, upTo(30).reverse())).toBe(2);
});

test('the bulk is all but the slowest tenth', () => {
  expect(statisticOf(BULK, [...upTo(9), 1000])).toBe(5);
  expect(statisticOf(BULK, [1, 3])).toBe(2);
});

test('the others are what they are called', () => {
  expect(statisticOf({ kind: 'quantile', p: 0.5 }, [4, 1, 2])).toBe(2);
  expect(statisticOf({ kind: 'quantile', p: 1 }, [4, 1, 2])).toBe(4);
  expect(statisticOf({ kind: 'mean' }, [1, 2, 6])).toBe(3);
  expect(statisticOf({ kind: 'reciprocal-mean' }, [1, 3])).toBe(0.5);
});

test('of a single value, each is that value', () => {
  expect(statisticOf({ kind: 'fastest' }, [4])).toBe(4);
  expect(statisticOf(BULK, [4])).toBe(4);
  expect(statisticOf({ kind: 'quantile', p: 0.95 }, [4])).toBe(4);
  expect(statisticOf({ kind: 'reciprocal-mean' }, [4])).toBe(0.25);
});

test('logarithms are finite for 0, and median and pool take any order', () => {
  expect(logarithm(0)).toBe(-700);
  expect(logarithm(1)).toBe(0);
  expect(medianOf([9, 1, 4, 2])).toBe(3);
  expect([
    ...pool([
      { order: 0, values: [3, 1] },
      { order: 1, values: [2] },
    ]),
  ]).toEqual([1, 2, 3]);
});

test('a summary shows the values as measured, and how far whole processes differ', () => {
  const runs = [1, 2, 4].map((median, order) => ({ order, values: [median, median, median] }));
  expect(summarise(runs, 7, (value) => 10 * value)).toEqual({
    median: 20,
    p95: 40,
    spread: 1.4826 * 10,
    estimate: 7,
    runs: 3,
    values: 9,
  });
});

test('what stood for 0 is 0 again', () => {
  expect([0, 1e-200, 1, 1e9].map((value) => fromLogarithm(logarithm(value)))).toEqual([
    0,
    expect.closeTo(1e-200, 210),
    1,
    expect.closeTo(1e9, 3),
  ]);
});
