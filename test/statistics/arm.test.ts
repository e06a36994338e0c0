import { expect, test } from 'vitest';
import { asMeasured, fastestMean, fastestMeansWithout, poolRuns } from '../../src/statistics/arm.ts';
import { seededRandom } from '../../power/random.ts';

const random = seededRandom('arm');
const runs = Array.from({ length: 12 }, (_, run) =>
  Array.from({ length: 15 + run }, () => 1 + 0.1 * random.unit() + (run % 3) / 50),
);

test('pooling keeps every value and its run', () => {
  const arm = poolRuns(runs);
  expect(arm.values.length).toBe(runs.flat().length);
  const back = runs.map((_, run) => [...arm.values].filter((_, i) => arm.runs[i] === run));
  runs.forEach((values, run) => {
    [...values]
      .sort((a, b) => a - b)
      .forEach((value, i) => {
        expect(back[run]?.[i]).toBeCloseTo(value, 11);
      });
  });
  for (let i = 1; i < arm.values.length; i++)
    expect(arm.values[i]).toBeGreaterThanOrEqual(arm.values[i - 1] as number);
});

test('zeros, signed or not, and tiny and huge values sort as numbers do', () => {
  expect(
    [
      ...poolRuns([
        [1e300, 0],
        [-0, 5e-324],
        [1, 1e-300],
      ]).values,
    ].map((value) => Math.round(Math.log10(value))),
  ).toEqual([
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY, // too small for its run's number: 12 bits are rounded away
    -300,
    0,
    300,
  ]);
});

test.each([0.1, 0.5, 0.9])(
  'the quick way to leave a run out is close to the long one (fastest %f)',
  (share) => {
    const arm = poolRuns(runs);
    const draw = asMeasured(arm);
    const { whole, without } = fastestMeansWithout(arm, share);
    expect(whole).toBeCloseTo(fastestMean(arm, draw, share), 12);
    for (let run = 0; run < runs.length; run++) {
      draw.counts[run] = 0;
      const exact = fastestMean(arm, draw, share);
      draw.counts[run] = 1;
      expect(without[run]).toBeLessThanOrEqual(exact + 1e-12); // the best threshold makes it largest
      expect(Math.abs((without[run] as number) - exact)).toBeLessThan(0.15 * Math.abs(exact - whole) + 2e-4);
    }
  },
);

test('the generator is xoshiro128**, and seeds are told apart', async () => {
  const { xoshiro128 } = await import('../../power/random.ts');
  // The first numbers of the reference implementation in C from the state 1, 2, 3, 4.
  const { bits } = xoshiro128([1, 2, 3, 4]);
  expect([bits(), bits(), bits(), bits(), bits()]).toEqual([11520, 0, 5927040, 70819200, 2031721883]);
  expect(seededRandom('ab').bits()).not.toBe(seededRandom('a', 'b').bits());
  expect(seededRandom('a', 1).bits()).toBe(seededRandom('a', 1).bits());
});
