/** The verdict, from intervals and a limit. All of the rule that is not an interval is in this file. */
import type { Clock } from '../readings/clocks.ts';
import { type Interval, isAbove, isBelow } from '../readings/interval.ts';
import { EARLY_RUNS } from './levels.ts';

/** The change as one clock or one part of the values shows it. */
export interface Reading {
  /** Adverse is above; 0 is no change. */
  readonly interval: Interval;
  readonly what: 'judge' | 'wall' | 'bulk' | 'average';
  readonly clock?: Clock;
  /** Whether it can break the budget by itself. A pass needs all readings to agree. */
  readonly fails: boolean;
  /** The chance that unchanged code reads so adverse. */
  readonly chance?: (allowed: number) => number;
}

export interface Decision {
  readonly verdict: 'fail' | 'pass' | 'inconclusive';
  /** The reading that the verdict rests on; where it is open, the one that keeps it open. */
  readonly by: Reading;
}

/**
 * @param readings the judging one first
 * @param allowed the limit, as a logarithm of the change
 * @param runs of the smaller side
 */
export function decide(readings: readonly [Reading, ...Reading[]], allowed: number, runs: number): Decision {
  const breaks = readings.find(({ fails, interval }) => fails && isAbove(interval, allowed));
  if (breaks) return { verdict: 'fail', by: breaks };
  const early = runs < EARLY_RUNS && allowed > 0 ? allowed / 2 : allowed;
  const open = readings.find(({ what, interval }) => !isBelow(interval, what === 'judge' ? early : allowed));
  return open ? { verdict: 'inconclusive', by: open } : { verdict: 'pass', by: readings[0] };
}
