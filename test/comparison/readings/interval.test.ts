import { expect, test } from 'vitest';
import {
  isAbove,
  isBelow,
  keepApart,
  pairedInterval,
  unpairedInterval,
} from '../../../src/comparison/readings/interval.ts';
import { JUDGE } from '../../../src/comparison/rule/levels.ts';

const ramp = (n: number, from = 0) => Float64Array.from({ length: n }, (_, i) => from + i / 100);

test('the estimate lies in the middle of an interval of values that scatter evenly', () => {
  const { value, low, high } = pairedInterval(ramp(21), { fail: 0.01, pass: 0.01 });
  expect(value).toBeCloseTo(0.1, 12);
  expect(high - value).toBeCloseTo(value - low, 12);
});

test('an end that too few values were seen for is the outermost one, and proves nothing', () => {
  const six = pairedInterval(ramp(6, 1), JUDGE);
  expect(six).toMatchObject({ low: 1, high: 1.05, sure: { low: false, high: true } });
  expect(isAbove(six, 0.5)).toBe(false);
  expect(isBelow(six, 2)).toBe(true);
  const one = pairedInterval(ramp(1, 1), JUDGE);
  expect(one).toMatchObject({ value: 1, low: 1, high: 1, sure: { low: false, high: false } });
  expect([isAbove(one, 0), isBelow(one, 2)]).toEqual([false, false]);
  expect(isAbove(pairedInterval(ramp(9, 1), JUDGE), 0.5)).toBe(true);
});

test('equal changes make an interval of no length, which is kept as wide as can be told apart', () => {
  const same = pairedInterval(new Float64Array(12).fill(0.02), JUDGE);
  expect(same).toMatchObject({ value: 0.02, low: 0.02, high: 0.02 });
  const kept = keepApart(same, 0.001);
  expect([kept.low, kept.value, kept.high]).toEqual([0.019, 0.02, 0.021]);
  const wide = pairedInterval(ramp(12), JUDGE);
  expect(keepApart(wide, 0.001)).toEqual(wide);
});

test('a limit itself is neither above nor below', () => {
  const same = pairedInterval(new Float64Array(12).fill(0.02), JUDGE);
  expect([isAbove(same, 0.02), isBelow(same, 0.02)]).toEqual([false, false]);
});

test('sides of unequal length are compared value by value', () => {
  const { value, low, high, sure } = unpairedInterval(ramp(9), ramp(20, 1), JUDGE);
  expect(value).toBeCloseTo(1.055, 12);
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
  expect(sure).toEqual({ low: true, high: true });
  expect(unpairedInterval(ramp(6), ramp(1, 1), JUDGE).sure).toEqual({ low: false, high: false });
});
