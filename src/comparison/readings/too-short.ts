import type { Subject } from '../subjects/subjects.ts';
import { medianOf } from './statistic.ts';

/** A value should last this many ticks of the clock that timed it. */
const FEWEST_TICKS = 50;
/** A single call cannot be made longer, and its quantiles are compared with a tick of tolerance. */
export const FEWEST_TICKS_OF_CALL = 10;

/** True where a wall-time value of either side lasts fewer ticks of its clock. */
export function isTooShort({ candidate, baseline }: Subject, ticks = FEWEST_TICKS): boolean {
  return [candidate, baseline].some((benchmark) => {
    const { resolution, loops = 1 } = benchmark?.method ?? {};
    const runs = benchmark?.metrics.wall_time?.runs;
    if (!resolution || !runs || runs.length === 0) return false;
    const typical = medianOf(runs.map(({ values }) => medianOf(values)));
    return typical * loops < ticks * resolution;
  });
}
