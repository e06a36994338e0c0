/** How much independent information clustered values carry. */

/**
 * Intraclass correlation of values grouped in runs, by one-way analysis of variance (Fisher 1925; Donner 1986,
 * "A Review of Inference Procedures for the Intraclass Correlation Coefficient", Int. Stat. Review 54(1)), never below
 * 0. Runs may differ in length. 0 where there are fewer than two runs or a run has a single value each.
 */
export function intraclassCorrelation(groups: readonly ArrayLike<number>[]): number {
  const sizes = groups.map((group) => group.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const between = groups.length - 1;
  const within = total - groups.length;
  if (between < 1 || within < 1) return 0;
  const means = groups.map(mean);
  const grand = groups.reduce((sum, _, g) => sum + (sizes[g] as number) * (means[g] as number), 0) / total;
  let squaresBetween = 0;
  let squaresWithin = 0;
  groups.forEach((group, g) => {
    squaresBetween += (sizes[g] as number) * ((means[g] as number) - grand) ** 2;
    for (let i = 0; i < group.length; i++)
      squaresWithin += ((group[i] as number) - (means[g] as number)) ** 2;
  });
  const meanBetween = squaresBetween / between;
  const meanWithin = squaresWithin / within;
  const size = (total - sizes.reduce((sum, n) => sum + n * n, 0) / total) / between;
  const spread = meanBetween + (size - 1) * meanWithin;
  return spread > 0 ? Math.max(0, (meanBetween - meanWithin) / spread) : 0;
}

/**
 * How many independent values the clustered ones are worth: their number divided by Kish's design effect
 * 1 + (m − 1)·ICC (Kish 1965, "Survey Sampling", §5.4). At least the number of runs.
 */
export function effectiveCount(groups: readonly ArrayLike<number>[]): number {
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  if (groups.length === 0 || total === 0) return 0;
  const size = groups.reduce((sum, group) => sum + group.length ** 2, 0) / total;
  return Math.max(groups.length, total / (1 + (size - 1) * intraclassCorrelation(groups)));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}
