/**
 * Wilcoxon's signed-rank test, and what it says about the centre of differences. It assumes that differences are
 * independent and as likely on one side of the centre as on the other, and nothing about how far they scatter.
 *
 * Wilcoxon 1945, "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1(6); Hodges & Lehmann 1963,
 * "Estimates of Location Based on Rank Tests", Annals of Mathematical Statistics 34(2).
 */
import { normalCdf, normalQuantile } from './normal.ts';

/** Up to so many differences, the distribution is counted out; beyond, it is normal to four digits. */
const COUNTED = 60;

/** The means of all pairs of values, each with itself as well, ascending: n (n + 1) / 2 of them. */
export function walshAverages(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const averages = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) averages[at++] = ((values[i] as number) + (values[j] as number)) / 2;
  }
  return averages.sort();
}

/**
 * How many of the smallest (or largest) Walsh averages of `n` values lie outside a one-sided bound for the centre that is
 * wrong with a chance of at most `level`. Undefined where even the outermost one is wrong more often: 2⁻ⁿ > level.
 */
export function averagesBeyond(n: number, level: number): number | undefined {
  const key = `${n}/${level}`;
  if (!known.has(key)) known.set(key, countBeyond(n, level));
  return known.get(key);
}
const known = new Map<string, number | undefined>();

function countBeyond(n: number, level: number): number | undefined {
  // Of many values, there are too many sums to try them all: from just below the normal distribution's quantile on.
  const { mean, deviation } = momentsOf(n);
  let count = n > COUNTED ? Math.max(-1, Math.floor(mean + normalQuantile(level) * deviation) - 2) : -1;
  while (count + 1 <= (n * (n + 1)) / 2 && chanceAtMost(n, count + 1) <= level) count++;
  return count < 0 ? undefined : count;
}

/**
 * The chance that values around 0 have a sum of positive ranks at least as large as these: one-sided, from 2⁻ⁿ to 1. Values
 * that are 0, and ties, count against it.
 */
export function signedRankChance(values: ArrayLike<number>): number {
  const ascending = Array.from(values).sort((a, b) => Math.abs(a) - Math.abs(b) || b - a);
  const negative = ascending.reduce((sum, value, i) => sum + (value > 0 ? 0 : i + 1), 0);
  return chanceAtMost(ascending.length, negative);
}

/** The chance that the ranks 1 … n with random signs have negative ones that sum to `sum` or less. */
function chanceAtMost(n: number, sum: number): number {
  if (n > COUNTED) {
    const { mean, deviation } = momentsOf(n);
    return normalCdf((sum + 0.5 - mean) / deviation);
  }
  return distribution(n)[Math.min(sum, (n * (n + 1)) / 2)] as number;
}

/** Of the sum of negative ranks. */
function momentsOf(n: number): { readonly mean: number; readonly deviation: number } {
  const mean = (n * (n + 1)) / 4;
  return { mean, deviation: Math.sqrt((mean * (2 * n + 1)) / 6) };
}

const distributions = new Map<number, Float64Array>();

/** By the sum of negative ranks: the chance of that sum or less. */
function distribution(n: number): Float64Array {
  const found = distributions.get(n);
  if (found) return found;
  const chances = new Float64Array((n * (n + 1)) / 2 + 1);
  chances[0] = 1;
  // Each rank is negative or not: a sum comes about with it and without it.
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = chances.length - 1; sum >= 0; sum--) {
      const without = chances[sum] as number;
      chances[sum] = (without + (sum >= rank ? (chances[sum - rank] as number) : 0)) / 2;
    }
  }
  for (let sum = 1; sum < chances.length; sum++) {
    chances[sum] = (chances[sum] as number) + (chances[sum - 1] as number);
  }
  distributions.set(n, chances);
  return chances;
}
