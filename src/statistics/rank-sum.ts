import { normalCdf, normalQuantile } from './normal.ts';

/** Up to so many values a side, all interleavings are counted. */
const COUNTED = 50;

/**
 * The chance that, of two equal populations, `b` lies at least as far above `a` as here: the rank-sum test of Mann &
 * Whitney 1947, Annals of Math. Statistics 18(1), one-sided. Ties count against a difference, so the chance is never too
 * small. Exact up to 50 values a side, by the normal approximation beyond.
 */
export function rankSumChance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [n, m] = [a.length, b.length];
  let above = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) if ((b[j] as number) > (a[i] as number)) above++;
  if (Math.max(n, m) > COUNTED) {
    const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
    return 1 - normalCdf((above - 0.5 - (n * m) / 2) / deviation);
  }
  const ways = interleavings(n, m);
  const beyond = ways.subarray(above).reduce((sum, count) => sum + count, 0);
  return beyond / ways.reduce((sum, count) => sum + count, 0);
}

/**
 * How many of the smallest (or largest) of the n · m differences between values of two populations lie outside a one-sided
 * bound for the shift between them that is wrong with a chance of at most `level`. Undefined where even the outermost one
 * is wrong more often. Hodges & Lehmann 1963, Annals of Math. Statistics 34(2).
 */
export function differencesBeyond(n: number, m: number, level: number): number | undefined {
  const key = `${n}/${m}/${level}`;
  if (!known.has(key)) known.set(key, countBeyond(n, m, level));
  return known.get(key);
}
const known = new Map<string, number | undefined>();

function countBeyond(n: number, m: number, level: number): number | undefined {
  if (Math.max(n, m) > COUNTED) {
    const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
    const count = Math.floor((n * m) / 2 - 0.5 + normalQuantile(level) * deviation);
    return count < 0 ? undefined : count;
  }
  const ways = interleavings(n, m);
  const all = ways.reduce((sum, each) => sum + each, 0);
  let [count, sum] = [-1, 0];
  while (count + 1 < ways.length && sum + (ways[count + 1] as number) <= level * all) {
    count++;
    sum += ways[count] as number;
  }
  return count < 0 ? undefined : count;
}

/**
 * In how many ways n and m values interleave with each number of pairs in order: the coefficients of the Gaussian
 * binomial, the product of (1 − qᵐ⁺ⁱ) / (1 − qⁱ) for i = 1 … n.
 */
function interleavings(n: number, m: number): Float64Array {
  const ways = new Float64Array(n * m + 1);
  ways[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let at = ways.length - 1; at >= m + i; at--)
      ways[at] = (ways[at] as number) - (ways[at - m - i] as number);
    for (let at = i; at < ways.length; at++) ways[at] = (ways[at] as number) + (ways[at - i] as number);
  }
  return ways;
}
