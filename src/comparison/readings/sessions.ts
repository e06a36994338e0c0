/** How much the same code differs from one session to the next on one machine: what a stored baseline must reckon with. */
import type { Measurements } from '../../samples/measurements.ts';
import { studentUpper } from '../../statistics/student.ts';
import { levelsOf } from './changes.ts';
import type { Interval, Levels } from './interval.ts';
import { medianOf } from './statistic.ts';

/** Standard deviation of one session, as a logarithm, and the degrees of freedom that it was estimated with. */
export interface Between {
  readonly deviation: number;
  readonly freedom: number;
}

export interface BetweenSessions {
  readonly cpu: Between;
  readonly wall: Between;
  /** For what is neither a time nor computed from one: nothing is known to shift it. */
  readonly other: Between;
}

/** Stored sessions from which the deviation is estimated; with fewer, the defaults are assumed. */
export const FEWEST_SESSIONS = 5;
/** Assumed where too few sessions are stored; power/ shows what comes of it. */
const DEFAULT_CPU: Between = { deviation: 0.015, freedom: 10 };
const DEFAULT_WALL: Between = { deviation: 0.1, freedom: 10 };
const NONE: Between = { deviation: 0, freedom: 10 };

/**
 * Deviation between sessions of one benchmark, from the differences of successive ones (von Neumann et al. 1941, "The
 * Mean Square Successive Difference", Annals of Math. Statistics 12), so that a lasting step in the code's own speed
 * counts once and not in every session after. `history` in any order.
 */
export function betweenSessions(name: string, history: readonly Measurements[]): BetweenSessions {
  const inOrderOfTime = [...history].sort((a, b) =>
    a.created < b.created ? -1 : a.created > b.created ? 1 : 0,
  );
  const found = (metric: string, fallback: Between): Between => {
    const levels = inOrderOfTime.flatMap(({ benchmarks }) => {
      const runs = benchmarks.find((benchmark) => benchmark.name === name)?.metrics[metric]?.runs ?? [];
      return runs.length > 0 ? [medianOf(levelsOf(runs, { kind: 'fastest' }))] : [];
    });
    if (levels.length < FEWEST_SESSIONS) return fallback;
    const squares = levels.slice(1).map((level, i) => (level - (levels[i] as number)) ** 2);
    const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length / 2);
    // Five sessions that happen to agree prove no machine perfect.
    return { deviation: Math.max(deviation, fallback.deviation / 3), freedom: levels.length - 1 };
  };
  return { cpu: found('cpu_time', DEFAULT_CPU), wall: found('wall_time', DEFAULT_WALL), other: NONE };
}

/** Widens bounds by the difference that two sessions may have: root of the sum of squares on each side. */
export function widen(interval: Interval, { deviation, freedom }: Between, levels: Levels): Interval {
  const { value, low, high } = interval;
  const shift = Math.SQRT2 * deviation;
  const further = (distance: number, level: number): number =>
    Math.hypot(distance, studentUpper(level, freedom) * shift);
  return {
    ...interval,
    low: value - further(value - low, levels.fail),
    high: value + further(high - value, levels.pass),
  };
}
