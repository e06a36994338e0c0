import { ckmeans } from 'simple-statistics';

/** Two groups that numbers fall into, as means of each, and the share of the upper one. */
export interface Modes {
  readonly lower: number;
  readonly upper: number;
  readonly share: number;
  /** Distance of the groups in units of their spread (Ashman's D). */
  readonly separation: number;
}

/**
 * The best split of positive numbers into two groups on a logarithmic scale (optimal one-dimensional k-means: Wang &
 * Song 2011, "Ckmeans.1d.dp", R Journal 3(2)), judged by Ashman's D, √2·|μ₁ − μ₂| / √(σ₁² + σ₂²): two normal
 * distributions are clearly apart above 2 (Ashman, Bird & Zepf 1994, Astronomical Journal 108). Undefined where the
 * numbers form one group: D below `separation`, groups nearer than `gap` (a ratio), or a group with less than `least`
 * of the numbers.
 */
export function findModes(
  numbers: readonly number[],
  { separation, gap, least }: { readonly separation: number; readonly gap: number; readonly least: number },
): Modes | undefined {
  const logs = numbers.filter((value) => value > 0).map(Math.log);
  if (logs.length < 4 || new Set(logs).size < 2) return undefined;
  const [low, high] = ckmeans(logs, 2) as [number[], number[]];
  const share = high.length / logs.length;
  if (low.length < 2 || high.length < 2 || Math.min(share, 1 - share) < least) return undefined;
  const [lower, upper] = [average(low), average(high)];
  if (upper - lower < Math.log(gap)) return undefined;
  const spread = Math.sqrt(variance(low, lower) + variance(high, upper));
  const distance = (Math.SQRT2 * (upper - lower)) / spread;
  if (!(distance >= separation)) return undefined;
  return { lower: Math.exp(lower), upper: Math.exp(upper), share, separation: distance };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[], mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
