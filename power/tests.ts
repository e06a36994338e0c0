/** The significance tests that other tools use, for comparison with ours. Two-sided p-values. */

import { normalCdf } from '../src/statistics/normal.ts';
import { rankSumChance } from '../src/statistics/rank-sum.ts';
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
  if (ties === 0 && n + m <= 50) return Math.min(1, 2 * rankSumChance(a, b), 2 * rankSumChance(b, a));
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  return Math.min(1, 2 * normalCdf(-(largest - (n * m) / 2 - 0.5) / deviation));
}
