/** The significance tests that other tools use, for comparison with ours. Two-sided p-values. */

import { normalCdf } from '../src/statistics/normal.ts';
import { studentCdf } from '../src/statistics/student.ts';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

/** Student's t test with pooled variance, as pyperf computes it. */
export function pooledTTest(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [mean(a), mean(b)];
  const df = a.length + b.length - 2;
  const variance = (squares(a, left) + squares(b, right)) / df;
  const t = (left - right) / Math.sqrt(variance * (1 / a.length + 1 / b.length));
  return 2 * studentCdf(-Math.abs(t), df);
}

export function pairedTTest(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((value, i) => value - (b[i] as number));
  const centre = mean(differences);
  const n = differences.length;
  const t = centre / Math.sqrt(squares(differences, centre) / (n - 1) / n);
  return 2 * studentCdf(-Math.abs(t), n - 1);
}

/**
 * Mann-Whitney's U test: exact for at most fifty values without ties (as benchstat), else by the normal approximation
 * with corrections for ties and continuity (as scipy).
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [
    ...a.map((value) => ({ value, first: true })),
    ...b.map((value) => ({ value, first: false })),
  ].sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let i = 0; i < all.length; ) {
    let j = i;
    while (j < all.length && all[j]?.value === all[i]?.value) j++;
    const rank = (i + j + 1) / 2;
    for (let k = i; k < j; k++) if (all[k]?.first) rankSum += rank;
    ties += (j - i) ** 3 - (j - i);
    i = j;
  }
  const [n, m] = [a.length, b.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const largest = Math.max(u, n * m - u);
  if (ties === 0 && n + m <= 50) return Math.min(1, 2 * exactTail(largest, n, m));
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  return Math.min(1, 2 * normalCdf(-(largest - (n * m) / 2 - 0.5) / deviation));
}

/** P(U ≥ u) by counting arrangements (Mann & Whitney 1947). */
function exactTail(u: number, n: number, m: number): number {
  let counts = [1];
  // Generating function: the product over i of (1 − x^(m+i)) / (1 − x^i).
  for (let i = 1; i <= n; i++) {
    const next = new Array<number>(counts.length + m).fill(0);
    for (let k = 0; k < next.length; k++) {
      next[k] =
        (counts[k] ?? 0) -
        (k >= m + i ? (counts[k - m - i] ?? 0) : 0) +
        (k >= i ? (next[k - i] as number) : 0);
    }
    counts = next;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.slice(Math.ceil(u)).reduce((sum, count) => sum + count, 0) / total;
}
