import { expect, test } from 'vitest';
import { findCircles } from './circles.ts';

const graph = (imports: Record<string, string>) =>
  new Map(Object.entries(imports).map(([file, targets]) => [file, targets.split(' ').filter(Boolean)]));

test('two ways to the same file are no circle', () => {
  expect(findCircles(graph({ a: 'b c', b: 'd', c: 'd', d: 'elsewhere' }))).toEqual([]);
});

test('a circle is told once, wherever it is entered', () => {
  expect(findCircles(graph({ entry: 'c', c: 'a', a: 'b', b: 'c d', d: '' }))).toEqual(['a → b → c → a']);
});

test('a file that imports itself is a circle', () => {
  expect(findCircles(graph({ a: 'a' }))).toEqual(['a → a']);
});

test('circles that share files are told one by one', () => {
  expect(findCircles(graph({ a: 'b', b: 'a c', c: 'b d', d: 'a' }))).toEqual([
    'a → b → a',
    'a → b → c → d → a',
    'b → c → b',
  ]);
});
