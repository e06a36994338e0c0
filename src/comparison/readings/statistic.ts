/** One number for one process: what a budget's metric makes of the process's values. */
import { quantileSorted } from 'simple-statistics';
import { sortMeasured } from '../../statistics/sort.ts';

export type Statistic =
  /** The mean of the fastest tenth: noise can only add time, so the fast end is what a call costs. */
  | { readonly kind: 'fastest' }
  /** The mean of all but the slowest tenth: it sees both of two modes, and still not the wild tail. */
  | { readonly kind: 'bulk' }
  | { readonly kind: 'quantile'; readonly p: number }
  | { readonly kind: 'mean' }
  | { readonly kind: 'reciprocal-mean' };

export const BULK: Statistic = { kind: 'bulk' };

const FASTEST_SHARE = 0.1;
const BULK_SHARE = 0.9;

/** In the unit of the values, but for `reciprocal-mean`. There must be at least one value. */
export function statisticOf(statistic: Statistic, values: readonly number[]): number {
  if (values.length === 1) {
    const [value] = values as [number];
    return statistic.kind === 'reciprocal-mean' ? reciprocal(value) : value;
  }
  switch (statistic.kind) {
    case 'fastest':
      return fastestMean(values, FASTEST_SHARE);
    case 'bulk':
      return fastestMean(values, BULK_SHARE);
    case 'quantile':
      return quantile(ascendingOf(values), statistic.p);
    case 'mean':
      return mean(values);
    case 'reciprocal-mean':
      return reciprocal(mean(values));
  }
}

/** The `p` quantile of ascending values, interpolated as numpy and R do by default (Hyndman & Fan 1996, type 7). */
export function quantile(ascending: Float64Array, p: number): number {
  const rank = p * (ascending.length - 1);
  const below = Math.floor(rank);
  const lower = ascending[below] as number;
  return rank === below ? lower : lower + (rank - below) * ((ascending[below + 1] as number) - lower);
}

export function medianOf(values: Iterable<number>): number {
  return quantileSorted(Float64Array.from(values).sort() as unknown as number[], 0.5);
}

/** A finite logarithm for 0 as well: nothing measured is below 1e−300, and differences stay finite. */
export function logarithm(value: number): number {
  return value > 1e-300 ? Math.log(value) : -700;
}

/** From a logarithm to the value: what stood for 0 is 0 again, and nothing is infinite, which JSON could not say. */
export function fromLogarithm(level: number): number {
  return level < -MOST ? 0 : Math.exp(Math.min(level, MOST));
}
const MOST = 690;

/** Calls a second, of seconds a call; finite for 0 as well. */
export function reciprocal(value: number): number {
  return value > 1e-300 ? 1 / value : 1e300;
}

function fastestMean(values: readonly number[], share: number): number {
  const count = Math.ceil(share * values.length - 1e-9);
  if (count === 1) return values.reduce((least, value) => Math.min(least, value));
  const ascending = ascendingOf(values);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += ascending[i] as number;
  return sum / count;
}

function ascendingOf(values: readonly number[]): Float64Array {
  return sortMeasured(Float64Array.from(values));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
