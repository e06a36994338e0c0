/**
 * When the data are looked at, and how sure a verdict has to be.
 *
 * Measuring stops at the first look that decides, so every look spends a part of the allowed error. The signed ranks of
 * blocks have one joint distribution whatever the noise, so what the looks add up to can be counted out: `npm run power --
 * --only levels` does. The same levels are used for data of a fixed size: a measurement file does not say how often it was
 * looked at while it grew, and one file must always give one verdict.
 */
import type { Budget } from '../../budgets/model.ts';
import type { Levels } from '../readings/interval.ts';

/** Blocks. Six are the fewest that can pass (2⁻⁶ < PASS_LEVEL), nine the fewest that can fail. */
export const LOOKS: readonly number[] = [6, 9, 12, 15, 20, 30];

/** Chance, at one look, of failing code that is exactly at its budget: 1 % over all looks. */
export const FAIL_LEVEL = 0.0034;
/** Chance, at one look, of passing code that is exactly at its budget: 5 % over all looks. */
export const PASS_LEVEL = 0.0157;
/** What the interval [low, high] promises over all looks. */
export const CONFIDENCE = 0.95;

/** Either clock can break a budget. CPU time, which has less of others' noise, gets most of the level; Bonferroni 1936. */
export const CPU_SHARE = 0.8;
/** A pass needs every reading below the limit. What only guards against a miss need not be as sure as what judges. */
export const GUARD_LEVEL = 0.1;

/** Fewer runs a side give no verdict on a metric with noise. */
export const FEWEST_RUNS = LOOKS[0] as number;
/** Fewer blocks do not fail: 2⁻⁸ > FAIL_LEVEL. */
export const FEWEST_TO_FAIL = 9;
/**
 * Before so many blocks, a pass needs the change to be below half of what is allowed. Few blocks may all be of one mode of
 * two: early looks answer easy questions only.
 */
export const EARLY_RUNS = 10;

/** Budgets that leave less room for chance are corrected for their number: see `many.ts`. */
const SMALL_MARGIN = 0.05;

export const JUDGE: Levels = { fail: FAIL_LEVEL, pass: PASS_LEVEL };

/** Budgets that count as having a margin below 5 %; one in units, `baseline + 10 ms`, does until its baseline is known. */
export function countSmallMargins(budgets: readonly Budget[]): number {
  return budgets.filter(({ bound, op }) => {
    if (bound.kind === 'absolute' || bound.kind === 'anchor') return false;
    return bound.kind === 'baseline-offset' || hasSmallMargin(1 + bound.ratio, op.startsWith('<') ? 1 : -1);
  }).length;
}

/** `limit`: ratio to the baseline; `direction`: 1 where larger is adverse. */
export function hasSmallMargin(limit: number, direction: 1 | -1): boolean {
  return direction * Math.log(limit) < Math.log1p(SMALL_MARGIN) - 1e-9;
}

/** The number of blocks at which to look next, after `blocks` of them; undefined after the last look. */
export function nextLook(blocks: number): number | undefined {
  return LOOKS.find((look) => look > blocks);
}

export function isLook(blocks: number): boolean {
  return LOOKS.includes(blocks);
}
