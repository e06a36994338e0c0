/** Student's t distribution with `df` > 0 degrees of freedom (not necessarily whole). */
import { incompleteBeta } from './beta.ts';

/** Probability of a value below t. */
export function studentCdf(t: number, df: number): number {
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

const known = new Map<string, number>();

/** The t that leaves probability `alpha` (0 < alpha ≤ 0.5) above it. */
export function studentUpper(alpha: number, df: number): number {
  const key = `${alpha}/${df}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const tail = (t: number): number => incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  let high = 1;
  while (tail(high) > alpha && high < 1e12) high *= 2;
  let low = high === 1 ? 0 : high / 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (tail(middle) > alpha) low = middle;
    else high = middle;
  }
  const t = (low + high) / 2;
  known.set(key, t);
  return t;
}
