import { mean, sampleStandardDeviation } from 'simple-statistics';
import { type Arm, asMeasured, fastestMean, runQuantiles } from '../statistics/arm.ts';
import { findModes, type ModeCriteria } from '../statistics/modes.ts';

/** For whole runs, and for single calls, of which there are more and whose noise is larger. */
const RUNS: ModeCriteria = { separation: 9, gap: 1.05, share: 0.15 };
const CALLS: ModeCriteria = { separation: 8, gap: 1.08, share: 0.15 };
/** A run is placed by its fastest value, which the machine's noise spares the longest, and calls without their slow tail. */
export const RUN_QUANTILE = 0;
const CALLS_KEPT = 0.9;

/**
 * Whether a benchmark's runs fall into two groups, as when a hash seed or the place of a heap decides how fast a process
 * is, or its calls do, as when a cache hits or misses. The fast end of all values sees the fast group only, so such a
 * benchmark is judged by its bulk as well, and from more runs. Looks at each side alone, and at the runs of both
 * together, brought to the same speed: five runs of one side alone are often all of one mode.
 */
export function twoModes(baseline: Arm | undefined, candidate: Arm): boolean {
  const sides = baseline ? [baseline, candidate] : [candidate];
  const places = sides.map((arm) => {
    const fast = fastestMean(arm, asMeasured(arm), 0.1);
    return runQuantiles(arm, RUN_QUANTILE).map((value) => (fast > 0 ? value / fast : value));
  });
  const together = Float64Array.from(places.flatMap((values) => [...values])).sort();
  if ([...places.map((values) => values.sort()), together].some((values) => findModes(values, RUNS)))
    return true;
  if (baseline && straddle(baseline, candidate)) return true;
  return sides.some((arm) => findModes(thinned(arm), CALLS) !== undefined);
}

/** How many of a side's runs, placed and ascending, are in the lower of two groups; undefined where there is one group. */
export function splitRuns(places: readonly number[]): number | undefined {
  const modes = findModes(places, RUNS);
  return modes && places.length - Math.round(modes.share * places.length);
}

/**
 * Whether the runs of both sides, as they are, fall into two groups, and one of them holds runs of both sides: four fast
 * runs of the baseline and a slow one that is among the candidate's are two modes and not a change. Asked of so few
 * runs only: with seven a side, two equally likely modes fall so less than once in a thousand times.
 */
function straddle(baseline: Arm, candidate: Arm): boolean {
  const [before, after] = [runQuantiles(baseline, RUN_QUANTILE), runQuantiles(candidate, RUN_QUANTILE)];
  if (Math.min(before.length, after.length) >= STRADDLING_RUNS) return false;
  const all = [...before, ...after].sort((a, b) => a - b);
  const lower = splitRuns(all);
  if (lower === undefined) return false;
  const threshold = all[lower] as number;
  const slow = [before, after].map((places) => places.filter((place) => place >= threshold).length);
  const sizes = [before.length, after.length];
  // Each side wholly in a group of its own is a change; anything else is a mixture.
  return !slow.every((count, side) => count === 0 || count === sizes[side]);
}
const STRADDLING_RUNS = 7;

/**
 * Whether each side has one run far above its others, which lie close together: perhaps noise, perhaps the only run of a
 * second mode on both sides, of which one run tells nothing.
 */
export function loneModes(baseline: Arm, candidate: Arm): boolean {
  return [baseline, candidate].every((arm) => {
    const logs = [...runQuantiles(arm, RUN_QUANTILE)].map(Math.log).sort((a, b) => a - b);
    const slowest = logs.pop() as number;
    const middle = mean(logs);
    const apart = slowest - (logs.at(-1) as number) >= Math.log(RUNS.gap);
    return apart && slowest - middle >= RUNS.separation * sampleStandardDeviation(logs);
  });
}

/** Evenly spaced order statistics, without the slow tail: enough to see groups. */
function thinned({ values }: Arm): Float64Array {
  const kept = Math.floor(CALLS_KEPT * values.length);
  const step = Math.max(1, Math.floor(kept / CALLS_LOOKED_AT));
  return Float64Array.from({ length: Math.floor(kept / step) }, (_, i) => values[i * step] as number);
}
const CALLS_LOOKED_AT = 200;

/**
 * Whether every run of the candidate lies beyond `limit` times every run of the baseline: then no draw of modes explains
 * the difference. Of two equally likely modes, five runs a side come out so once in a thousand times (2^-10), more runs
 * less often. `direction` 1: beyond is above.
 */
export function modesApart(baseline: Arm, candidate: Arm, limit: number, direction: 1 | -1): boolean {
  const [before, after] = [runQuantiles(baseline, 0.5), runQuantiles(candidate, 0.5)];
  return direction === 1
    ? Math.min(...after) > Math.max(...before) * limit
    : Math.max(...after) < Math.min(...before) * limit;
}
