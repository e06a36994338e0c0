import { expect, test } from 'vitest';
import { chainOf, changeTo, type Place, placesOf } from '../../src/history/chain.ts';
import type { HistoryRow } from '../../src/stores/store.ts';

const link = (commit: string, beside: string | undefined, ratio: number, half = 0.02) => ({
  commit,
  links: [
    {
      benchmark: 'search',
      budget: 'time < baseline + 5%',
      verdict: 'pass',
      ratio,
      low: ratio * Math.exp(-half),
      high: ratio * Math.exp(half),
      ...(beside !== undefined && { beside }),
    } satisfies HistoryRow,
  ],
});

test('how far two commits are apart is the product of what was measured between them, whatever the machines', () => {
  const chain = chainOf([
    link('b', 'a', 1.01),
    link('c', 'b', 1.01),
    link('d', 'c', 1.01),
    link('e', 'd', 0.5),
  ]);
  const place = placesOf(chain).get('d') as Place;
  expect(place).toMatchObject({ start: 'a', steps: 3 });
  const { ratio, low, high } = changeTo(place);
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
  expect(placesOf(chain).get('b')?.log).toBeCloseTo(Math.log(1.1), 10);
  expect(placesOf(chain).has('c')).toBe(false);
});

test('a commit that was measured beside one of long ago as well is known by that, and so is all that comes after it', () => {
  const steps = [...'bcdefgh'].map((commit, i) => link(commit, 'abcdefg'[i], 1.01));
  const chain = chainOf([...steps, link('h', 'a', 1.05, 0.01), link('i', 'h', 1.01)]);
  const places = placesOf(chain);
  expect(places.get('g')).toMatchObject({ start: 'a', steps: 6 });
  expect(places.get('h')).toMatchObject({ start: 'a', steps: 1, log: expect.closeTo(Math.log(1.05), 10) });
  expect(places.get('i')).toMatchObject({ steps: 2, log: expect.closeTo(Math.log(1.05 * 1.01), 10) });
  // Beside one that nothing else is known of, it says less than what leads to the others.
  expect(placesOf(chainOf([...steps, link('h', 'x', 1.05, 0.001)])).get('h')).toMatchObject({ start: 'a' });
  // From a start that is given, and from nowhere else.
  expect(placesOf(chain, (commit) => commit === 'c').get('g')).toMatchObject({ start: 'c', steps: 4 });
  expect(placesOf(chain, (commit) => commit === 'x').size).toBe(0);
});

test('a damaged store leads in no circle', () => {
  const places = placesOf(chainOf([link('b', 'a', 1.1), link('a', 'b', 1.1)]));
  expect(places.get('a')).toMatchObject({ start: 'a', steps: 2 });
});
