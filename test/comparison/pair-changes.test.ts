/** The median pair: what tells where the machine itself has several speeds. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../power/random.ts';
import { type MedianChange, medianChange, pairChanges } from '../../src/comparison/pair-changes.ts';
import type { Both, Side } from '../../src/comparison/prepared.ts';
import type { Benchmark, Run } from '../../src/samples/measurements.ts';
import { asMeasured, medianRun, poolRuns } from '../../src/statistics/arm.ts';
import { compare, metric } from './measured.ts';

test('bounds the median change of pairs by order statistics', () => {
  const changes = Float64Array.from({ length: 20 }, (_, i) => (i - 9.5) / 100);
  const { excess, chance } = medianChange(changes, 1, 0) as MedianChange;
  expect(excess.value).toBeCloseTo(0, 10);
  // scipy.stats.quantile_test: the fourth of twenty at 0.0035, the fifth from above at 0.0142.
  expect(excess.low).toBeCloseTo(-0.065, 10);
  expect(excess.high).toBeCloseTo(0.055, 10);
  expect(Math.abs(chance(1, 1) - 0.5)).toBeLessThan(0.1);
  expect(chance(1, Math.exp(-0.2))).toBeLessThan(1e-5);
  const turned = medianChange(changes, -1, -0.01)?.excess;
  expect(turned?.low).toBeCloseTo(-0.075, 10);
  expect(turned?.high).toBeCloseTo(0.045, 10);
});

test('a wild minority of pairs does not move it', () => {
  const changes = Float64Array.from({ length: 20 }, (_, i) => (i < 3 ? -0.4 : i > 16 ? 0.4 : 0.02 + i / 1e4));
  expect(medianChange(changes, 1, 0)?.excess.value).toBeCloseTo(0.02, 2);
});

test('needs nine pairs, and pairs', () => {
  expect(medianChange(new Float64Array(9), 1, 0)).toBeDefined();
  expect(medianChange(new Float64Array(8), 1, 0)).toBeUndefined();
  const side = (...runs: Run[]): Side => ({ runs, arm: poolRuns(runs.map(({ values }) => values)) });
  const [one, two] = [
    side({ order: 0, values: [1, 1, 1] }),
    side({ order: 0, values: [2, 2, 2] }, { order: 1, values: [2] }),
  ];
  expect(pairChanges({ baseline: one, candidate: one, paired: false })).toBeUndefined();
  expect(pairChanges({ baseline: one, candidate: two, paired: true })).toBeUndefined();
  expect(pairChanges({ baseline: one, candidate: one, paired: true })).toMatchObject({ inTurns: false });
});

test('where processes took turns, each value is compared with the one beside it', () => {
  // The machine is twice as slow for half of the time, and not at the same share of each side's fast end.
  const speed = [1, 1, 2, 2, 1, 2, 2, 2];
  const run = (factor: number, turn?: number): Run => ({
    order: 0,
    values: speed.map((slow) => slow * factor),
    ...(turn && { turn }),
  });
  const side = (one: Run): Side => ({ runs: [one], arm: poolRuns([one.values]) });
  const both = (a: Run, b: Run): Both => ({ baseline: side(a), candidate: side(b), paired: true });
  const found = pairChanges(both(run(1, 2), run(1.05, 2)));
  expect(found?.inTurns).toBe(true);
  expect(found?.changes[0]).toBeCloseTo(Math.log(1.05), 10);
  expect(pairChanges(both(run(1, 2), run(1.05)))?.inTurns).toBe(false);
  expect(pairChanges(both(run(1, 2), { ...run(1.05, 2), values: [9] }))?.changes[0]).toBeCloseTo(
    Math.log(9),
    10,
  );
});

test('the typical run is the median of the drawn runs', () => {
  const arm = poolRuns([[1], [2], [10]]);
  expect(medianRun(arm, asMeasured(arm), 0.1)).toBe(2);
  expect(medianRun(arm, { counts: new Uint8Array([0, 1, 2]), offset: 0 }, 0.1)).toBe(10);
});

/** A machine with a speed of its own in every block, which a process in eight does not share with its partner. */
function unsteady(factor: number, runs: number): readonly [Benchmark, Benchmark] {
  const random = seededRandom('unsteady', runs);
  const speed = () => 1 + 0.5 * random.unit();
  const pairs = Array.from({ length: runs }, () => {
    const common = speed();
    const run = (slower: number) => {
      const own = random.unit() < 0.125 ? speed() : common;
      return Array.from({ length: 20 }, () => 0.01 * slower * own * (1 + 0.004 * random.unit()));
    };
    return { before: run(1), after: run(factor) };
  });
  const side = (runsOf: readonly (readonly number[])[]): Benchmark => ({
    name: 'b',
    metrics: { wall_time: metric('s', runsOf) },
  });
  return [side(pairs.map(({ before }) => before)), side(pairs.map(({ after }) => after))];
}

test('on a machine that changes its speed from block to block, it tells what pooled values cannot', () => {
  const [before, slower] = unsteady(1.1, 30);
  expect(compare(before, slower, 'time < baseline + 5%')[0]).toMatchObject({ verdict: 'fail' });
  const [same, again] = unsteady(1, 30);
  const [told] = compare(same, again, 'time < baseline + 5%');
  expect(told).toMatchObject({ verdict: 'pass' });
  // The limits of the fast end alone are far apart here.
  expect((told?.change?.high ?? 9) / (told?.change?.low ?? 1)).toBeLessThan(1.05);
});
