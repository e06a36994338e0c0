import { binomialCdf } from './beta.ts';

/**
 * The rank, 1 the smallest, of the value that bounds the median of a population from below, wrong with a chance of at most
 * `level`, whatever the distribution; by symmetry, counted from the largest it bounds it from above. Undefined where even
 * the smallest of `count` values is above the median more often than that.
 *
 * Thompson 1936, "On Confidence Ranges for the Median", Annals of Mathematical Statistics 7(3).
 */
export function medianRank(count: number, level: number): number | undefined {
  let rank = 0;
  while (binomialCdf(rank, count, 0.5) <= level) rank++;
  return rank > 0 ? rank : undefined;
}
