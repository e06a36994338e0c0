/** The bootstrap draws of one comparison, made once and used for every metric and clock of the benchmark. */

import { type Arm, asMeasured } from '../statistics/arm.ts';
import { DRAWS, drawRuns, expandedLevel, halfSpread, sortedQuantile } from '../statistics/bootstrap.ts';
import type { RandomSource } from '../statistics/random.ts';
import { type Estimator, estimate } from './estimator.ts';
import { FAIL_LEVEL, PAIRED_RUNS, PASS_LEVEL } from './levels.ts';

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

/** How far the candidate is beyond its limit, as a logarithm: above 0 is adverse. With bounds and a standard error. */
export interface Excess {
  readonly value: number;
  /** The excess is above this, but for `FAIL_LEVEL`. */
  readonly low: number;
  /** The excess is below this, but for `PASS_LEVEL`. */
  readonly high: number;
  readonly error: number;
}

export interface ExcessQuestion {
  readonly estimator: Estimator;
  readonly baseline: Arm;
  readonly candidate: Arm;
  readonly resampling: Resampling;
  /** The largest value allowed (smallest, where `direction` is −1), from the baseline's estimate. */
  readonly limit: (baseline: number) => number;
  /** 1 where larger is adverse, −1 where smaller is. */
  readonly direction: 1 | -1;
}

/**
 * Excess of the candidate's estimate over its limit, with expanded percentile bounds. A failure is bounded by the wider
 * of the paired and the unpaired draws where runs are few, because five pairs can agree by luck; a pass by the paired
 * ones alone, because that a pair agrees is what pairing is for.
 */
export function measureExcess(question: ExcessQuestion): Excess {
  const { estimator, baseline, candidate, resampling, limit, direction } = question;
  const excess = (base: number, other: number): number =>
    direction * (logarithm(other) - logarithm(limit(base)));
  const value = excess(
    estimate(estimator, baseline, asMeasured(baseline)),
    estimate(estimator, candidate, asMeasured(candidate)),
  );
  const draws = new Float64Array(DRAWS);
  const loose = resampling.loose ? new Float64Array(DRAWS) : undefined;
  const baselineRuns = baseline.sizes.length;
  const candidateRuns = candidate.sizes.length;
  for (let i = 0; i < DRAWS; i++) {
    const base = estimate(estimator, baseline, { counts: resampling.baseline, offset: i * baselineRuns });
    const offset = i * candidateRuns;
    draws[i] = excess(base, estimate(estimator, candidate, { counts: resampling.candidate, offset }));
    if (loose && resampling.loose) {
      loose[i] = excess(base, estimate(estimator, candidate, { counts: resampling.loose, offset }));
    }
  }
  return readBounds(value, draws, loose, resampling.runs);
}

/** Bounds of one side alone against a fixed limit. */
export function measureOneSide(
  estimator: Estimator,
  arm: Arm,
  draws: Uint8Array,
  limit: number,
  direction: 1 | -1,
): Excess {
  const excess = (value: number): number => direction * (logarithm(value) - logarithm(limit));
  const value = excess(estimate(estimator, arm, asMeasured(arm)));
  const runs = arm.sizes.length;
  const results = new Float64Array(DRAWS);
  for (let i = 0; i < DRAWS; i++)
    results[i] = excess(estimate(estimator, arm, { counts: draws, offset: i * runs }));
  return readBounds(value, results, undefined, runs);
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

/** Widens bounds that are narrower than what the clock and the machine can tell apart. */
export function keepApart(excess: Excess, least: number): Excess {
  return {
    value: excess.value,
    low: Math.min(excess.low, excess.value - least),
    high: Math.max(excess.high, excess.value + least),
    error: Math.max(excess.error, least / 3),
  };
}

/** A finite logarithm for 0 as well: nothing measured is below e^−700, and differences stay finite. */
function logarithm(value: number): number {
  return value > 1e-300 ? Math.log(value) : -700;
}
