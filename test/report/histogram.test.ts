import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binShares, chooseAxis, quantile, sparkline } from '../../src/report/html/histogram.ts';

const quantiles = fc
  .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((values) => values.sort((a, b) => a - b));

describe('a histogram from quantiles', () => {
  test('holds every value once, whatever their distribution', () => {
    fc.assert(
      fc.property(quantiles, fc.integer({ min: 1, max: 60 }), (values, bins) => {
        const axis = { low: 0, high: 1e6, beyond: 0 };
        const shares = binShares(values, axis, bins);
        expect(shares.every((share) => share >= 0)).toBe(true);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5); // bins a millionth of the axis wide cancel digits
      }),
    );
  });

  test('a uniform distribution fills its bins alike', () => {
    const even = Array.from({ length: 33 }, (_, index) => index);
    for (const share of binShares(even, { low: 0, high: 32, beyond: 0 }, 8)) expect(share).toBeCloseTo(1 / 8);
  });

  test('equal values fall into one bin', () => {
    expect(binShares([5, 5, 5, 5], { low: 0, high: 10, beyond: 0 }, 10)).toEqual([
      0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
    ]);
  });

  test('what lies beyond the axis is left out', () => {
    const shares = binShares([0, 1, 2, 3, 100], { low: 0, high: 4, beyond: 0.03 }, 4);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.8);
  });
});

describe('the axis', () => {
  test('is shared by both sides', () => {
    expect(
      chooseAxis([
        [1, 2, 3],
        [2, 3, 4],
      ]),
    ).toEqual({ low: 1, high: 4, beyond: 0 });
  });
  test('leaves a wild tail out, and says so', () => {
    const values = [...Array.from({ length: 64 }, (_, index) => 10 + index / 100), 500];
    const axis = chooseAxis([values]);
    expect(axis?.high).toBeLessThan(12);
    expect(axis?.beyond).toBeGreaterThan(0);
  });
  test('has a width even where all values are the same', () => {
    const axis = chooseAxis([[3, 3, 3]]);
    expect(axis && axis.high > axis.low).toBe(true);
    expect(chooseAxis([[0]])).toEqual({ low: -1, high: 1, beyond: 0 });
  });
  test('is none without values', () => {
    expect(chooseAxis([[], []])).toBeUndefined();
    expect(chooseAxis([[Number.NaN]])).toBeUndefined();
  });
});

test('a quantile between two known ones lies on the line between them', () => {
  expect(quantile([0, 10, 20], 0.25)).toBe(5);
  expect(quantile([7], 0.9)).toBe(7);
});

test('a sparkline has one column a bin', () => {
  expect(sparkline([0, 0.1, 0.4, 0.05, 0], 0.4)).toBe(' ▃█▂ ');
  expect(sparkline([0, 0], 0)).toBe('  ');
});
