/**
 * The bootstrap over whole runs. Noise lies between processes, not between the iterations of one (Kalibera & Jones
 * 2013), so a draw takes whole runs, with replacement, and never single values.
 */
import { normalCdf } from './normal.ts';
import type { RandomSource } from './random.ts';
import { studentUpper } from './student.ts';

/** Draws a bootstrap makes. */
export const DRAWS = 2000;

/** `DRAWS` sets of `runs` out of `runs`, one behind another: how often each run was drawn. */
export function drawRuns(runs: number, random: RandomSource): Uint8Array {
  const counts = new Uint8Array(DRAWS * runs);
  for (let offset = 0; offset < counts.length; offset += runs) {
    for (let i = 0; i < runs; i++) {
      const at = offset + random.below(runs);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return counts;
}

/**
 * The percentile at which to read a bootstrap distribution so that a one-sided bound holds with 1 − alpha for few runs:
 * Φ(−√(R/(R−1)) · t₁₋ₐ,ᵣ₋₁). The plain percentile is too narrow, by the factor √((R−1)/R) and by using the normal
 * where Student's t belongs. Hesterberg 2015, "What Teachers Should Know About the Bootstrap", The American
 * Statistician 69(4), the expanded percentile interval.
 */
export function expandedLevel(alpha: number, runs: number): number {
  return normalCdf(-Math.sqrt(runs / (runs - 1)) * studentUpper(alpha, runs - 1));
}

/** The `p` quantile of sorted numbers, type 7. */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const rank = p * (sorted.length - 1);
  const below = Math.floor(rank);
  const lower = sorted[below] as number;
  return rank === below ? lower : lower + (rank - below) * ((sorted[below + 1] as number) - lower);
}

/** One standard error: half the width of the middle 68.27 % of the draws, which a few wild draws do not move. */
export function halfSpread(sorted: Float64Array): number {
  return (sortedQuantile(sorted, 0.8413447460685429) - sortedQuantile(sorted, 0.15865525393145707)) / 2;
}
