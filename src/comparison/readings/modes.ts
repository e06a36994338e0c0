/**
 * Whether a benchmark is now fast and now slow for reasons of its own, to be told to its author. Decides nothing: blocks
 * are compared as they are, and the bulk of the values guards against a mode that the fast end does not see.
 *
 * A machine whose speed drifts makes two groups of processes out of one, and two groups of calls. So a mode is claimed only
 * where the drift cannot have made it: where the two processes of one block are in different groups, or where the calls of
 * a process change between groups all the time.
 */
import { findModes, type ModeCriteria } from '../../statistics/modes.ts';
import type { Both } from '../subjects/pairing.ts';
import { changesOf } from './changes.ts';
import { medianOf } from './statistic.ts';

const BLOCKS: ModeCriteria = { separation: 8, gap: 1.05, share: 0.15 };
const CALLS: ModeCriteria = { separation: 8, gap: 1.08, share: 0.15 };
/** Fewer may fall into two groups by chance. */
const FEWEST_BLOCKS = 12;
/** A process's calls, without the slow tail. */
const CALLS_KEPT = 0.9;
const FEWEST_CALLS = 20;
/** Of the changes between groups that calls in random order would make. */
const LEAST_CHANGES = 0.5;

export function showsTwoModes(both: Both): boolean {
  if (both.paired && both.baseline.length >= FEWEST_BLOCKS) {
    const changes = changesOf(both, { kind: 'fastest' }).map(Math.exp).sort();
    if (findModes(changes, BLOCKS)) return true;
  }
  return [both.baseline, both.candidate].some((runs) => {
    const alternating = runs.map(({ values }) => alternates(values)).filter((answer) => answer !== undefined);
    return alternating.length > 0 && medianOf(alternating.map(Number)) === 1;
  });
}

/** Whether a process's values change between two groups; undefined where they are too few to tell. */
function alternates(values: readonly number[]): boolean | undefined {
  const ascending = Float64Array.from(values).sort();
  const kept = ascending.subarray(0, Math.floor(CALLS_KEPT * ascending.length));
  if (kept.length < FEWEST_CALLS) return undefined;
  const modes = findModes(kept, CALLS);
  if (!modes) return false;
  const threshold = Math.sqrt(modes.lower * modes.upper);
  const slow = values.map((value) => value > threshold);
  const share = slow.filter(Boolean).length / slow.length;
  const changes = slow.slice(1).filter((is, i) => is !== slow[i]).length;
  return changes >= LEAST_CHANGES * 2 * share * (1 - share) * (slow.length - 1);
}
