/** The standard normal distribution. simple-statistics looks Φ up in a table of four digits, too coarse for tails. */

/** Φ(z), the probability of a value below z; relative error below 1e-12, in the tails too. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z > 0) return 1 - normalCdf(-z);
  if (z < -38) return 0;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const x = -z;
  return x < 2.5 ? 0.5 - density * oddSeries(x) : density * millsRatio(x);
}

/** x + x³/3 + x⁵/(3·5) + …: Marsaglia 2004, "Evaluating the Normal Distribution", J. Stat. Software 11(4). */
function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return sum;
}

/** (1 − Φ(x)) / φ(x) for x ≥ 2.5, by Laplace's continued fraction 1/(x + 1/(x + 2/(x + 3/(x + …)))). */
function millsRatio(x: number): number {
  let tail = x;
  for (let k = 160; k >= 1; k--) tail = x + k / tail;
  return 1 / tail;
}

/** z with Φ(z) = p, by halving; for 0 < p < 1. */
export function normalQuantile(p: number): number {
  let low = -40;
  let high = 40;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
