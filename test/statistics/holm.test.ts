import { expect, test } from 'vitest';
import { holmRejects } from '../../src/statistics/holm.ts';

test('each is held against its share of what is left, until one holds', () => {
  // 0.012 ≤ 0.05 / 4, 0.016 ≤ 0.05 / 3, 0.03 > 0.05 / 2: the last two stay.
  expect(holmRejects([0.03, 0.012, 0.04, 0.016], 0.05)).toEqual([false, true, false, true]);
  expect(holmRejects([0.05], 0.05)).toEqual([true]);
  expect(holmRejects([], 0.05)).toEqual([]);
});

test('one that is not certain enough protects those behind it', () => {
  expect(holmRejects([0.02, 0.02, 0.02], 0.05)).toEqual([false, false, false]);
});
