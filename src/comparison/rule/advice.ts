/** What would decide an open question: more processes, more time, or another budget, in the budget file's words. */
import type { Budget, Comparison } from '../../budgets/model.ts';
import { isDimension } from '../../samples/numbers/quantity.ts';
import { writeQuantity } from '../../samples/numbers/quantity-format.ts';
import { normalQuantile } from '../../statistics/normal.ts';
import type { Interval } from '../readings/interval.ts';
import { fromLogarithm } from '../readings/statistic.ts';
import type { Advice } from '../result.ts';
import { EARLY_RUNS, FAIL_LEVEL, FEWEST_TO_FAIL, PASS_LEVEL } from './levels.ts';
import { directionOf } from './limits.ts';

/** Beyond this, more processes are no advice: the value lies on its budget. */
export const MOST_PROCESSES = 1000;
/** Nobody allows a benchmark to get a thousand times as slow. */
const MOST_RATIO = 1000;
/** The standard normal quantile of 80 %: the plan succeeds four times in five. */
const POWER = 0.84;
const FAIL_Z = normalQuantile(1 - FAIL_LEVEL);
const PASS_Z = normalQuantile(1 - PASS_LEVEL);

/** Standard errors lie between the ends of an interval as they do for a normal distribution. */
function errorOf({ low, high }: Interval): number {
  return (high - low) / (FAIL_Z + PASS_Z);
}

/** The smallest relative change that a comparison with this interval shows with 80 %. */
export function detectableChange(interval: Interval): number {
  return fromLogarithm((FAIL_Z + POWER) * errorOf(interval)) - 1;
}

export interface Question {
  readonly budget: Budget;
  /** Adverse is above. */
  readonly interval: Interval;
  /** In the same logarithms as the interval. */
  readonly allowed: number;
  readonly runs: number;
  readonly kind: 'ratio' | 'absolute';
  /** The budget's own unit. */
  readonly unit: string;
}

/**
 * Processes a side with which the question would be decided with 80 %: the interval shrinks as 1/√n, and has to be shorter
 * than the way from the value to the limit. Undefined where it takes more than a thousand.
 */
export function neededRuns({ interval, allowed, runs }: Question): number | undefined {
  const excess = interval.value - allowed;
  const level = excess > 0 ? FAIL_Z : PASS_Z;
  const needed = Math.ceil(runs * ((errorOf(interval) * (level + POWER)) / Math.abs(excess)) ** 2);
  if (!(needed <= MOST_PROCESSES)) return undefined;
  const fewest = excess > 0 ? FEWEST_TO_FAIL : -excess < allowed / 2 ? EARLY_RUNS : 0;
  return Math.max(needed, runs + 1, fewest);
}

export function adviseOn(question: Question, secondsPerBlock: number | undefined): Advice {
  const { budget, interval, runs, kind, unit } = question;
  const wanted = neededRuns(question);
  const end = Math.exp(directionOf(budget) * interval.high);
  const isSensible = end > 0 && end < (kind === 'ratio' ? MOST_RATIO : 1e300);
  const limit = isSensible ? roundLimit(end, kind, budget.op) : undefined;
  return {
    ...(wanted !== undefined && { processes: wanted - runs }),
    ...(wanted !== undefined &&
      secondsPerBlock !== undefined && { max_time: Math.ceil(secondsPerBlock * wanted) }),
    ...(limit !== undefined && { limit, budget: proposeBudget(budget.metric, budget.op, kind, limit, unit) }),
  };
}

/** Rounds a limit outwards, so that the data at hand decide it: upper limits up, lower limits down. */
export function roundLimit(limit: number, kind: 'ratio' | 'absolute', op: Comparison): number {
  const upper = op.startsWith('<');
  const outwards = upper ? Math.ceil : Math.floor;
  if (kind === 'ratio') {
    const margin = (limit - 1) * 100;
    const step = Math.abs(margin) < 5 ? 0.5 : 1;
    return 1 + (outwards(margin / step + (upper ? 1e-9 : -1e-9)) * step) / 100;
  }
  const step = 10 ** (Math.floor(Math.log10(Math.abs(limit))) - 1);
  return Number.isFinite(step) && step > 0 ? outwards(limit / step) * step : limit;
}

/** A budget in the file's words: `time < baseline + 6.5%`, `p95 < 320 ms`. */
export function proposeBudget(
  metric: string,
  op: Comparison,
  kind: 'ratio' | 'absolute',
  limit: number,
  unit: string,
): string {
  if (kind === 'absolute') return `${metric} ${op} ${writeBound(limit, unit)}`;
  const percent = Number(((limit - 1) * 100).toFixed(1));
  const margin = percent === 0 ? '' : ` ${percent > 0 ? '+' : '-'} ${Math.abs(percent)}%`;
  return `${metric} ${op} baseline${margin}`;
}

function writeBound(value: number, unit: string): string {
  return isDimension(unit) ? writeQuantity(value, unit) : String(Number(value.toPrecision(12)));
}
