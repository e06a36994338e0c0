/**
 * The change of each block's candidate against its own baseline, which ran right beside it or took turns with it, and the
 * median over blocks with the exact bounds of the sign test.
 *
 * Where the machine itself changes its speed (another tenant on the same core comes and goes), the fast end of all values
 * is that of a few lucky blocks. The two processes of a block mostly met the same speeds, and the pairs that did not are a
 * minority on both sides, which a median does not see. Nothing is assumed of the noise but that the pairs are independent
 * and that neither side is favoured, which the random order within a block sees to.
 */
import { median, medianSorted } from 'simple-statistics';
import type { Run } from '../samples/measurements.ts';
import { runQuantiles } from '../statistics/arm.ts';
import { medianRank } from '../statistics/median-rank.ts';
import { signFlipChance } from '../statistics/sign-flips.ts';
import { normalQuantile } from '../statistics/tolerance.ts';
import { signedRanks } from './chance.ts';
import { TYPICAL } from './estimator.ts';
import { FAIL_LEVEL, PASS_LEVEL } from './levels.ts';
import type { Both } from './prepared.ts';
import { type Excess, logarithm } from './resampling.ts';

export interface PairChanges {
  /** Of each pair, as a logarithm: above 0 the candidate is larger. */
  readonly changes: Float64Array;
  /** Nearly all pairs took turns, so that what sets the sides apart is the code. */
  readonly inTurns: boolean;
}

/** Undefined where the sides are not paired. */
export function pairChanges({ baseline, candidate, paired }: Both): PairChanges | undefined {
  if (!paired || baseline.runs.length !== candidate.runs.length) return undefined;
  const before = runQuantiles(baseline.arm, TYPICAL.p);
  const after = runQuantiles(candidate.arm, TYPICAL.p);
  let turns = 0;
  const changes = after.map((place, pair) => {
    const inTurns = changeInTurns(baseline.runs[pair] as Run, candidate.runs[pair] as Run);
    if (inTurns !== undefined) turns++;
    return inTurns ?? logarithm(place) - logarithm(before[pair] as number);
  });
  return { changes, inTurns: turns >= IN_TURNS * changes.length };
}

/** A first block that was measured in sequence does not count against the others. */
const IN_TURNS = 0.8;

/** Values at the same place were measured within moments: their median ratio is the change, whatever the machine did. */
function changeInTurns(before: Run, after: Run): number | undefined {
  if (before.turn === undefined || before.turn !== after.turn) return undefined;
  const count = Math.min(before.values.length, after.values.length);
  return median(
    Array.from(
      { length: count },
      (_, i) => logarithm(after.values[i] as number) - logarithm(before.values[i] as number),
    ),
  );
}

/** How many standard errors lie between the bounds, as of a normal distribution. */
const STANDARD_ERRORS = normalQuantile(1 - FAIL_LEVEL) + normalQuantile(1 - PASS_LEVEL);

export interface MedianChange {
  readonly excess: Excess;
  /** The chance that a candidate at `factor` times the baseline looks at least this adverse. */
  readonly chance: (direction: 1 | -1, factor: number) => number;
}

/**
 * How far the median pair is beyond `allowed`, the limit's distance from the baseline as a logarithm. Undefined where the
 * pairs are too few to bound a median at the level of a failure: fewer than nine.
 */
export function medianChange(
  changes: Float64Array,
  direction: 1 | -1,
  allowed: number,
): MedianChange | undefined {
  const count = changes.length;
  const [fromBelow, fromAbove] = [FAIL_LEVEL, PASS_LEVEL].map((level) => medianRank(count, level));
  if (fromBelow === undefined || fromAbove === undefined) return undefined;
  const excesses = changes.map((change) => direction * (change - allowed)).sort();
  const [low, high] = [excesses[fromBelow - 1] as number, excesses[count - fromAbove] as number];
  return {
    excess: { value: medianSorted([...excesses]), low, high, error: (high - low) / STANDARD_ERRORS },
    chance: (side, factor) =>
      signFlipChance(signedRanks(changes.map((change) => side * (change - Math.log(factor))))),
  };
}
