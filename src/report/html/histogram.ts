/** Distributions from their quantiles: how much of the values lies where, for sparklines and plots. */

/** The axis both sides share. The slowest few per cent are left out: one wild value would flatten everything else. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Share of either side that lies beyond `high`, at most. */
  readonly beyond: number;
}

const SHOWN = 0.97;

/** `sides` are quantiles at evenly spaced probabilities from 0 to 1. Undefined where there is nothing to draw. */
export function chooseAxis(sides: readonly (readonly number[])[]): Axis | undefined {
  const known = sides.filter((side) => side.length > 0 && side.every(Number.isFinite));
  if (known.length === 0) return undefined;
  const low = Math.min(...known.map((side) => side[0] as number));
  const shown = Math.max(...known.map((side) => quantile(side, SHOWN)));
  const last = Math.max(...known.map((side) => side.at(-1) as number));
  // A tail that is short anyway is shown whole.
  const high = last - low <= (shown - low) * 1.5 ? last : shown;
  if (high > low) return { low, high, beyond: high === last ? 0 : 1 - SHOWN };
  const margin = Math.abs(low) * 0.01 || 1;
  return { low: low - margin, high: low + margin, beyond: 0 };
}

/** Quantile at a probability between two known ones, on the straight line between them. */
export function quantile(quantiles: readonly number[], probability: number): number {
  const place = Math.min(Math.max(probability, 0), 1) * (quantiles.length - 1);
  const before = quantiles[Math.floor(place)] as number;
  const after = quantiles[Math.ceil(place)] as number;
  return before + (after - before) * (place - Math.floor(place));
}

/** Shares of the values in `count` bins of equal width between `low` and `high`. They sum to at most 1. */
export function binShares(quantiles: readonly number[], { low, high }: Axis, count: number): number[] {
  const shares = new Array<number>(count).fill(0);
  const width = (high - low) / count;
  const mass = 1 / Math.max(1, quantiles.length - 1);
  const add = (index: number, share: number) => {
    if (index >= 0 && index < count) shares[index] = (shares[index] as number) + share;
  };
  if (quantiles.length === 1)
    add(Math.min(count - 1, Math.floor(((quantiles[0] as number) - low) / width)), 1);
  for (let index = 1; index < quantiles.length; index += 1) {
    const from = quantiles[index - 1] as number;
    const to = quantiles[index] as number;
    const first = Math.min(count - 1, Math.floor((from - low) / width));
    const last = Math.min(count, Math.floor((to - low) / width));
    if (to <= from || first === last) {
      if (from <= high) add(first, mass);
      continue;
    }
    // The values between two neighbouring quantiles lie evenly between them, as far as anyone can tell.
    for (let bin = Math.max(0, first); bin <= Math.min(last, count - 1); bin += 1) {
      const overlap = Math.min(to, low + (bin + 1) * width) - Math.max(from, low + bin * width);
      if (overlap > 0) add(bin, mass * (overlap / (to - from)));
    }
  }
  return shares;
}

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** `  ▂█▅▁ `: one column a bin, both sides to the same height. Empty bins are blank, and so is nothing at all. */
export function sparkline(shares: readonly number[], highest: number): string {
  return shares
    .map((share) => {
      if (share < 0.002 || highest <= 0) return ' ';
      return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((share / highest) * BLOCKS.length))] ?? ' ';
    })
    .join('');
}
