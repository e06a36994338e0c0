import { describe, expect, it } from 'vitest';
import { deal } from '../../src/sharing/deal.ts';

const names = Array.from({ length: 20 }, (_, i) => `b${i}`);
const times = new Map(names.map((name, i) => [name, 1 + ((i * 7) % 20)]));
const total = (share: readonly string[]) => share.reduce((sum, name) => sum + (times.get(name) ?? 0), 0);

describe('dealing benchmarks', () => {
  it('gives each to one share, in the order of the budget file', () => {
    const shares = deal(names, 3, times);
    expect(shares.flat().sort()).toEqual([...names].sort());
    for (const share of shares) expect(share).toEqual(names.filter((name) => share.includes(name)));
  });

  it('makes all shares take about as long', () => {
    const sums = deal(names, 4, times).map(total);
    expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(3);
    // One that takes longer than all others together is alone in its share.
    expect(deal(['a', 'b', 'c'], 2, new Map([...times, ['b', 99], ['a', 1], ['c', 1]]))).toEqual([
      ['b'],
      ['a', 'c'],
    ]);
  });

  it('deals by number where nothing is known, and takes what is unknown for a typical one', () => {
    expect(deal(['a', 'b', 'c', 'd'], 2, new Map()).map((share) => share.length)).toEqual([2, 2]);
    expect(
      deal(
        ['new', 'long', 'short'],
        2,
        new Map([
          ['long', 10],
          ['short', 2],
        ]),
      ),
    ).toEqual([['long'], ['new', 'short']]);
  });

  it('leaves shares empty where there are more of them than benchmarks', () => {
    expect(deal(['a'], 3, new Map())).toEqual([['a'], [], []]);
    expect(deal([], 2, new Map())).toEqual([[], []]);
  });
});
