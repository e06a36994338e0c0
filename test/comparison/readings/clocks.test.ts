import { expect, test } from 'vitest';
import { busyShare, mayJudgeByCpu, sharesDiffer } from '../../../src/comparison/readings/clocks.ts';
import type { Run } from '../../../src/samples/measurements.ts';

const side = (of: (i: number) => number, runs = 10, values = 20): Run[] =>
  Array.from({ length: runs }, (_, order) => ({
    order,
    values: Array.from({ length: values }, (_, i) => of(order * values + i)),
  }));
/** A call of 10 ms of CPU time, which other tenants lengthen but for one time in ten. */
const disturbed = (i: number) => 0.01 * (i % 10 === 0 ? 1 : 1.5 + (i % 7) / 10);

test('code that computes is busy, however much other tenants take', () => {
  expect(
    busyShare(
      side(disturbed),
      side(() => 0.01),
    ),
  ).toBeCloseTo(1, 6);
  expect(
    busyShare(
      side((i) => 2 * disturbed(i)),
      side(() => 0.01),
    ),
  ).toBeCloseTo(0.5, 6);
  expect(
    busyShare(
      side(() => 0.01),
      side(() => 0.02),
    ),
  ).toBeCloseTo(2, 6);
});

test('a few quotients that the clocks misread do not count', () => {
  const cpu = side((i) => (i === 7 || i === 90 ? 0.08 : 0.01));
  expect(
    busyShare(
      side(() => 0.01),
      cpu,
    ),
  ).toBeCloseTo(1, 6);
  expect(
    busyShare(
      side(() => 0, 3, 1),
      side(() => 0.01, 3, 1),
    ),
  ).toBe(0);
});

test('clocks whose values do not belong together say nothing', () => {
  expect(
    busyShare(
      side(() => 1, 2, 3),
      side(() => 1, 2, 2),
    ),
  ).toBeUndefined();
  expect(
    busyShare(
      side(() => 1, 2, 3),
      side(() => 1, 1, 3),
    ),
  ).toBeUndefined();
});

test.each([
  ['both compute', 1, 1, true, false],
  ['both wait a little', 0.92, 0.95, true, false],
  ['one waits', 1, 0.8, false, false],
  ['both keep two cores busy', 2, 2.01, true, true],
  ['the work was divided anew', 1.5, 1.7, false, false],
  ['one core became two', 1, 2, false, false],
  ['a clock is missing', undefined, 1, false, false],
] as const)(
  'CPU time may judge where both sides use the processor alike: %s',
  (_, baseline, candidate, cpu, parallel) => {
    expect(mayJudgeByCpu({ baseline, candidate })).toEqual({ cpu, parallel });
    expect(mayJudgeByCpu({ baseline: candidate, candidate: baseline })).toEqual({ cpu, parallel });
  },
);

test('sessions differ where the share of the processor does', () => {
  expect(sharesDiffer({ baseline: 1, candidate: 0.98 })).toBe(false);
  expect(sharesDiffer({ baseline: 1, candidate: 0.9 })).toBe(true);
  expect(sharesDiffer({ baseline: 0.6, candidate: 1 })).toBe(true);
  expect(sharesDiffer({ baseline: undefined, candidate: 1 })).toBe(false);
});
