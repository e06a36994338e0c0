/**
 * The second voice of a verdict: the runs, one against one. Pooled values know most about the cost, but a single run at
 * the fastest moment of a drifting machine may speak for all of them. Here each pair of runs has one vote, and chance is
 * what random signs would make of the votes.
 */
import type { Arm } from '../statistics/arm.ts';
import { rankSumChance } from '../statistics/rank-sum.ts';
import { signFlipChance } from '../statistics/sign-flips.ts';
import type { Estimator } from './estimator.ts';
import { placeRuns } from './places.ts';
import { logarithm } from './resampling.ts';

export interface ChanceQuestion {
  readonly baseline: Arm;
  readonly candidate: Arm;
  readonly paired: boolean;
  readonly estimator: Estimator;
  /** 1 where larger is adverse, −1 where smaller is. */
  readonly direction: 1 | -1;
}

/**
 * The chance that a candidate at `factor` times the baseline looks at least as adverse as this one: small where it is
 * certainly beyond that factor. One minus it, nearly, is the chance for looking at least as good.
 */
export function chanceBeyond(question: ChanceQuestion, factor: number): number {
  const { baseline, candidate, paired, direction } = question;
  if (!paired || baseline.sizes.length !== candidate.sizes.length) {
    const places = [baseline, candidate].map((arm, side) =>
      placeRuns(arm, question.estimator).map((place) => direction * (side === 0 ? place * factor : place)),
    ) as [Float64Array, Float64Array];
    return rankSumChance(...places);
  }
  // Two tests, one for each kind of noise: the pooled fast end's own votes, in which runs that other tenants slowed down
  // have none, and the ranks of each pair's change, in which no run has more than its rank.
  const differences = changes(question, factor);
  const byRank = signFlipChance(signedRanks(differences));
  if (question.estimator.kind !== 'fastest') return byRank;
  return Math.min(1, 2 * Math.min(byRank, signFlipChance(votes(question, factor, question.estimator.share))));
}

/** How far each pair of runs is beyond `factor`, as a logarithm; above 0 is adverse. */
function changes(
  { baseline, candidate, estimator, direction }: ChanceQuestion,
  factor: number,
): Float64Array {
  const before = placeRuns(baseline, estimator);
  return placeRuns(candidate, estimator).map(
    (place, pair) => direction * (logarithm(place) - logarithm((before[pair] as number) * factor)),
  );
}

/** Wilcoxon 1945, "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1(6): each difference's rank by size. */
export function signedRanks(differences: Float64Array): Float64Array {
  const ascending = [...differences].sort((a, b) => Math.abs(a) - Math.abs(b) || b - a);
  return Float64Array.from(ascending, (difference, i) => Math.sign(difference) * (i + 1));
}

/** What each pair has to say on the fast end of all values: above 0 the candidate is beyond `factor`. */
function votes(
  { baseline, candidate, direction }: ChanceQuestion,
  factor: number,
  share: number,
): Float64Array {
  const [before, after] = shortfalls(baseline, candidate, factor, share);
  return before.map((fast, pair) => direction * (fast - (after[pair] as number)));
}

/**
 * How far each run's values lie below the threshold that divides off the fastest `share` of all values of both sides, on
 * average over the run. Runs that other tenants slowed down have nothing below it, and nothing to say. The sum over runs
 * is what the mean of a tail is made of (Rockafellar & Uryasev 2000).
 */
function shortfalls(
  baseline: Arm,
  candidate: Arm,
  factor: number,
  share: number,
): readonly [Float64Array, Float64Array] {
  const [mine, other] = [baseline.values, candidate.values];
  const count = Math.max(1, Math.ceil(share * (mine.length + other.length)));
  let [i, j] = [0, 0];
  while (i + j < count) {
    const left = i < mine.length ? (mine[i] as number) * factor : Number.POSITIVE_INFINITY;
    const right = j < other.length ? (other[j] as number) : Number.POSITIVE_INFINITY;
    if (left <= right) i++;
    else j++;
  }
  const threshold = Math.max(
    i > 0 ? (mine[i - 1] as number) * factor : 0,
    j > 0 ? (other[j - 1] as number) : 0,
  );
  const below = ({ values, runs, sizes }: Arm, scale: number, kept: number): Float64Array => {
    const sums = new Float64Array(sizes.length);
    for (let at = 0; at < kept; at++) {
      const run = runs[at] as number;
      sums[run] =
        (sums[run] as number) + (threshold - (values[at] as number) * scale) / (sizes[run] as number);
    }
    return sums;
  };
  return [below(baseline, factor, i), below(candidate, 1, j)];
}
