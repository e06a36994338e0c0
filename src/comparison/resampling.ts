/** How far a candidate is beyond its limit, with bounds: by the jackknife, and by the bootstrap where that is not clear. */
import { type Arm, asMeasured, fastestMeansWithout } from '../statistics/arm.ts';
import { DRAWS, drawRuns, expandedLevel, halfSpread, sortedQuantile } from '../statistics/bootstrap.ts';
import type { RandomSource } from '../statistics/random.ts';
import { studentUpper } from '../statistics/student.ts';
import { type Estimator, estimate } from './estimator.ts';
import { FAIL_LEVEL, PAIRED_RUNS, PASS_LEVEL } from './levels.ts';

/** The bootstrap draws of comparisons of one size. */
export interface Resampling {
  /** Runs of the smaller side. */
  readonly runs: number;
  readonly paired: boolean;
  readonly baseline: Uint8Array;
  /** Where paired, the same draws as `baseline`. */
  readonly candidate: Uint8Array;
  /** Where paired and there are few runs: draws of the candidate that know nothing of the baseline's. */
  readonly loose?: Uint8Array;
}

export function resample(
  baselineRuns: number,
  candidateRuns: number,
  paired: boolean,
  random: RandomSource,
): Resampling {
  const runs = Math.min(baselineRuns, candidateRuns);
  const baseline = drawRuns(baselineRuns, random);
  const candidate = paired ? baseline : drawRuns(candidateRuns, random);
  const loose = paired && runs < PAIRED_RUNS ? drawRuns(candidateRuns, random) : undefined;
  return { runs, paired, baseline, candidate, ...(loose && { loose }) };
}

/** How far the candidate is beyond its limit, as a logarithm: above 0 is adverse. */
export interface Excess {
  readonly value: number;
  /** The excess is above this, but for `FAIL_LEVEL`. */
  readonly low: number;
  /** The excess is below this, but for `PASS_LEVEL`. */
  readonly high: number;
  /** Standard error. */
  readonly error: number;
}

export interface ExcessQuestion {
  readonly estimator: Estimator;
  readonly baseline: Arm;
  readonly candidate: Arm;
  readonly paired: boolean;
  /** The largest value allowed (smallest, where `direction` is −1), from the baseline's estimate. */
  readonly limit: (baseline: number) => number;
  /** 1 where larger is adverse, −1 where smaller is. */
  readonly direction: 1 | -1;
}

/**
 * The excess with bounds from the jackknife over runs: each run (or pair) is left out once, and Student's t makes the
 * bounds, as wide as the expanded percentile's. Quick, and right where the estimate is nearly a mean over runs.
 * Tukey 1958; Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 11.
 */
export function jackknife(question: ExcessQuestion): Excess {
  const { baseline, candidate, paired } = question;
  const excess = excessOf(question);
  const before = leaveOneOut(question.estimator, baseline);
  const after = leaveOneOut(question.estimator, candidate);
  const value = excess(before.whole, after.whole);
  const error = paired
    ? jackknifeError(before.without.map((base, i) => excess(base, after.without[i] as number)))
    : Math.hypot(
        jackknifeError(before.without.map((base) => excess(base, after.whole))),
        jackknifeError(after.without.map((other) => excess(before.whole, other))),
      );
  const runs = Math.min(before.without.length, after.without.length);
  return studentBounds(value, error, runs);
}

function studentBounds(value: number, error: number, runs: number): Excess {
  const unit = error * Math.sqrt(runs / (runs - 1));
  return {
    value,
    low: value - studentUpper(FAIL_LEVEL, runs - 1) * unit,
    high: value + studentUpper(PASS_LEVEL, runs - 1) * unit,
    error,
  };
}

/** From so many runs on, leaving one out hardly moves the threshold of a tail. */
const QUICK_RUNS = 10;

function leaveOneOut(
  estimator: Estimator,
  arm: Arm,
): { readonly whole: number; readonly without: Float64Array } {
  if (estimator.kind === 'fastest' && arm.sizes.length >= QUICK_RUNS)
    return fastestMeansWithout(arm, estimator.share);
  const draw = asMeasured(arm);
  const whole = estimate(estimator, arm, draw);
  const without = new Float64Array(arm.sizes.length);
  for (let run = 0; run < without.length; run++) {
    draw.counts[run] = 0;
    without[run] = estimate(estimator, arm, draw);
    draw.counts[run] = 1;
  }
  return { whole, without };
}

function jackknifeError(replicates: Float64Array): number {
  const n = replicates.length;
  let sum = 0;
  for (const value of replicates) sum += value;
  const mean = sum / n;
  let squares = 0;
  for (const value of replicates) squares += (value - mean) ** 2;
  return Math.sqrt(((n - 1) / n) * squares);
}

/**
 * The excess with expanded percentile bounds of the bootstrap over runs. A failure is bounded by the wider of the paired
 * and the unpaired draws where runs are few, because five pairs can agree by luck; a pass by the paired ones alone,
 * because agreement is what pairing is for.
 */
export function bootstrap(question: ExcessQuestion, resampling: Resampling): Excess {
  const { estimator, baseline, candidate } = question;
  const excess = excessOf(question);
  const value = excess(
    estimate(estimator, baseline, asMeasured(baseline)),
    estimate(estimator, candidate, asMeasured(candidate)),
  );
  const draws = new Float64Array(DRAWS);
  const loose = resampling.loose ? new Float64Array(DRAWS) : undefined;
  const before = { counts: resampling.baseline, offset: 0 };
  const after = { counts: resampling.candidate, offset: 0 };
  const apart = { counts: resampling.loose ?? resampling.candidate, offset: 0 };
  for (let i = 0; i < DRAWS; i++) {
    before.offset = i * baseline.sizes.length;
    after.offset = apart.offset = i * candidate.sizes.length;
    const base = estimate(estimator, baseline, before);
    draws[i] = excess(base, estimate(estimator, candidate, after));
    if (loose) loose[i] = excess(base, estimate(estimator, candidate, apart));
  }
  return readBounds(value, draws, loose, resampling.runs);
}

/** One side alone against a fixed limit. */
export interface OneSideQuestion {
  readonly estimator: Estimator;
  readonly arm: Arm;
  readonly limit: number;
  readonly direction: 1 | -1;
}

export function bootstrapOneSide(
  { estimator, arm, limit, direction }: OneSideQuestion,
  draws: Uint8Array,
): Excess {
  const excess = (value: number): number => direction * (logarithm(value) - logarithm(limit));
  const runs = arm.sizes.length;
  const results = new Float64Array(DRAWS);
  for (let i = 0; i < DRAWS; i++) {
    results[i] = excess(estimate(estimator, arm, { counts: draws, offset: i * runs }));
  }
  return readBounds(excess(estimate(estimator, arm, asMeasured(arm))), results, undefined, runs);
}

function excessOf({ direction, limit }: ExcessQuestion): (base: number, other: number) => number {
  return (base, other) => direction * (logarithm(other) - logarithm(limit(base)));
}

function readBounds(
  value: number,
  draws: Float64Array,
  loose: Float64Array | undefined,
  runs: number,
): Excess {
  const failAt = expandedLevel(FAIL_LEVEL, runs);
  draws.sort();
  let low = sortedQuantile(draws, failAt);
  if (loose) low = Math.min(low, sortedQuantile(loose.sort(), failAt));
  const high = sortedQuantile(draws, 1 - expandedLevel(PASS_LEVEL, runs));
  // The estimate lies within its own bounds, even where the draws are skewed.
  return { value, low: Math.min(low, value), high: Math.max(high, value), error: halfSpread(draws) };
}

export function moveBy(excess: Excess, by: number): Excess {
  return { ...excess, value: excess.value + by, low: excess.low + by, high: excess.high + by };
}

/** Widens bounds that are narrower than what the clock and the machine can tell apart. */
export function keepApart(excess: Excess, least: number): Excess {
  return {
    value: excess.value,
    low: Math.min(excess.low, excess.value - least),
    high: Math.max(excess.high, excess.value + least),
    error: Math.max(excess.error, least / 3),
  };
}

/**
 * True where the limit lies at least as far outside the bounds again as they are from the value: the jackknife's answer
 * then needs no bootstrap.
 */
export function isClear({ value, low, high }: Excess): boolean {
  return value - 2 * (value - low) > 0 || value + 2 * (high - value) < 0;
}

/** A finite logarithm for 0 as well: nothing measured is below 1e−300, and differences stay finite. */
export function logarithm(value: number): number {
  return value > 1e-300 ? Math.log(value) : -700;
}
