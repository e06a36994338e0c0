import { normalQuantile } from './normal.ts';

/** Confidence of the tolerance bound. */
const CONFIDENT = 0.95;

/**
 * How many standard deviations above the mean of `n` normal values a bound must lie, so that a share `p` of all further
 * values is below it, with 95 % confidence. Natrella 1963, "Experimental Statistics", NBS Handbook 91, §2-3.2: within 2 %
 * of the exact factor from the noncentral t for n ≥ 5 and p ≤ 0.99.
 */
export function toleranceFactor(n: number, p: number): number {
  const share = normalQuantile(p);
  const sure = normalQuantile(CONFIDENT);
  const a = 1 - sure ** 2 / (2 * (n - 1));
  const b = share ** 2 - sure ** 2 / n;
  return (share + Math.sqrt(share ** 2 - a * b)) / a;
}

/** The bound itself for the values given, from their mean and standard deviation. */
export function toleranceBound(values: ArrayLike<number>, p: number): number {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (values[i] as number) / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2;
  return mean + toleranceFactor(n, p) * Math.sqrt(squares / (n - 1));
}
