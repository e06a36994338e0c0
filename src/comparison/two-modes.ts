import { runMedians } from '../statistics/arm.ts';
import { findModes, type ModeCriteria } from '../statistics/modes.ts';
import type { Side } from './prepared.ts';

/** For medians of whole runs, and for single calls, of which there are more and whose noise has a tail. */
const RUNS: ModeCriteria = { separation: 6, gap: 1.04, share: 0.15 };
const CALLS: ModeCriteria = { separation: 7, gap: 1.08, share: 0.15 };
/** The slow end of the calls is noise on any machine. */
const CALLS_KEPT = 0.95;

/**
 * Whether a side's runs fall into two groups, as when a hash seed or the place of a heap decides how fast a process is,
 * or its calls do, as when a cache hits or misses. The robust estimate looks at the fast group only, so such a
 * benchmark is judged by its bulk as well, and from more runs.
 */
export function twoModes({ arm }: Side): boolean {
  if (findModes(runMedians(arm).sort(), RUNS)) return true;
  return findModes(arm.values.subarray(0, Math.floor(CALLS_KEPT * arm.values.length)), CALLS) !== undefined;
}
