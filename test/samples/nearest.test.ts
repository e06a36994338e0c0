import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../src/samples/names/nearest.ts';

const METRICS = ['time', 'median', 'mean', 'min', 'max', 'cpu_time', 'throughput', 'peak_memory', 'cost'];

test.each([
  ['tiem', 'time'],
  ['tme', 'time'],
  ['meen', 'mean'],
  ['peek_memory', 'peak_memory'],
  ['peak-memory', 'peak_memory'],
  ['CPU_TIME', 'cpu_time'],
  ['througput', 'throughput'],
  ['rate', undefined],
  ['ram', undefined],
  ['gas', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('%j is nearest to %j', (name, expected) => {
  expect(nearest(name, METRICS)).toBe(expected);
});

test('swapped neighbours are one edit', () => {
  expect(editDistance('tiem', 'time')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
});

test('a distance is symmetric, and zero only between equal words', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }),
  );
});
