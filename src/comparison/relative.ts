/** Judges one budget that compares the candidate with the baseline. */
import type { Budget } from '../budgets/model.ts';
import { asMeasured } from '../statistics/arm.ts';
import { type ChanceQuestion, chanceBeyond } from './chance.ts';
import { detectableChange, makeDecider, proposeBudget, roundLimit } from './decider.ts';
import { type Estimator, estimate, TENTH } from './estimator.ts';
import { limitOf, ratioLimit } from './exact.ts';
import type { Finding } from './finding.ts';
import {
  CONFIDENCE,
  FEWEST_FOR_SMALL,
  FEWEST_RUNS,
  hasSmallMargin,
  PAIRED_RUNS,
  SMALL_MARGIN,
  TWO_MODE_RUNS,
} from './levels.ts';
import { pairChanges } from './pair-changes.ts';
import type { Both, Prepared } from './prepared.ts';
import type { Quantity } from './quantity.ts';
import { bootstrap, type Excess, jackknife, keepApart, moveBy } from './resampling.ts';
import type { Note } from './result.ts';
import { type BetweenSessions, widen } from './sessions.ts';
import { summarise } from './summary.ts';
import { type Arms, type Clock, judgeClocks, judgeTime, sharesDiffer } from './time.ts';
import { loneModes, modesApart } from './two-modes.ts';

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
const IMPROVED = 0.01;
/** Against a stored baseline, only changes of this size are told, and only budgets with this margin can fail. */
const STORED_MARGIN = 0.05;
/** Relative differences below this are not told apart, whatever the clock. */
const LEAST_DIFFERENCE = 0.001;
const LEAST_MEMORY = 2 ** 20;

/**
 * Chance that the runs one by one may leave for what the pooled values prove. Far from proof by itself: five runs are
 * only asked not to contradict.
 */
const RUNS_LEVEL = 0.2;

/** Doubts that a pass has to answer first. */
const WITHHOLDING: readonly Note[] = ['wall-guard', 'bulk-guard'];

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
  const cores = found?.cores ?? { baseline: 1, candidate: 1 };
  const level = (side: 'baseline' | 'candidate'): number =>
    show(estimate(estimator, sides[side].arm, asMeasured(sides[side].arm)) / cores[side]);
  const [before, after] = [level('baseline'), level('candidate')];
  const isTime = quantity.statistic.kind === 'reciprocal-mean';
  const shown = isTime ? (value: number) => 1 / value : show;
  const base = {
    unit: quantity.unit,
    better: quantity.better,
    baseline: summarise(both.baseline, before, shown),
    candidate: summarise(both.candidate, after, shown),
    limit: { kind: 'ratio' as const, value: ratioLimit(budget, before) },
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
  const isSmall = hasSmallMargin(base.limit.value, direction);
  const withheld = WITHHOLDING.some((note) => notes.includes(note));
  const bearsOut = (adverse: 1 | -1, factor: number): boolean =>
    found.chance(adverse === direction ? 1 : -1, factor) <= RUNS_LEVEL;
  let verdict: Finding['verdict'] = 'inconclusive';
  const apart =
    notes.includes('two-modes') &&
    !between &&
    modesApart(sides.baseline.arm, sides.candidate.arm, base.limit.value, direction);
  if (excess.low > 0 && (runs >= fewest || apart)) verdict = 'fail';
  const long = runs >= Math.max(fewest, isSmall ? FEWEST_FOR_SMALL : 0);
  // One slow run on each side may be a second mode, of which no more is known.
  const lone = () =>
    !between &&
    runs < (isSmall ? TWO_MODE_RUNS : PAIRED_RUNS) &&
    loneModes(sides.baseline.arm, sides.candidate.arm);
  if (excess.high < 0 && long && !withheld) {
    if (lone()) {
      notes.push('two-modes');
    } else {
      const told = Math.log1p(between ? STORED_MARGIN : IMPROVED);
      const better = agree && excess.high + logLimit < -told && bearsOut(-1, Math.exp(-direction * told));
      verdict = better ? 'improved' : 'pass';
    }
  }
  if (
    (verdict === 'fail' && !bearsOut(1, base.limit.value)) ||
    (verdict === 'pass' && logLimit <= 0 && !bearsOut(-1, base.limit.value))
  ) {
    verdict = 'inconclusive';
    notes.push('runs-disagree');
  }
  if (notes.includes('busy-session')) verdict = 'inconclusive';
  if (verdict === 'fail' && between && !allowsStored(budget, base.limit.value, direction)) {
    verdict = 'inconclusive';
    notes.push('stored-margin');
  }
  const chance =
    isSmall && !between ? chanceUnchanged(verdict, base.limit.value, direction, found) : undefined;
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
    ...(chance !== undefined && { chance }),
    ...(verdict === 'inconclusive' && { decider: { ...decider, ...(words && { budget: words }) } }),
  };
}

/**
 * The chance that unchanged code looks so adverse that a small margin is broken; 1 where it is not, and 0 where a budget
 * of +5 % would be broken as well, which is beyond doubt. A budget that demands an improvement is to fail unchanged code.
 */
function chanceUnchanged(
  verdict: Finding['verdict'],
  limit: number,
  direction: 1 | -1,
  { excess, chance }: Measured,
): number {
  if (verdict !== 'fail') return 1;
  if (excess.low + Math.max(0, direction * Math.log(limit)) > Math.log1p(SMALL_MARGIN)) return 0;
  const factor = direction === 1 ? Math.min(1, limit) : Math.max(1, limit);
  return chance(direction, factor);
}

interface Measured {
  readonly excess: Excess;
  readonly estimator: Estimator;
  readonly clock?: Clock;
  /** Code on several cores: its CPU seconds for each second that passes, where CPU time judged. */
  readonly cores?: { readonly baseline: number; readonly candidate: number };
  readonly notes: readonly Note[];
  /** The chance that a candidate at `factor` times the baseline looks at least this adverse, run by run. */
  readonly chance: (direction: 1 | -1, factor: number) => number;
}

function measure(context: RelativeContext, direction: 1 | -1): Measured {
  const { budget, quantity, prepared, both, between } = context;
  const least = leastDifference(context);
  // The limit `baseline + 5%` only shifts a change: several budgets share what was measured.
  const ratio = budget.bound.kind === 'baseline' ? budget.bound.ratio : undefined;
  const question = {
    direction,
    paired: both.paired,
    limit: (value: number) =>
      ratio === undefined ? limitOf(budget, value * quantity.scale) / quantity.scale : value,
  };
  const ask = (how: 'quick' | 'thorough', source: string, arms: Arms, estimator: Estimator): Excess => {
    const whole = { ...question, ...arms, estimator };
    const make = () => (how === 'quick' ? jackknife(whole) : bootstrap(whole, prepared.resampling(both)));
    if (ratio === undefined) return make();
    const key = `${how} ${source} ${JSON.stringify(estimator)} ${direction}`;
    return moveBy(prepared.remember(key, make), -direction * Math.log1p(ratio));
  };
  const arms = (found: Both): Arms => ({ baseline: found.baseline.arm, candidate: found.candidate.arm });
  if (quantity.statistic.kind !== 'fastest') {
    const estimator = quantity.statistic;
    const excess = keepApart(ask('thorough', quantity.source, arms(both), estimator), least);
    const chance = askRuns({ ...arms(both), estimator, paired: both.paired });
    return { excess: between ? widen(excess, between.other) : excess, estimator, notes: [], chance };
  }
  const cpu = quantity.choosesClock ? prepared.both('cpu_time') : undefined;
  const busy = cpu ? prepared.busy() : { baseline: undefined, candidate: undefined };
  const waits = judgeClocks(busy.baseline, busy.candidate);
  // A margin in seconds means seconds that pass.
  const allowsCpu = waits.cpu && !(waits.parallel && ratio === undefined);
  const own: Clock = quantity.source === 'cpu_time' ? 'cpu' : 'wall';
  const clocks: { clock: Clock; arms: Arms }[] = [];
  if (cpu && allowsCpu) clocks.push({ clock: 'cpu', arms: arms(cpu) });
  // Between sessions, wall time differs by as much as the machine's load does: where CPU time may judge, it judges alone.
  if (clocks.length === 0 || !between) clocks.push({ clock: own, arms: arms(both) });
  const timedBy = (clock: Clock): { source: string; found: Both } =>
    clock === 'cpu' && cpu ? { source: 'cpu_time', found: cpu } : { source: quantity.source, found: both };
  const judged = judgeTime({
    clocks,
    measure: (how, clock, estimator) => {
      const { source, found } = timedBy(clock);
      return ask(how, source, arms(found), estimator);
    },
    direction,
    pairs: (clock) => {
      const { source, found } = timedBy(clock);
      return prepared.remember(`pairs ${source}`, () => pairChanges(found));
    },
    allowed: Math.log(ratioLimit(budget, quickLevel(both) * quantity.scale)),
    waits,
    least,
    modal: (clock) => prepared.modes(timedBy(clock).source),
  });
  const { clock, estimator } = judged;
  const notes: Note[] = [];
  if (judged.wallGuard) notes.push('wall-guard');
  if (judged.bulkGuard) notes.push('bulk-guard');
  if (waits.waits > 0 && clock === 'cpu') notes.push('waits');
  if (judged.modal) notes.push('two-modes');
  if (between && clock === 'wall' && sharesDiffer(busy.baseline, busy.candidate)) notes.push('busy-session');
  const excess = between ? widen(judged.excess, between[clock]) : judged.excess;
  const { witness } = judged;
  const chance =
    witness.chance ?? askRuns({ ...witness.arms, estimator: witness.estimator, paired: both.paired });
  const { baseline, candidate } = busy;
  const cores =
    clock === 'cpu' && waits.parallel && baseline && candidate
      ? { baseline: baseline.share, candidate: candidate.share }
      : undefined;
  return {
    excess,
    estimator,
    notes,
    chance,
    ...(quantity.choosesClock && { clock }),
    ...(cores && { cores }),
  };
}

function askRuns(question: Omit<ChanceQuestion, 'direction'>): Measured['chance'] {
  return (direction, factor) => chanceBeyond({ ...question, direction }, factor);
}

function quickLevel({ baseline }: Both): number {
  return estimate(TENTH, baseline.arm, asMeasured(baseline.arm));
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
