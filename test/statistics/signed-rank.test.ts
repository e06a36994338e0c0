/** What no reference tells: ties, zeros, few values, many values. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averagesBeyond, signedRankChance, walshAverages } from '../../src/statistics/signed-rank.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test('Walsh averages are the means of all pairs, each value with itself as well', () => {
  expect([...walshAverages([3, 1, 7])]).toEqual([1, 2, 3, 4, 5, 7]);
  expect([...walshAverages([4])]).toEqual([4]);
  expect([...walshAverages([])]).toEqual([]);
});

test('values all on one side have the least chance that so few can have', () => {
  for (const n of [1, 6, 9, 30]) expect(signedRankChance(upTo(n))).toBeCloseTo(2 ** -n, 15);
  expect(signedRankChance([-1, -2, -3])).toBe(1);
  expect(signedRankChance([])).toBe(1);
});

test('zeros and ties count against a shift, whatever their order', () => {
  expect(signedRankChance([0, 0, 0, 0])).toBe(1);
  expect(signedRankChance([0, 2, 3])).toBe(signedRankChance([-1, 2, 3]));
  // Of values of one size, those below 0 get the highest ranks.
  expect(signedRankChance([2, -2, 2])).toBe(signedRankChance([1, 2, -3]));
  expect(signedRankChance([-2, 2, 2])).toBe(signedRankChance([2, 2, -2]));
});

test('however signs fall, a chance at or below a level is no more frequent than the level', () => {
  for (const n of [5, 9, 12]) {
    for (const sizes of [upTo(n), upTo(n).map((size) => Math.ceil(size / 3)), upTo(n).map(() => 1)]) {
      const chances = Array.from({ length: 2 ** n }, (_, signs) =>
        signedRankChance(sizes.map((size, i) => (signs & (1 << i) ? size : -size))),
      );
      for (const level of [0.0034, 0.0157, 0.1, 0.5]) {
        expect(chances.filter((chance) => chance <= level).length / 2 ** n).toBeLessThanOrEqual(level);
      }
    }
  }
});

test('few values do not reach strict levels: six reach the pass level, nine the fail level', () => {
  expect([1, 5, 6].map((n) => averagesBeyond(n, 0.0157))).toEqual([undefined, undefined, 0]);
  expect([8, 9].map((n) => averagesBeyond(n, 0.0034))).toEqual([undefined, 0]);
  expect(averagesBeyond(1, 0.5)).toBe(0);
});

test('the normal approximation takes over without a jump', () => {
  const chance = (n: number) => signedRankChance(upTo(n).map((size) => (size % 3 === 0 ? -size : size)));
  expect(chance(60) / chance(63)).toBeGreaterThan(1);
  expect(chance(60) / chance(63)).toBeLessThan(1.3);
});

test('the count at a level is the largest whose chance is not above it', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constantFrom(61, 400, 1000)),
      fc.constantFrom(0.0034, 0.0157, 0.1, 0.4),
      (n, level) => {
        const chanceOf = (sum: number): number => {
          let left = sum;
          const signs = upTo(n)
            .reverse()
            .map((rank) => {
              const negative = rank <= left;
              if (negative) left -= rank;
              return negative ? -rank : rank;
            });
          return signedRankChance(signs);
        };
        const count = averagesBeyond(n, level);
        if (count !== undefined) expect(chanceOf(count)).toBeLessThanOrEqual(level);
        expect(chanceOf((count ?? -1) + 1)).toBeGreaterThan(level);
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});
