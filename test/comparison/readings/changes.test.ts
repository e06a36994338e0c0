/** One number for one block. */
import { expect, test } from 'vitest';
import { changesOf, levelsOf } from '../../../src/comparison/readings/changes.ts';
import type { Both } from '../../../src/comparison/subjects/pairing.ts';
import type { Run } from '../../../src/samples/measurements.ts';
import { compare, timed } from '../measured.ts';

const FASTEST = { kind: 'fastest' } as const;

const run = (values: readonly number[], turn?: number): Run => ({ order: 0, values, ...(turn && { turn }) });
const pairs = (...blocks: readonly (readonly [Run, Run])[]): Both => ({
  baseline: blocks.map(([before]) => before),
  candidate: blocks.map(([, after]) => after),
  paired: true,
});
const changeOf = (before: Run, after: Run) =>
  Math.exp(changesOf(pairs([before, after]), FASTEST)[0] as number);

/** The machine is twice as slow for half of the time, and not at the same share of each side's fast end. */
const speed = [1, 1, 2, 2, 1, 2, 2, 2];
const times = (factor: number) => speed.map((slow) => slow * factor);

test('where processes took turns, each value is compared with the one beside it', () => {
  expect(changeOf(run(times(1), 2), run(times(1.05), 2))).toBeCloseTo(1.05, 10);
  // One value in three is far off, on either side.
  const wild = times(1.05).map((value, i) => (i % 3 === 0 ? 9 * value : value));
  expect(changeOf(run(times(1), 2), run(wild, 2))).toBeCloseTo(1.05, 10);
});

test('where they took none, what a call costs at best is compared', () => {
  expect(changeOf(run([4, 1, 3, 2]), run([9, 8, 1.1, 7]))).toBeCloseTo(1.1, 10);
});

test('turns of another length than the partner had are none', () => {
  expect(changeOf(run([1, 9, 9], 2), run([9, 2, 9]))).toBeCloseTo(2, 10);
  expect(changeOf(run([1, 9, 9], 2), run([9, 2, 9], 3))).toBeCloseTo(2, 10);
});

test('a slow candidate that ended early is compared as far as it went', () => {
  const baseline = run([1, 1, 1, 5, 5, 5], 1);
  expect(changeOf(baseline, run([3, 3], 1))).toBeCloseTo(3, 10);
  expect(changeOf(baseline, run([2], 1))).toBeCloseTo(2, 10);
});

test('blocks of which some took turns and some did not are read one by one', () => {
  const both = pairs([run(times(1), 2), run(times(1.05), 2)], [run([1, 2]), run([2, 1.2])]);
  expect([...changesOf(both, FASTEST)].map(Math.exp)).toEqual([
    expect.closeTo(1.05, 10),
    expect.closeTo(1.2, 10),
  ]);
});

test('only what a call costs is compared turn by turn: other statistics are those of a process', () => {
  const both = pairs([run([1, 1, 1], 1), run([1, 1, 4], 1)]);
  expect(Math.exp(changesOf(both, { kind: 'mean' })[0] as number)).toBeCloseTo(2, 10);
  expect(Math.exp(changesOf(both, { kind: 'quantile', p: 1 })[0] as number)).toBeCloseTo(4, 10);
  expect(Math.exp(changesOf(both, { kind: 'reciprocal-mean' })[0] as number)).toBeCloseTo(0.5, 10);
  expect(changesOf(both, FASTEST)[0]).toBe(0);
});

test('values of 0 make finite numbers', () => {
  expect([...levelsOf([run([0, 0]), run([1])], FASTEST)]).toEqual([-700, 0]);
  expect(changesOf(pairs([run([0], 1), run([0], 1)]), FASTEST)[0]).toBe(0);
});

/** A machine with another speed for each call, which both sides meet alike where they take turns. */
test('in turns, a verdict does not feel the machine, whether or not every block has them', () => {
  const side = (factor: number, turns: (block: number) => boolean) => {
    const { metrics } = timed('b', { seconds: 0.01 * factor, busy: 0 });
    const runs = metrics.wall_time?.runs.map((each, block) => ({
      ...each,
      values: each.values.map((value, i) => value * (1 + (((block * 20 + i) * 7919) % 13) / 10)),
      ...(turns(block) && { turn: 1 }),
    }));
    return { name: 'b', metrics: { wall_time: { unit: 's', better: 'lower' as const, runs: runs ?? [] } } };
  };
  for (const turns of [() => true, (block: number) => block % 3 > 0]) {
    const [same] = compare(side(1, turns), side(1, turns), 'time < baseline + 2%');
    expect(same).toMatchObject({ verdict: 'pass' });
    const [slower] = compare(side(1, turns), side(1.05, turns), 'time < baseline + 2%');
    expect(slower).toMatchObject({ verdict: 'fail' });
    expect(slower?.change?.ratio).toBeCloseTo(1.05, 2);
  }
});
