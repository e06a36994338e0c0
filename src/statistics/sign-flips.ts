/** Up to so many differences, all outcomes are counted: two halves of 2¹⁵ sums each. */
const COUNTED = 30;

/**
 * The chance that random signs give differences a sum at least as large as theirs: one-sided, from 2⁻ⁿ to 1.
 *
 * A test that holds whatever the noise is like. The two sides of a block run in random order, so for unchanged code every
 * difference is as likely positive as negative, however the machine drifts, jumps or scatters. Fisher 1935, "The Design
 * of Experiments", §21; Pitman 1937, Supplement to the Journal of the Royal Statistical Society 4(1).
 *
 * Exact up to 30 differences that are not 0; an upper bound beyond (see `boundTail`).
 */
export function signFlipChance(differences: ArrayLike<number>): number {
  const sizes = Array.from(differences, Math.abs).filter((size) => size > 0);
  const sum = Array.from(differences).reduce((total, value) => total + value, 0);
  if (sizes.length > COUNTED) return boundTail(sizes, sum);
  const half = Math.floor(sizes.length / 2);
  const left = allSums(sizes.slice(0, half));
  const right = allSums(sizes.slice(half));
  // Sums that differ by rounding alone are equal.
  const least = sum - 1e-9 * sizes.reduce((total, size) => total + size, 0);
  let from = right.length;
  let count = 0;
  for (const part of left) {
    while (from > 0 && part + (right[from - 1] as number) >= least) from--;
    count += right.length - from;
  }
  return count / (left.length * right.length);
}

/** All 2ⁿ sums with either sign of each size, ascending. */
function allSums(sizes: readonly number[]): Float64Array {
  let sums = Float64Array.of(0);
  for (const size of sizes) {
    const next = new Float64Array(2 * sums.length);
    // Two ascending rows, one moved down and one moved up, merged.
    for (let down = 0, up = 0, at = 0; at < next.length; at++) {
      const lower = down < sums.length ? (sums[down] as number) - size : Number.POSITIVE_INFINITY;
      const upper = (sums[up] as number) + size;
      next[at] = Math.min(lower, upper);
      if (lower <= upper) down++;
      else up++;
    }
    sums = next;
  }
  return sums;
}

/**
 * Chernoff's bound on the chance of a sum of random signs: the least of exp(−λt)·Πcosh(λdᵢ) over λ ≥ 0. Its logarithm is
 * convex in λ, so the least is found by thirds. Never too small, and 5 to 10 times too large where it matters.
 */
function boundTail(sizes: readonly number[], sum: number): number {
  if (sum <= 0) return 1;
  const largest = Math.max(...sizes);
  const logBound = (lambda: number): number =>
    sizes.reduce((total, size) => total + logCosh(lambda * size), -lambda * sum);
  let [low, high] = [0, 60 / (largest / sizes.length)];
  for (let round = 0; round < 100; round++) {
    const third = (high - low) / 3;
    if (logBound(low + third) < logBound(high - third)) high -= third;
    else low += third;
  }
  return Math.min(1, Math.exp(logBound((low + high) / 2)));
}

/** log cosh x for x ≥ 0, without overflow. */
function logCosh(x: number): number {
  return x + Math.log1p(Math.exp(-2 * x)) - Math.LN2;
}
