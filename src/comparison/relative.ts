/** Judges one budget that compares the candidate with the baseline. */
import type { Budget } from '../budgets/model.ts';
import { asMeasured } from '../statistics/arm.ts';
import { detectableChange, makeDecider, proposeBudget, roundLimit } from './decider.ts';
import { BULK, type Estimator, estimate, TENTH } from './estimator.ts';
import { limitOf } from './exact.ts';
import type { Finding } from './finding.ts';
import { CONFIDENCE, FEWEST_RUNS, TWO_MODE_RUNS } from './levels.ts';
import type { Both, Prepared } from './prepared.ts';
import type { Quantity } from './quantity.ts';
import { type Excess, type ExcessQuestion, keepApart, measureExcess } from './resampling.ts';
import type { Note } from './result.ts';
import { type BetweenSessions, widen } from './sessions.ts';
import { summarise } from './summary.ts';
import { type Clock, judgeClocks, judgeTime } from './time.ts';

export interface RelativeContext {
  readonly budget: Budget;
  readonly quantity: Quantity;
  readonly prepared: Prepared;
  readonly both: Both;
  /** Against a stored baseline: how much sessions differ. Undefined side by side. */
  readonly between?: BetweenSessions;
  readonly secondsPerBlock?: number;
}

/** An improvement is told from this change on. */
const IMPROVED = Math.log(1.01);
/** Against a stored baseline only budgets with at least this margin can fail. */
const STORED_MARGIN = 0.05;
/** Relative differences below this are not told apart, whatever the clock. */
const LEAST_DIFFERENCE = 0.001;
const LEAST_MEMORY = 2 ** 20;

export function judgeRelative(context: RelativeContext): Finding {
  const { budget, quantity, both, between } = context;
  const show = (value: number): number => value * quantity.scale;
  const runs = Math.min(both.baseline.runs.length, both.candidate.runs.length);
  const upper = budget.op.startsWith('<');
  const direction = upper ? 1 : -1;
  const enough = runs >= FEWEST_RUNS;
  const found = enough ? measure(context, direction) : undefined;
  const sides = found?.clock === 'cpu' ? (context.prepared.both('cpu_time') as Both) : both;
  const estimator = found?.estimator ?? firstEstimator(quantity);
  const before = show(estimate(estimator, sides.baseline.arm, asMeasured(sides.baseline.arm)));
  const after = show(estimate(estimator, sides.candidate.arm, asMeasured(sides.candidate.arm)));
  const isTime = quantity.statistic.kind === 'reciprocal-mean';
  const shown = isTime ? (value: number) => 1 / value : show;
  const limit = limitOf(budget, before) / before;
  const base = {
    unit: quantity.unit,
    better: quantity.better,
    baseline: summarise(both.baseline, before, shown),
    candidate: summarise(both.candidate, after, shown),
    limit: { kind: 'ratio' as const, value: Number.isFinite(limit) ? limit : 1 },
    runs,
  };
  if (!found) {
    const decider = { processes: FEWEST_RUNS - runs };
    return { ...base, verdict: 'inconclusive', notes: ['too-few-runs'], decider };
  }
  const { excess, clock } = found;
  const notes = [...found.notes];
  const agree = upper === (quantity.better === 'lower');
  const logLimit = direction * Math.log(base.limit.value);
  const fewest = notes.includes('two-modes') ? TWO_MODE_RUNS : FEWEST_RUNS;
  let verdict: Finding['verdict'] = 'inconclusive';
  if (runs >= fewest) {
    if (excess.low > 0) verdict = 'fail';
    else if (excess.high < 0 && !notes.includes('wall-guard')) {
      verdict = agree && excess.high + logLimit < -IMPROVED ? 'improved' : 'pass';
    }
  }
  if (verdict === 'fail' && between && !allowsStored(budget, base.limit.value, direction)) {
    verdict = 'inconclusive';
    notes.push('stored-margin');
  }
  if (verdict === 'pass' && excess.low + logLimit > 0) notes.push('slower-within-budget');
  if (before === 0) notes.push('from-zero');
  const ends = [excess.low, excess.high].map((end) => Math.exp(direction * end) * base.limit.value);
  const ratio = Math.exp(direction * excess.value) * base.limit.value;
  const proposal =
    verdict === 'inconclusive' && before > 0
      ? roundLimit(Math.exp(direction * excess.high) * base.limit.value, 'ratio', budget.op)
      : undefined;
  const decider = makeDecider(excess, runs, fewest, context.secondsPerBlock, proposal);
  const words =
    proposal === undefined
      ? undefined
      : proposeBudget(budget.metric, budget.op, 'ratio', proposal, base.unit);
  return {
    ...base,
    verdict,
    notes,
    change: { ratio, low: Math.min(...ends), high: Math.max(...ends), confidence: CONFIDENCE },
    detectable: detectableChange(excess.error, runs),
    ...(clock && { clock }),
    ...(verdict === 'inconclusive' && { decider: { ...decider, ...(words && { budget: words }) } }),
    excess,
  };
}

interface Measured {
  readonly excess: Excess;
  readonly estimator: Estimator;
  readonly clock?: Clock;
  readonly notes: readonly Note[];
}

function measure(context: RelativeContext, direction: 1 | -1): Measured {
  const { budget, quantity, prepared, both, between } = context;
  const ask = {
    resampling: prepared.resampling(both),
    direction,
    limit: (value: number) => limitOf(budget, value * quantity.scale) / quantity.scale,
  } satisfies Partial<ExcessQuestion>;
  const arms = (found: Both) => ({ baseline: found.baseline.arm, candidate: found.candidate.arm });
  const least = leastDifference(context);
  if (quantity.statistic.kind !== 'fastest') {
    const estimator = quantity.statistic;
    const excess = keepApart(measureExcess({ ...ask, ...arms(both), estimator }), least);
    return { excess: between ? widen(excess, between.other) : excess, estimator, notes: [] };
  }
  const cpu = quantity.choosesClock ? prepared.both('cpu_time') : undefined;
  const busy = cpu ? prepared.busy() : { baseline: undefined, candidate: undefined };
  const clocks = judgeClocks(busy.baseline, busy.candidate);
  // Between sessions, wall time differs by as much as the machine's load; only CPU time has a chance.
  const timeArms = {
    wall: between && clocks.cpu && cpu ? arms(cpu) : arms(both),
    ...(cpu && { cpu: arms(cpu) }),
  };
  const { judged, guard } = judgeTime(timeArms, clocks.cpu && !between, clocks.waits, least, ask);
  const clock: Clock = between && clocks.cpu ? 'cpu' : quantity.source === 'cpu_time' ? 'cpu' : judged.clock;
  const notes: Note[] = [];
  if (guard) notes.push('wall-guard');
  if (clocks.waits > 0 && clock === 'cpu') notes.push('waits');
  const modal = prepared.modes(clock === 'cpu' && cpu ? 'cpu_time' : quantity.source);
  let excess = judged.excess;
  if (modal) {
    notes.push('two-modes');
    const sides = clock === 'cpu' && cpu ? arms(cpu) : arms(both);
    excess = worse(excess, keepApart(measureExcess({ ...ask, ...sides, estimator: BULK }), least));
  }
  if (between) excess = widen(excess, clock === 'cpu' ? between.cpu : between.wall);
  return { excess, estimator: judged.estimator, notes, ...(quantity.choosesClock && { clock }) };
}

/** The estimate by which a budget is broken, or else the one that is further from holding. */
function worse(a: Excess, b: Excess): Excess {
  if (a.low > 0 !== b.low > 0) return a.low > 0 ? a : b;
  return a.high >= b.high ? a : b;
}

function firstEstimator({ statistic }: Quantity): Estimator {
  return statistic.kind === 'fastest' ? TENTH : statistic;
}

/** The smallest difference that is told apart, as a logarithm: a step of the clock, 0.1 %, or a MiB of memory. */
function leastDifference({ quantity, prepared, both }: RelativeContext): number {
  const value = both.baseline.arm.values[0] as number;
  if (!(value > 0)) return Math.log1p(LEAST_DIFFERENCE);
  if (quantity.source === 'peak_memory') return Math.log1p(Math.max(0.005, LEAST_MEMORY / value));
  const method = prepared.subject.candidate?.method;
  const step = quantity.unit === 's' ? (method?.resolution ?? 0) / (method?.loops ?? 1) : 0;
  return Math.log1p(Math.max(step / value, LEAST_DIFFERENCE));
}

function allowsStored({ metric }: Budget, limit: number, direction: 1 | -1): boolean {
  if (metric === 'peak_memory' || metric === 'instructions') return true;
  return direction * Math.log(limit) >= Math.log1p(STORED_MARGIN) * (direction === 1 ? 1 : 0.95) - 1e-9;
}
