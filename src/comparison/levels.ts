/**
 * When the data are looked at, and how sure a verdict has to be.
 *
 * Collecting stops at the first look that decides, so every look spends a part of the allowed error. The same level at
 * each of seven looks (Pocock 1977, "Group Sequential Methods", Biometrika 64(2)) comes to about 0.01 in total for a
 * wrong `fail` and about 0.04 for a wrong `pass`: together an interval that holds with 95 %. The same levels are used
 * for data of a fixed size: a measurement file does not say how often it was looked at while it grew, and one file
 * must always give one verdict.
 */
export const LOOKS: readonly number[] = [5, 7, 9, 12, 15, 20, 30];

/** Chance, at one look, of failing code that is exactly at its budget. */
export const FAIL_LEVEL = 0.0035;
/** Chance, at one look, of passing code that is exactly at its budget. */
export const PASS_LEVEL = 0.0142;
/** The same for all budgets without a margin together: with nothing to spare, every imperfection of the interval shows. */
export const TIGHT_LEVEL = 0.001;
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

/** The number of blocks at which to look next, after `blocks` of them; undefined after the last look. */
export function nextLook(blocks: number): number | undefined {
  return LOOKS.find((look) => look > blocks);
}

export function isLook(blocks: number): boolean {
  return LOOKS.includes(blocks);
}
