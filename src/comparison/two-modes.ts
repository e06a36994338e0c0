import { type Arm, asMeasured, fastestMean, runQuantiles } from '../statistics/arm.ts';
import { findModes, type ModeCriteria } from '../statistics/modes.ts';

/** For whole runs, and for single calls, of which there are more and whose noise is larger. */
const RUNS: ModeCriteria = { separation: 8, gap: 1.04, share: 0.1 };
const CALLS: ModeCriteria = { separation: 8, gap: 1.08, share: 0.1 };
/** A run is placed by its fast end, where the machine's noise is small, and calls without their slow tail. */
const RUN_QUANTILE = 0.25;
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
  return sides.some((arm) => findModes(thinned(arm), CALLS) !== undefined);
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
