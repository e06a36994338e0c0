/** The rule itself, on readings. */
import { expect, test } from 'vitest';
import { decide, type Reading } from '../../../src/comparison/rule/decide.ts';
import { FAIL_LEVEL, isLook, LOOKS, nextLook, PASS_LEVEL } from '../../../src/comparison/rule/levels.ts';

const reading = (
  what: Reading['what'],
  low: number,
  high: number,
  { sure = { low: true, high: true }, fails = what === 'judge' || what === 'wall' } = {},
): Reading => ({ what, fails, interval: { value: (low + high) / 2, low, high, sure } });
const ALLOWED = 0.05;
const decided = (runs: number, ...readings: readonly [Reading, ...Reading[]]) => {
  const { verdict, by } = decide(readings, ALLOWED, runs);
  return [verdict, by.what];
};

test('looks come after 6, 9, 12, 15, 20 and 30 blocks', () => {
  expect(LOOKS).toEqual([6, 9, 12, 15, 20, 30]);
  expect([0, 6, 8, 29, 30].map(nextLook)).toEqual([6, 9, 9, 30, undefined]);
  expect([6, 7].map(isLook)).toEqual([true, false]);
  // The first look can pass and not fail, the second can fail.
  expect(2 ** -6).toBeLessThanOrEqual(PASS_LEVEL);
  expect(2 ** -8).toBeGreaterThan(FAIL_LEVEL);
  expect(2 ** -9).toBeLessThanOrEqual(FAIL_LEVEL);
});

test('what judges fails beyond the limit, passes within it, and is open across it', () => {
  expect(decided(12, reading('judge', 0.06, 0.08))).toEqual(['fail', 'judge']);
  expect(decided(12, reading('judge', 0.01, 0.04))).toEqual(['pass', 'judge']);
  expect(decided(12, reading('judge', 0.04, 0.06))).toEqual(['inconclusive', 'judge']);
  expect(decided(12, reading('judge', 0.05, 0.05))).toEqual(['inconclusive', 'judge']);
});

test('an end that too few blocks were seen for decides nothing', () => {
  const sure = { low: false, high: false };
  expect(decided(12, reading('judge', 0.06, 0.08, { sure }))[0]).toBe('inconclusive');
  expect(decided(12, reading('judge', 0.01, 0.02, { sure }))[0]).toBe('inconclusive');
});

test('before ten blocks, a pass takes half of what is allowed; a failure does not', () => {
  expect(decided(9, reading('judge', 0.01, 0.03))).toEqual(['inconclusive', 'judge']);
  expect(decided(9, reading('judge', 0.01, 0.02))).toEqual(['pass', 'judge']);
  expect(decided(9, reading('judge', 0.06, 0.08))).toEqual(['fail', 'judge']);
  // Without room to halve, the limit itself.
  const { verdict } = decide([reading('judge', -0.09, -0.06)], -0.05, 6);
  expect(verdict).toBe('pass');
});

test('wall time fails by itself, and has to agree with a pass', () => {
  const judge = reading('judge', 0, 0.01);
  expect(decided(12, judge, reading('wall', 0.06, 0.08))).toEqual(['fail', 'wall']);
  expect(decided(12, judge, reading('wall', 0, 0.06))).toEqual(['inconclusive', 'wall']);
  expect(decided(12, judge, reading('wall', 0, 0.04))).toEqual(['pass', 'judge']);
  // Guards need not keep to half of what is allowed.
  expect(decided(6, judge, reading('wall', 0, 0.04))).toEqual(['pass', 'judge']);
});

test.each(['bulk', 'average'] as const)('the %s holds a pass back, and fails nothing', (what) => {
  const judge = reading('judge', 0, 0.01);
  expect(decided(12, judge, reading(what, 0.06, 0.08))).toEqual(['inconclusive', what]);
  expect(decided(12, judge, reading(what, 0, 0.04))).toEqual(['pass', 'judge']);
  expect(decided(12, reading('judge', 0.06, 0.08), reading(what, 0, 0.01))).toEqual(['fail', 'judge']);
});

test('what judges comes first: it says why a result is open', () => {
  expect(decided(12, reading('judge', 0, 0.06), reading('bulk', 0, 0.09))).toEqual(['inconclusive', 'judge']);
});
