/**
 * Where a change lies: Wilcoxon's exact intervals. Of paired sides by the signed ranks of the blocks' changes, of others by
 * the ranks of both sides' processes together. Both assume only that blocks (or processes) are independent and that noise
 * favours neither side, which the random order within a block sees to; how far it scatters is told by the data.
 */

import { differencesBeyond } from '../../statistics/rank-sum.ts';
import { averagesBeyond, walshAverages } from '../../statistics/signed-rank.ts';

/** Logarithms; adverse is above. */
export interface Interval {
  /** The Hodges-Lehmann estimate. */
  readonly value: number;
  /** The true value is below this with a chance of at most `Levels.fail`. */
  readonly low: number;
  /** The true value is above this with a chance of at most `Levels.pass`. */
  readonly high: number;
  /** False where the data are too few for the level: the end is then the outermost one seen, and proves nothing. */
  readonly sure: { readonly low: boolean; readonly high: boolean };
}

export interface Levels {
  readonly fail: number;
  readonly pass: number;
}

/** `changes`: one for each block. */
export function pairedInterval(changes: Float64Array, levels: Levels): Interval {
  const n = changes.length;
  return between(walshAverages(changes), averagesBeyond(n, levels.fail), averagesBeyond(n, levels.pass));
}

/** `before` and `after`: one number for each process. */
export function unpairedInterval(before: Float64Array, after: Float64Array, levels: Levels): Interval {
  const [n, m] = [before.length, after.length];
  const differences = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) differences[i * m + j] = (after[j] as number) - (before[i] as number);
  }
  return between(
    differences.sort(),
    differencesBeyond(n, m, levels.fail),
    differencesBeyond(n, m, levels.pass),
  );
}

function between(ascending: Float64Array, below: number | undefined, above: number | undefined): Interval {
  const last = ascending.length - 1;
  return {
    value: ((ascending[last >> 1] as number) + (ascending[(last + 1) >> 1] as number)) / 2,
    low: ascending[below ?? 0] as number,
    high: ascending[last - (above ?? 0)] as number,
    sure: { low: below !== undefined, high: above !== undefined },
  };
}

/** Widens bounds that are narrower than what the clock and the machine can tell apart. */
export function keepApart(interval: Interval, least: number): Interval {
  const { value, low, high } = interval;
  return { ...interval, low: Math.min(low, value - least), high: Math.max(high, value + least) };
}

export function moveBy(interval: Interval, by: number): Interval {
  const { value, low, high } = interval;
  return { ...interval, value: value + by, low: low + by, high: high + by };
}

/** Beyond doubt above `limit`. */
export function isAbove({ low, sure }: Interval, limit: number): boolean {
  return sure.low && low > limit;
}

/** Beyond doubt below `limit`. */
export function isBelow({ high, sure }: Interval, limit: number): boolean {
  return sure.high && high < limit;
}
