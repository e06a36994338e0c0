/** Two groups that numbers fall into. */
export interface Modes {
  /** Geometric mean of each group. */
  readonly lower: number;
  readonly upper: number;
  /** Share of the numbers that are in the upper group. */
  readonly share: number;
  /** Distance of the groups in units of their spread (Ashman's D). */
  readonly separation: number;
}

export interface ModeCriteria {
  /** Least Ashman's D. */
  readonly separation: number;
  /** Least ratio of the groups' means. */
  readonly gap: number;
  /** Least share of the smaller group. */
  readonly share: number;
}

/**
 * The best split of ascending positive numbers in two groups on a logarithmic scale, the one with the least squares
 * within groups (Fisher 1958, "On Grouping for Maximum Homogeneity", JASA 53), if they are clearly apart by Ashman's
 * D = √2·|μ₁ − μ₂| / √(σ₁² + σ₂²) (Ashman, Bird & Zepf 1994, "Detecting Bimodality in Astronomical Datasets",
 * Astronomical Journal 108). Two halves of a single normal distribution have D = 3.7, of a uniform one 4.9.
 */
export function findModes(ascending: ArrayLike<number>, criteria: ModeCriteria): Modes | undefined {
  const n = ascending.length;
  const least = Math.max(2, Math.ceil(criteria.share * n));
  if (n < 2 * least || !((ascending[0] as number) > 0)) return undefined;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  // Relative to the smallest, so that the squares do not cancel.
  const origin = Math.log(ascending[0] as number);
  for (let i = 0; i < n; i++) {
    const log = Math.log(ascending[i] as number) - origin;
    sums[i + 1] = (sums[i] as number) + log;
    squares[i + 1] = (squares[i] as number) + log * log;
  }
  const within = (from: number, to: number): number => {
    const sum = (sums[to] as number) - (sums[from] as number);
    return Math.max(0, (squares[to] as number) - (squares[from] as number) - (sum * sum) / (to - from));
  };
  let cut = least;
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = least; i <= n - least; i++) {
    const total = within(0, i) + within(i, n);
    if (total < smallest) {
      smallest = total;
      cut = i;
    }
  }
  const lower = (sums[cut] as number) / cut;
  const upper = ((sums[n] as number) - (sums[cut] as number)) / (n - cut);
  if (upper - lower < Math.log(criteria.gap)) return undefined;
  const spread = Math.sqrt(within(0, cut) / (cut - 1) + within(cut, n) / (n - cut - 1));
  const separation = (Math.SQRT2 * (upper - lower)) / spread;
  if (!(separation >= criteria.separation)) return undefined;
  return {
    lower: Math.exp(origin + lower),
    upper: Math.exp(origin + upper),
    share: (n - cut) / n,
    separation,
  };
}
