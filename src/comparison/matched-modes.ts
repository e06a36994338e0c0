/**
 * A benchmark whose runs fall into two modes, compared mode by mode. Which mode a run is in is luck (a hash seed, the
 * place of a heap), and with few runs the luck is larger than the change: a candidate whose slow mode got slower by 8 %
 * looks unchanged as a whole where it was lucky. The fast runs of both sides, and the slow runs of both sides, differ by
 * the code alone.
 */
import { mean, sumNthPowerDeviations } from 'simple-statistics';
import { type Arm, runQuantiles } from '../statistics/arm.ts';
import { rankSumChance } from '../statistics/rank-sum.ts';
import { studentUpper } from '../statistics/student.ts';
import { FAIL_LEVEL, PASS_LEVEL } from './levels.ts';
import type { Excess } from './resampling.ts';
import { RUN_QUANTILE, splitRuns } from './two-modes.ts';

export interface MatchedModes {
  /** The average change of the modes, each by the share of both sides' runs that are in it. */
  readonly average: Excess;
  /** Of the mode that is furthest beyond its limit. */
  readonly worst: Excess;
  /** The chance that a candidate at `factor` times the baseline in both modes looks this adverse. */
  readonly chance: (direction: 1 | -1, factor: number) => number;
}

/** With fewer runs in a mode, its spread is not known. */
const FEWEST_IN_MODE = 3;

/**
 * `allowed`: the limit's distance from the baseline, as a logarithm. Undefined where not both sides show two modes with
 * three runs and more in each.
 */
export function matchModes(
  baseline: Arm,
  candidate: Arm,
  direction: 1 | -1,
  allowed: number,
): MatchedModes | undefined {
  const before = inModes(baseline);
  const after = inModes(candidate);
  if (!before || !after) return undefined;
  const modes = [0, 1].map((mode) => difference(before[mode] ?? [], after[mode] ?? [], direction, allowed));
  const all = modes.reduce((sum, { runs }) => sum + runs, 0);
  const shares = modes.map(({ runs }) => runs / all);
  const weigh = (values: readonly number[]): number =>
    values.reduce((sum, value, mode) => sum + value * (shares[mode] as number), 0);
  const average = bounds(
    weigh(modes.map(({ value }) => value)),
    Math.hypot(...modes.map(({ error }, mode) => error * (shares[mode] as number))),
    all - 4,
  );
  const [one, two] = modes.map(({ value, error, runs }) => bounds(value, error, runs - 2)) as [
    Excess,
    Excess,
  ];
  return {
    average,
    worst: one.high > two.high ? one : two,
    chance: (side, factor) => {
      const level = (places: readonly number[][], by: number): number[] =>
        places.flatMap((mode, m) => mode.map((place) => side * (place + by - centre(before, after, m))));
      return rankSumChance(level(before, Math.log(factor)), level(after, 0));
    },
  };
}

/** The places of the runs in each mode, as logarithms. */
function inModes(arm: Arm): readonly number[][] | undefined {
  const places = [...runQuantiles(arm, RUN_QUANTILE)].sort((a, b) => a - b);
  const lower = splitRuns(places);
  if (lower === undefined || Math.min(lower, places.length - lower) < FEWEST_IN_MODE) return undefined;
  const logs = places.map(Math.log);
  return [logs.slice(0, lower), logs.slice(lower)];
}

function difference(before: number[], after: number[], direction: 1 | -1, allowed: number) {
  const runs = before.length + after.length;
  // One spread for both sides, since it is the same machine's noise.
  const variance = (sumNthPowerDeviations(before, 2) + sumNthPowerDeviations(after, 2)) / (runs - 2);
  return {
    runs,
    value: direction * (mean(after) - mean(before) - allowed),
    error: Math.sqrt(variance * (1 / before.length + 1 / after.length)),
  };
}

function bounds(value: number, error: number, df: number): Excess {
  return {
    value,
    low: value - studentUpper(FAIL_LEVEL, df) * error,
    high: value + studentUpper(PASS_LEVEL, df) * error,
    error,
  };
}

/** Where a mode lies, halfway between the sides: subtracting it leaves what sets the sides apart. */
function centre(before: readonly number[][], after: readonly number[][], mode: number): number {
  return (mean(before[mode] ?? []) + mean(after[mode] ?? [])) / 2;
}
