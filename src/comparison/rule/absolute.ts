/** Judges one budget with a bound of its own, such as `p95 < 300 ms`, on the candidate alone. */
import type { Budget } from '../../budgets/model.ts';
import type { Run } from '../../samples/measurements.ts';
import { levelsOf } from '../readings/changes.ts';
import { busyShare, mayJudgeByCpu } from '../readings/clocks.ts';
import { type Interval, isAbove, isBelow, keepApart, pairedInterval } from '../readings/interval.ts';
import { fromLogarithm, logarithm } from '../readings/statistic.ts';
import { summarise } from '../readings/summary.ts';
import { type Quantity, shownAs } from '../subjects/quantity.ts';
import { adviseOn, detectableChange } from './advice.ts';
import type { Finding } from './finding.ts';
import { CONFIDENCE, FEWEST_RUNS, JUDGE } from './levels.ts';
import { directionOf } from './limits.ts';
import { measureTail, runsForTail } from './tail.ts';

/** Relative differences below this are not told apart. */
const LEAST_DIFFERENCE = Math.log1p(0.001);

export interface AbsoluteRequest {
  readonly budget: Budget;
  readonly quantity: Quantity;
  readonly runs: readonly Run[];
  readonly cpu: readonly Run[] | undefined;
  readonly secondsPerBlock?: number | undefined;
}

export function judgeAbsolute({ budget, quantity, runs, cpu, secondsPerBlock }: AbsoluteRequest): Finding {
  const bound = budget.bound.kind === 'absolute' ? budget.bound.value : Number.NaN;
  const direction = directionOf(budget);
  const { statistic } = quantity;
  const { judged, clock } = quantity.choosesClock
    ? chooseClock(runs, cpu)
    : { judged: runs, clock: undefined };
  // Of one value of a process, a quantile is not that of all values: those count one by one.
  const p = statistic.kind === 'quantile' && statistic.p !== 0.5 ? statistic.p : undefined;
  const tail = p === undefined ? undefined : measureTail(judged, p, bound / quantity.scale, direction);
  const adverse = () => levelsOf(judged, statistic).map((level) => direction * level);
  const interval = keepApart(tail?.interval ?? pairedInterval(adverse(), JUDGE), LEAST_DIFFERENCE);
  const show = (level: number): number => quantity.scale * fromLogarithm(direction * level);
  const value = show(interval.value);
  const base = {
    facts: [],
    unit: quantity.unit,
    better: quantity.better,
    candidate: summarise(runs, value, shownAs(quantity)),
    limit: { kind: 'absolute' as const, value: bound },
    runs: runs.length,
    ...(clock && { clock }),
  };
  if (runs.length < FEWEST_RUNS) {
    const advice = { processes: FEWEST_RUNS - runs.length };
    return { ...base, verdict: 'inconclusive', doubt: 'too-few-runs', advice };
  }
  const allowed = direction * logarithm(bound / quantity.scale);
  const enough = tail?.enough ?? true;
  const verdict = isAbove(interval, allowed)
    ? 'fail'
    : isBelow(interval, allowed) && enough
      ? 'pass'
      : 'inconclusive';
  const ends = [show(interval.low), show(interval.high)];
  const open = verdict === 'inconclusive';
  const within = !enough && interval.value < allowed;
  // All of the interval is beyond the limit, and it takes more to be sure of that.
  const beyond = !interval.sure.low && interval.low > allowed;
  const few = open && (within || beyond);
  const isBeyond = (value: number): boolean => direction * (value - bound / quantity.scale) > 0;
  const advice =
    few && tail
      ? runsForTail(judged, p ?? 0.5, within, isBeyond, secondsPerBlock)
      : adviseOn(
          {
            budget,
            interval: inUnits(interval, direction, quantity.scale),
            allowed: direction * logarithm(bound),
            runs: runs.length,
            kind: 'absolute',
            unit: quantity.unit,
          },
          secondsPerBlock,
        );
  return {
    ...base,
    verdict,
    ...(few && { doubt: tail ? ('few-effective-values' as const) : ('too-few-runs' as const) }),
    estimate: { value, low: Math.min(...ends), high: Math.max(...ends), confidence: CONFIDENCE },
    detectable: detectableChange(interval),
    ...(open && { advice }),
    ...(tail?.tooFew && { tooFew: true }),
  };
}

/** From logarithms of the metric's own unit to those of the budget's. */
function inUnits(interval: Interval, direction: 1 | -1, scale: number): Interval {
  const by = direction * Math.log(scale);
  const { value, low, high, sure } = interval;
  return { value: value + by, low: low + by, high: high + by, sure };
}

/** On several cores, CPU time is a multiple of the time that passes. */
function chooseClock(
  wall: readonly Run[],
  cpu: readonly Run[] | undefined,
): { readonly judged: readonly Run[]; readonly clock: 'cpu' | 'wall' } {
  const share = cpu && busyShare(wall, cpu);
  const may = mayJudgeByCpu({ baseline: share, candidate: share });
  return cpu && may.cpu && !may.parallel ? { judged: cpu, clock: 'cpu' } : { judged: wall, clock: 'wall' };
}
