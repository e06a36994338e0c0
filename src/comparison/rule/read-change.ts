/** Every reading of a change: what each clock and each part of the values shows, with how sure that is. */
import type { Budget } from '../../budgets/model.ts';
import { rankSumChance } from '../../statistics/rank-sum.ts';
import { signedRankChance } from '../../statistics/signed-rank.ts';
import { studentUpper } from '../../statistics/student.ts';
import { changesOf, levelsOf } from '../readings/changes.ts';
import { type Busy, busyShare, type Clock, mayJudgeByCpu } from '../readings/clocks.ts';
import {
  type Interval,
  keepApart,
  type Levels,
  moveBy,
  pairedInterval,
  unpairedInterval,
} from '../readings/interval.ts';
import { showsTwoModes } from '../readings/modes.ts';
import { type BetweenSessions, widen } from '../readings/sessions.ts';
import { BULK, type Statistic } from '../readings/statistic.ts';
import { type Both, tookTurns } from '../subjects/pairing.ts';
import { isOfTime, type Quantity } from '../subjects/quantity.ts';
import type { Reading } from './decide.ts';
import { CPU_SHARE, GUARD_LEVEL, JUDGE } from './levels.ts';

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

/** Relative differences below this are not told apart, whatever the clock. */
const LEAST_DIFFERENCE = 0.001;
const LEAST_MEMORY = { share: 0.005, bytes: 2 ** 20 };

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
