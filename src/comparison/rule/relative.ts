/** Judges one budget that compares the candidate with the baseline: measure, decide, describe. */
import type { Budget } from '../../budgets/model.ts';
import { rankSumChance } from '../../statistics/rank-sum.ts';
import { signedRankChance } from '../../statistics/signed-rank.ts';
import { studentUpper } from '../../statistics/student.ts';
import { changesOf, levelsOf } from '../readings/changes.ts';
import { type Busy, busyShare, type Clock, mayJudgeByCpu, sharesDiffer } from '../readings/clocks.ts';
import {
  type Interval,
  isAbove,
  isBelow,
  keepApart,
  type Levels,
  moveBy,
  pairedInterval,
  unpairedInterval,
} from '../readings/interval.ts';
import { type BetweenSessions, widen } from '../readings/sessions.ts';
import { BULK, fromLogarithm, logarithm, medianOf, type Statistic } from '../readings/statistic.ts';
import { summarise } from '../readings/summary.ts';
import { type Both, tookTurns } from '../subjects/pairing.ts';
import { isOfTime, type Quantity, shownAs } from '../subjects/quantity.ts';
import { adviseOn, detectableChange } from './advice.ts';
import { type Decision, decide, type Reading } from './decide.ts';
import type { Doubt, Fact, Finding } from './finding.ts';
import { CONFIDENCE, CPU_SHARE, FEWEST_RUNS, GUARD_LEVEL, hasSmallMargin, JUDGE } from './levels.ts';
import { directionOf, ratioLimit } from './limits.ts';
import { showsTwoModes } from './modes.ts';

export interface RelativeRequest {
  readonly budget: Budget;
  readonly quantity: Quantity;
  /** The metric that the quantity is computed from. */
  readonly both: Both;
  /** CPU time, where it was measured. */
  readonly cpu: Both | undefined;
  /** Against a stored baseline: how much sessions differ. Undefined side by side. */
  readonly between?: BetweenSessions | undefined;
  /** Smallest step of the clock for one call, in seconds. */
  readonly resolution: number;
  readonly secondsPerBlock?: number | undefined;
}

/** An improvement is told from this change on; against a stored baseline, from STORED_MARGIN on. */
const IMPROVED = 0.01;
/** Against a stored baseline, only budgets with this margin can fail. */
const STORED_MARGIN = 0.05;
/** Relative differences below this are not told apart, whatever the clock. */
const LEAST_DIFFERENCE = 0.001;
const LEAST_MEMORY = { share: 0.005, bytes: 2 ** 20 };

export function judgeRelative(request: RelativeRequest): Finding {
  const { budget, quantity, both, between } = request;
  const direction = directionOf(budget);
  const runs = Math.min(both.baseline.length, both.candidate.length);
  const measured = runs >= FEWEST_RUNS ? readChange(request, direction) : undefined;
  const limit = ratioLimit(budget, levels(request, direction, measured?.readings[0])[0]);
  const base = {
    unit: quantity.unit,
    better: quantity.better,
    limit: { kind: 'ratio' as const, value: limit },
    runs,
  };
  if (!measured) {
    return {
      ...base,
      ...sides(request, levels(request, direction, undefined)),
      verdict: 'inconclusive',
      doubt: 'too-few-runs',
      facts: [],
      advice: { processes: FEWEST_RUNS - runs },
    };
  }
  const allowed = direction * logarithm(limit);
  const decision = decide(measured.readings, allowed, runs);
  const { interval, clock } = decision.by;
  const shown = levels(request, direction, decision.by);
  const fromZero = shown[0] === 0 && shown[1] !== 0;
  const doubt = doubtOf(decision, request, allowed, measured.busy);
  const open = doubt !== undefined || decision.verdict === 'inconclusive';
  const improves = (direction === 1) === (quantity.better === 'lower');
  const least = Math.log1p(between ? STORED_MARGIN : IMPROVED);
  const better = decision.verdict === 'pass' && improves && isBelow(interval, -least);
  const ends = [interval.low, interval.high].map((end) => fromLogarithm(direction * end));
  const small = hasSmallMargin(limit, direction) && !between;
  return {
    ...base,
    ...sides(request, shown),
    verdict: open ? 'inconclusive' : better ? 'improved' : decision.verdict,
    ...(doubt && { doubt }),
    facts: factsOf(decision, measured, fromZero),
    ...(!fromZero && {
      change: {
        ratio: fromLogarithm(direction * interval.value),
        low: Math.min(...ends),
        high: Math.max(...ends),
        confidence: CONFIDENCE,
      },
    }),
    detectable: detectableChange(interval),
    ...(clock && { clock }),
    ...(small && { chance: open || decision.verdict !== 'fail' ? 1 : chanceUnchanged(decision.by, allowed) }),
    ...(open && {
      advice: adviseOn(
        { budget, interval, allowed, runs, kind: 'ratio', unit: quantity.unit },
        request.secondsPerBlock,
      ),
    }),
  };
}

export interface Measured {
  readonly readings: readonly [Reading, ...Reading[]];
  readonly busy: Busy;
  readonly modes: boolean;
  /** By how much CPU time was moved for what it leaves out. */
  readonly waits: number;
}

/** Every reading of the change, the one that judges first. */
export function readChange(request: RelativeRequest, direction: 1 | -1): Measured {
  const { budget, quantity, both, cpu, between } = request;
  const least = leastDifference(request);
  const read = (
    found: Both,
    statistic: Statistic,
    levels: Levels,
    deviation: keyof BetweenSessions,
  ): Pick<Reading, 'interval' | 'chance'> => {
    const finish = (interval: Interval): Interval =>
      keepApart(between ? widen(interval, between[deviation], levels) : interval, least);
    if (found.paired) {
      const adverse = changesOf(found, statistic).map((change) => direction * change);
      return {
        interval: finish(pairedInterval(adverse, levels)),
        chance: (allowed) => signedRankChance(adverse.map((change) => change - Math.min(0, allowed))),
      };
    }
    const [before, after] = [found.baseline, found.candidate].map((runs) =>
      levelsOf(runs, statistic).map((level) => direction * level),
    ) as [Float64Array, Float64Array];
    return {
      interval: finish(unpairedInterval(before, after, levels)),
      chance: (allowed) =>
        rankSumChance(
          before.map((level) => level + Math.min(0, allowed)),
          after,
        ),
    };
  };
  const none: Busy = { baseline: undefined, candidate: undefined };
  if (quantity.statistic.kind !== 'fastest') {
    const deviation = isOfTime(quantity) ? 'wall' : 'other';
    const judge = read(both, quantity.statistic, JUDGE, deviation);
    return { readings: [{ ...judge, what: 'judge', fails: true }], busy: none, modes: false, waits: 0 };
  }
  const own: Clock = quantity.source === 'cpu_time' ? 'cpu' : 'wall';
  const busy =
    quantity.choosesClock && cpu
      ? {
          baseline: busyShare(both.baseline, cpu.baseline),
          candidate: busyShare(both.candidate, cpu.candidate),
        }
      : none;
  const may = mayJudgeByCpu(busy);
  // A margin in seconds means seconds that pass.
  const byCpu =
    cpu && may.cpu && !(may.parallel && budget.bound.kind === 'baseline-offset') ? cpu : undefined;
  const [clock, judging]: [Clock, Both] = byCpu ? ['cpu', byCpu] : [own, both];
  const part = (share: number): Levels => ({ fail: share * JUDGE.fail, pass: JUDGE.pass });
  const within = <R extends Pick<Reading, 'chance'>>(reading: R, share: number): R => {
    const { chance } = reading;
    return chance ? { ...reading, chance: (allowed: number) => chance(allowed) / share } : reading;
  };
  const shownClock = quantity.choosesClock ? { clock } : {};
  const turns = tookTurns(judging);
  const share = byCpu && turns ? CPU_SHARE : 1;
  const judge = within(read(judging, quantity.statistic, part(share), clock), share);
  const waits = byCpu && !turns && !between ? moreWaiting(busy, direction) : 0;
  const interval = moveBy(judge.interval, waits);
  const readings: [Reading, ...Reading[]] = [
    { ...judge, ...shownClock, interval, what: 'judge', fails: true },
  ];
  // Without turns, wall time is mostly other tenants, and between sessions it is as shifted as the machine's load.
  if (byCpu && turns) {
    const levels = { fail: (1 - CPU_SHARE) * JUDGE.fail, pass: GUARD_LEVEL };
    const wall = within(read(both, quantity.statistic, levels, 'wall'), 1 - CPU_SHARE);
    readings.push({ ...wall, clock: 'wall', what: 'wall', fails: true });
  }
  const bulk = read(judging, BULK, { fail: JUDGE.fail, pass: GUARD_LEVEL }, clock);
  const seen = turns ? bulk.interval : estimateOnly(bulk.interval);
  readings.push({ ...bulk, ...shownClock, interval: seen, what: 'bulk', fails: false });
  if (turns) {
    const changes = changesOf(judging, quantity.statistic).map((change) => direction * change);
    readings.push({ ...average(changes), ...shownClock });
  }
  return { readings, busy, modes: showsTwoModes(judging), waits };
}

/**
 * What CPU time leaves out of the change, as a logarithm: by how much less of a core the candidate keeps busy at its best.
 * Where processes take turns, wall time shows it block by block; elsewhere wall time is mostly other tenants.
 */
function moreWaiting({ baseline = 1, candidate = 1 }: Busy, direction: 1 | -1): number {
  const waits = direction * Math.log(baseline / candidate);
  return waits > AGREE ? waits : 0;
}
/** On a loaded machine the busy share of one and the same code varies by 0.1 %. */
const AGREE = 0.005;

/** Without turns, the bulk is as noisy as the machine: it must not look beyond the limit, and need not be sure. */
function estimateOnly({ value, low, high, sure }: Interval): Interval {
  return { value, low, high: value, sure: { ...sure, high: high >= value } };
}

/**
 * Ranks do not see how far a few blocks are from the others: a process in twelve that is 60 % slower would pass. So the mean
 * of all blocks is to be within the limit, too, by Student's interval.
 */
function average(adverse: Float64Array): Reading {
  const n = adverse.length;
  const mean = adverse.reduce((sum, change) => sum + change, 0) / n;
  const squares = adverse.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  const error = Math.sqrt(squares / (n - 1) / n);
  const reach = (level: number): number => studentUpper(level, n - 1) * error;
  const interval = {
    value: mean,
    low: mean - reach(JUDGE.fail),
    high: mean + reach(JUDGE.pass),
    sure: { low: false, high: true },
  };
  return { interval, what: 'average', fails: false };
}

/** Why the decision is not to be trusted, or what keeps it open. */
function doubtOf(
  { verdict, by }: Decision,
  { budget, between }: RelativeRequest,
  allowed: number,
  busy: Busy,
): Doubt | undefined {
  if (between && by.clock === 'wall' && sharesDiffer(busy)) return 'busy-session';
  if (verdict === 'fail' && between && !allowsStored(budget, allowed)) return 'stored-margin';
  if (verdict !== 'inconclusive') return undefined;
  const { what, fails, interval } = by;
  // On either side of the limit, few blocks decide only what is clear.
  const beyond = fails && !interval.sure.low && interval.low > allowed;
  const within = what === 'judge' && isBelow(interval, allowed);
  if (beyond || within) return 'too-few-runs';
  return what === 'judge' ? undefined : `${what}-guard`;
}

function factsOf(
  { verdict, by }: Decision,
  { readings, modes, waits: moved }: Measured,
  fromZero: boolean,
): Fact[] {
  return [
    ...(verdict === 'pass' && isAbove(by.interval, 0) ? ['slower-within-budget' as const] : []),
    ...(moved > 0 || (by.what === 'wall' && readings[0].interval.value < by.interval.value)
      ? ['waits' as const]
      : []),
    ...(modes ? ['two-modes' as const] : []),
    ...(fromZero ? ['from-zero' as const] : []),
  ];
}

/**
 * What both sides cost, as shown. Each side's own level is as noisy as the machine, the change between them is not: so both
 * are placed around their common middle, as far apart as the reading says that was judged by.
 */
function levels(
  { quantity, both }: RelativeRequest,
  direction: 1 | -1,
  reading: Reading | undefined,
): readonly [number, number] {
  const statistic = reading?.what === 'bulk' ? BULK : quantity.statistic;
  const [before, after] = [both.baseline, both.candidate].map((runs) =>
    medianOf(levelsOf(runs, statistic)),
  ) as [number, number];
  const change = reading && direction * reading.interval.value;
  const isZero = fromLogarithm(Math.min(before, after)) === 0;
  const [middle, apart] = [(before + after) / 2, change ?? after - before];
  const ends = isZero || change === undefined ? [before, after] : [middle - apart / 2, middle + apart / 2];
  return ends.map((end) => quantity.scale * fromLogarithm(end)) as [number, number];
}

function sides(
  { quantity, both }: RelativeRequest,
  [before, after]: readonly [number, number],
): Pick<Finding, 'baseline' | 'candidate'> {
  const show = shownAs(quantity);
  return {
    baseline: summarise(both.baseline, before, show),
    candidate: summarise(both.candidate, after, show),
  };
}

/** Of a failure by a small margin: 0 where a budget of +5 % would be broken as well, which is beyond doubt. */
function chanceUnchanged({ interval, chance }: Reading, allowed: number): number {
  return hasSmallMargin(Math.exp(interval.low - Math.min(0, allowed)), 1) ? (chance?.(allowed) ?? 0) : 0;
}

/** The smallest difference that is told apart, as a logarithm: a step of the clock, 0.1 %, or a MiB of memory. */
function leastDifference({ quantity, both, resolution }: RelativeRequest): number {
  // One by one: a run may have more values than a call can have arguments.
  const value = both.baseline[0]?.values.reduce((least, each) => Math.min(least, each)) ?? 0;
  if (!(value > 0)) return Math.log1p(LEAST_DIFFERENCE);
  if (quantity.source === 'peak_memory') {
    return Math.log1p(Math.max(LEAST_MEMORY.share, LEAST_MEMORY.bytes / value));
  }
  const step = quantity.metric.unit === 's' ? resolution : 0;
  return Math.log1p(Math.max(step / value, LEAST_DIFFERENCE));
}

function allowsStored(budget: Budget, allowed: number): boolean {
  if (budget.metric === 'peak_memory' || budget.metric === 'instructions') return true;
  return allowed >= Math.log1p(STORED_MARGIN) * (directionOf(budget) === 1 ? 1 : 0.95) - 1e-9;
}
