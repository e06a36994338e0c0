import { expect, test } from 'vitest';
import { seededRandom, xoshiro128 } from '../../power/random.ts';

test('the generator is xoshiro128**, and seeds are told apart', () => {
  // The first numbers of the reference implementation in C from the state 1, 2, 3, 4.
  const { bits } = xoshiro128([1, 2, 3, 4]);
  expect([bits(), bits(), bits(), bits(), bits()]).toEqual([11520, 0, 5927040, 70819200, 2031721883]);
  expect(seededRandom('ab').bits()).not.toBe(seededRandom('a', 'b').bits());
  expect(seededRandom('a', 1).bits()).toBe(seededRandom('a', 1).bits());
});
