/**
 * When the data are looked at, and how sure a verdict has to be.
 *
 * Collecting stops at the first look that decides, so every look spends a part of the allowed error. The same level at
 * each of seven looks (Pocock 1977, "Group Sequential Methods", Biometrika 64(2)) comes to about 0.01 in total for a
 * wrong `fail` and about 0.04 for a wrong `pass`: together an interval that holds with 95 %. The same levels are used
 * for data of a fixed size: a measurement file does not say how often it was looked at while it grew, and one file
 * must always give one verdict.
 */
import type { Budget } from '../budgets/model.ts';

export const LOOKS: readonly number[] = [5, 7, 9, 12, 15, 20, 30];

/** Chance, at one look, of failing code that is exactly at its budget. */
export const FAIL_LEVEL = 0.0035;
/** Chance, at one look, of passing code that is exactly at its budget. */
export const PASS_LEVEL = 0.0142;
/**
 * Chance, at one look, that unchanged code fails any of a session's budgets with a margin below 5 %: 1 % over all looks,
 * whatever the noise.
 */
export const SMALL_MARGIN_LEVEL = 0.0014;
/** What the interval [low, high] promises over all looks. */
export const CONFIDENCE = 0.95;

/** Fewer runs a side give no verdict on a metric with noise. */
export const FEWEST_RUNS = 5;
/** Fewest runs a side for a pass within a margin below 5 %: five can all be of one mode of two. */
export const FEWEST_FOR_SMALL = 9;
export const SMALL_MARGIN = 0.05;
/** From here on the paired interval alone bounds a failure; below, the wider of paired and unpaired does. */
export const PAIRED_RUNS = 10;
/** Where runs fall into two modes, fewer could all happen to be of one. */
export const TWO_MODE_RUNS = 20;

/** Budgets that count as having a margin below 5 %; one in units, `baseline + 10 ms`, does until its baseline is known. */
export function countSmallMargins(budgets: readonly Budget[]): number {
  return budgets.filter(({ bound, op }) => {
    if (bound.kind === 'absolute') return false;
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
