import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coversBenchmark, matchesGlob } from '../../src/samples/names/glob.ts';

test.each([
  ['test_sort*', 'test_sort[1000]', true],
  ['test_sort[1000]', 'test_sort[1000]', true],
  ['test_sort[1000]', 'test_sort1', false],
  ['*sort*', 'tests/test_speed.py::test_sort[a/b]', true],
  ['test_?', 'test_a', true],
  ['test_?', 'test_', false],
  ['test_?', 'test_ab', false],
  ['?', '𝛑', true],
  ['sort', 'test_sort', false],
  ['*', '', true],
  ['**', 'a/b', true],
  ['', '', true],
  ['', 'a', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['{a,b}', 'a', false],
  ['a.c', 'abc', false],
])('%j on %j: %j', (glob, name, expected) => {
  expect(matchesGlob(glob, name)).toBe(expected);
});

test.each([
  ['search', 'search', true],
  ['sea*', 'search', true],
  ['suite/*', 'suite', true],
  ['suite/test_a', 'suite', true],
  ['*/test_a', 'suite', true],
  ['suite', 'search', false],
  ['suite2/*', 'suite', false],
  ['suite?', 'suite', false],
])('--only %j reaches into %j: %j', (glob, name, expected) => {
  expect(coversBenchmark(glob, name)).toBe(expected);
});

test('many stars take no time', () => {
  expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(2000))).toBe(false);
});

test('a name matches itself, and any part of it with stars around', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.nat(), (name, from, length) => {
      expect(matchesGlob(name, name)).toBe(true);
      const characters = [...name];
      const start = characters.length === 0 ? 0 : from % characters.length;
      const part = characters.slice(start, start + (length % 5)).join('');
      expect(matchesGlob(`*${part}*`, name)).toBe(true);
    }),
  );
});
