/** What would decide an open question: more processes, more time, or another budget, in the budget file's words. */
import type { Comparison } from '../budgets/model.ts';
import type { Dimension } from '../samples/quantity.ts';
import { writeQuantity } from '../samples/quantity-format.ts';
import { studentUpper } from '../statistics/student.ts';
import { FAIL_LEVEL, PASS_LEVEL } from './levels.ts';
import type { Excess } from './resampling.ts';
import type { Decider } from './result.ts';

/** Beyond this, more processes are no advice: the value lies on its budget. */
const MOST_PROCESSES = 1000;
/** The standard normal quantile of 80 %: the plan succeeds four times in five. */
const POWER = 0.84;

/**
 * Processes a side with which the question would be decided with 80 %: ⌈(s·(t + 0.84) / |θ − β|)²⌉ with s = √R × the
 * standard error now. Undefined where it takes more than a thousand.
 */
export function neededRuns({ value, error }: Excess, runs: number): number | undefined {
  const level = value > 0 ? FAIL_LEVEL : PASS_LEVEL;
  const single = Math.sqrt(runs) * error;
  let needed = Math.max(runs, 20);
  // t depends on the answer; it settles in a few rounds.
  for (let round = 0; round < 5; round++) {
    const t = studentUpper(level, Math.min(needed, MOST_PROCESSES) - 1);
    needed = Math.max(2, Math.ceil(((single * (t + POWER)) / Math.abs(value)) ** 2));
    if (!(needed <= MOST_PROCESSES)) return undefined;
  }
  return needed;
}

/** The smallest relative change that a comparison with this standard error shows with 80 %. */
export function detectableChange(error: number, runs: number): number {
  return Math.expm1((studentUpper(FAIL_LEVEL, runs - 1) * Math.sqrt(runs / (runs - 1)) + POWER) * error);
}

export function makeDecider(
  excess: Excess,
  runs: number,
  fewest: number,
  secondsPerBlock: number | undefined,
  limit: number | undefined,
): Decider {
  const needed = neededRuns(excess, runs);
  const wanted = needed === undefined ? undefined : Math.max(needed, fewest, runs + 1);
  return {
    ...(wanted !== undefined && { processes: wanted - runs }),
    ...(wanted !== undefined &&
      secondsPerBlock !== undefined && { max_time: Math.ceil(secondsPerBlock * wanted) }),
    ...(limit !== undefined && { limit }),
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
  return DIMENSIONS.has(unit)
    ? writeQuantity(value, unit as Dimension)
    : String(Number(value.toPrecision(12)));
}
const DIMENSIONS: ReadonlySet<string> = new Set([
  's',
  'B',
  '1/s',
  'count',
  '$',
  'ratio',
] satisfies Dimension[]);
