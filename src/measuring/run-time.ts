/** How long a run may take: set-up, measuring, measuring again and profiling, all of it. `measure.total_time` says so. */
import { DEFAULTS } from '../budgets/build.ts';

export interface RunTime {
  /** Seconds for the whole run. */
  readonly total: number;
  /** Seconds until its end; below 0 once that is past. */
  left(): number;
  /** What comes after this part has the rest. */
  readonly isPart?: boolean;
  /** The most seconds that profiling may take of it, all benchmarks together. */
  readonly profiling: number;
}

const PROFILING_SHARE = 1 / 4;
/** Where nobody said how long the run may take, nobody expects to wait for profiles. */
const PROFILING_UNASKED = 60;

/**
 * @param started when the run began, on `clock`
 * @param written `total_time` of the budget file, where it says so
 */
export function createRunTime(clock: () => number, started: number, written: number | undefined): RunTime {
  const total = written ?? DEFAULTS.total_time;
  const share = total * PROFILING_SHARE;
  return {
    total,
    left: () => started + total - clock(),
    profiling: written === undefined ? Math.min(PROFILING_UNASKED, share) : share,
  };
}

/** A part of what is left, so that something remains for what comes after. */
export function partOf(time: RunTime, share: number): RunTime {
  const kept = Math.max(0, time.left()) * (1 - share);
  return { ...time, isPart: true, left: () => time.left() - kept };
}
