import { expect, test } from 'vitest';
import { chainOf, pathTo, productOf } from '../../src/history/chain.ts';
import type { HistoryRow } from '../../src/stores/store.ts';

const link = (commit: string, beside: string | undefined, ratio: number, half = 0.02) => ({
  commit,
  row: {
    benchmark: 'search',
    budget: 'time < baseline + 5%',
    verdict: 'pass',
    ratio,
    low: ratio * Math.exp(-half),
    high: ratio * Math.exp(half),
    ...(beside !== undefined && { beside }),
  } satisfies HistoryRow,
});

test('how far two commits are apart is the product of what was measured between them, whatever the machines', () => {
  const chain = chainOf([
    link('b', 'a', 1.01),
    link('c', 'b', 1.01),
    link('d', 'c', 1.01),
    link('e', 'd', 0.5),
  ]);
  const path = pathTo(chain, 'd');
  expect(path.map(({ beside, commit }) => beside + commit)).toEqual(['ab', 'bc', 'cd']);
  const { ratio, low, high, steps } = productOf(path);
  expect(steps).toBe(3);
  expect(ratio).toBeCloseTo(1.01 ** 3, 10);
  // Three independent errors of 2 % are √3 times as wide as one.
  expect(Math.log(high / ratio)).toBeCloseTo(0.02 * Math.sqrt(3), 10);
  expect(Math.log(ratio / low)).toBeCloseTo(0.02 * Math.sqrt(3), 10);
});

test('only what was measured in turns is a link, and a commit that was measured again keeps its first one', () => {
  const chain = chainOf([
    link('b', 'a', 1.1),
    link('b', 'a', 1.2),
    link('c', undefined, 1.3),
    link('unknown', 'b', 1.4),
    link('e', 'e', 1.5),
    link('f', 'b', 0),
    link('g', 'b', Number.NaN),
  ]);
  expect([...chain.keys()]).toEqual(['b']);
  expect(productOf(pathTo(chain, 'b')).ratio).toBeCloseTo(1.1, 10);
  expect(pathTo(chain, 'c')).toEqual([]);
});

test('a damaged store that leads in a circle ends', () => {
  const path = pathTo(chainOf([link('b', 'a', 1.1), link('a', 'b', 1.1)]), 'b');
  expect(path.map(({ commit }) => commit)).toEqual(['a', 'b']);
});
