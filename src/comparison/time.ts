/**
 * The robust `time` of a benchmark: which clock and which part of the values tell most, and who stands guard.
 *
 * CPU time does not see other tenants, wall time does not miss waiting. Where the benchmark keeps a core busy, or as many
 * on both sides, both show the same change and the steadier one judges; otherwise only wall time is right. See
 * docs/statistics.md.
 */
import { type Arm, runQuantiles } from '../statistics/arm.ts';
import { nthLargest } from '../statistics/largest.ts';
import { BULK, type Estimator, HALF, TENTH, TYPICAL } from './estimator.ts';
import { TWO_MODE_RUNS } from './levels.ts';
import { type MatchedModes, matchModes } from './matched-modes.ts';
import { medianChange, type PairChanges } from './pair-changes.ts';
import { type Excess, isClear, keepApart, moveBy } from './resampling.ts';

export type Clock = 'cpu' | 'wall';

export interface Arms {
  readonly baseline: Arm;
  readonly candidate: Arm;
}

/** How much of one core a side keeps busy, and from how many values that is known. */
export interface Busy {
  readonly share: number;
  readonly values: number;
  /** Both halves of the runs say the same: the machine left enough undisturbed iterations to see the best. */
  readonly steady: boolean;
}

/**
 * CPU time per second of wall time at its best: the 98 % quantile over iterations, or the third largest where there are
 * few. Other tenants only lower the quotient, so its high end shows what the benchmark itself does: 1 for code that
 * computes on one core, less for code that waits, 2 for two busy threads. Undefined where the clocks do not belong
 * together.
 */
export function busyShare(
  wall: readonly (readonly number[])[],
  cpu: readonly (readonly number[])[],
): Busy | undefined {
  const halves: [number[], number[]] = [[], []];
  for (let run = 0; run < wall.length; run++) {
    const walls = wall[run] as readonly number[];
    const cpus = cpu[run];
    if (cpus?.length !== walls.length) return undefined;
    const half = halves[run % 2 === 0 ? 0 : 1];
    for (let i = 0; i < walls.length; i++) {
      const seconds = walls[i] as number;
      half.push(seconds > 0 ? (cpus[i] as number) / seconds : 0);
    }
  }
  const [one, two] = halves.map(best) as [number, number];
  return {
    share: best(halves.flat()),
    values: halves[0].length + halves[1].length,
    steady: Math.abs(Math.log(one / two)) < AGREE,
  };
}

function best(quotients: readonly number[]): number {
  return nthLargest(quotients, Math.max(3, Math.ceil(0.02 * quotients.length)));
}

/** Code that is busy for at least this share of its time, and at most as much above, computes on one core. */
const BUSY = 0.9;
/**
 * Code on several cores is judged by CPU time only where both sides keep as many busy, to this factor as a logarithm:
 * beyond it the work was divided anew, and only wall time tells what that is worth.
 */
const AS_PARALLEL = 0.02;
/** The clocks agree where the busy shares differ by less than this; on a loaded machine they vary by 0.1 %. */
const AGREE = 0.005;
/** With fewer values, a busy machine may leave no undisturbed one, and the busy share is only a hint. */
const SETTLED_VALUES = 250;

/** What the two clocks say about each other. */
export interface Clocks {
  /** Whether CPU time may judge. */
  readonly cpu: boolean;
  /** The code computes on several cores: CPU time shows the relative change, but is not the time that passes. */
  readonly parallel: boolean;
  /** What CPU time leaves out of the change, as a logarithm: above 0 the candidate waits more than the baseline. */
  readonly waits: number;
  /** False where `waits` may as well be chance. */
  readonly settled: boolean;
}

export function judgeClocks(baseline: Busy | undefined, candidate: Busy | undefined): Clocks {
  const wallAlone = { cpu: false, parallel: false, waits: 0, settled: true };
  if (!baseline || !candidate || baseline.share < BUSY || candidate.share < BUSY) return wallAlone;
  const waits = Math.log(baseline.share / candidate.share);
  const parallel = Math.max(baseline.share, candidate.share) > 1 / BUSY;
  if (parallel && Math.abs(waits) > AS_PARALLEL) return wallAlone;
  return {
    cpu: true,
    parallel,
    waits: Math.abs(waits) < AGREE ? 0 : waits,
    settled:
      baseline.steady && candidate.steady && Math.min(baseline.values, candidate.values) >= SETTLED_VALUES,
  };
}

/**
 * Whether two sessions differ in how much of a core the benchmark got: the machine was busier in one, or the code
 * started to wait. Against a stored baseline these cannot be told apart.
 */
export function sharesDiffer(baseline: Busy | undefined, candidate: Busy | undefined): boolean {
  return (
    baseline !== undefined &&
    candidate !== undefined &&
    Math.abs(Math.log(baseline.share / candidate.share)) > 0.05
  );
}

/**
 * Adds to CPU time's excess what it leaves out. Waiting that is known shifts it; waiting that may be chance, and waiting
 * that seems to have become less, only give room for doubt.
 */
function addWaits(excess: Excess, by: number, settled: boolean): Excess {
  if (by > 0 && settled) return moveBy(excess, by);
  return { ...excess, low: excess.low + Math.min(0, by), high: excess.high + Math.max(0, by) };
}

export interface TimeRequest {
  /** The clocks that may judge. */
  readonly clocks: readonly { readonly clock: Clock; readonly arms: Arms }[];
  /** The excess over the budget's limit, by the jackknife or by the bootstrap. */
  readonly measure: (how: 'quick' | 'thorough', clock: Clock, estimator: Estimator) => Excess;
  /** 1 where larger is adverse, −1 where smaller is. */
  readonly direction: 1 | -1;
  /** How much each pair of runs changed, where the sides are paired. */
  readonly pairs: (clock: Clock) => PairChanges | undefined;
  /** The limit's distance from the baseline, as a logarithm: 0.049 for `baseline + 5%`. */
  readonly allowed: number;
  /** What CPU time leaves out. */
  readonly waits: Clocks;
  /** Whether the values fall into two modes, by the clock that judges. */
  readonly modal: (clock: Clock) => boolean;
  /** Smallest difference told apart, as a logarithm. */
  readonly least: number;
}

export interface JudgedTime {
  readonly clock: Clock;
  readonly estimator: Estimator;
  readonly excess: Excess;
  /** What the excess was measured on, for the runs to confirm it one by one; waiting is seen by wall time alone. */
  readonly witness: Pick<Way, 'arms' | 'estimator' | 'chance'>;
  /** The values fall into two modes, and the bulk was judged too. */
  readonly modal: boolean;
  /** It would pass, but wall time shows an excess beyond doubt. */
  readonly wallGuard: boolean;
  /** It would pass by the fastest calls, but the bulk of the calls looks too slow. */
  readonly bulkGuard: boolean;
}

/** One way to estimate the time, and what it yields. */
interface Way {
  readonly clock: Clock;
  readonly estimator: Estimator;
  readonly arms: Arms;
  readonly excess: Excess;
  /** Where the way has a test of its own for the runs one by one. */
  readonly chance?: MatchedModes['chance'];
}

/**
 * Estimates the excess by every clock that may judge and by the fastest tenth or half of its values, and judges by the
 * way with the narrowest interval: the tenth is cleaner where noise comes in bursts, the half steadier where single
 * processes are lucky, as with memory traffic. Wall time beside CPU time is taken by the tenth alone, since half of it
 * is other tenants' on a loaded machine.
 *
 * The jackknife ranks the ways; only the best is bootstrapped, and not even that where the answer is clear. With few
 * runs the jackknife is too rough for that, and everything is bootstrapped.
 */
export function judgeTime(request: TimeRequest): JudgedTime {
  const { clocks, waits, least, direction } = request;
  // CPU time where it may judge: what looks at single runs and at the bulk needs the clock with less of others' noise.
  const first = clocks[0] as TimeRequest['clocks'][number];
  const measure = (how: 'quick' | 'thorough', clock: Clock, arms: Arms, estimator: Estimator): Way =>
    finish(request.measure(how, clock, estimator), clock, arms, estimator);
  const finish = (measured: Excess, clock: Clock, arms: Arms, estimator: Estimator): Way => {
    const apart = keepApart(measured, least);
    const whole = clock === 'cpu' ? addWaits(apart, direction * waits.waits, waits.settled) : apart;
    return { clock, estimator, arms, excess: whole };
  };
  const runs = Math.min(
    ...clocks.flatMap(({ arms }) => [arms.baseline.sizes.length, arms.candidate.sizes.length]),
  );
  const how = runs >= JACKKNIFE_RUNS ? 'quick' : 'thorough';
  const settle = (way: Way): Way =>
    how === 'thorough' || way.estimator === TYPICAL || isClear(way.excess)
      ? way
      : measure('thorough', way.clock, way.arms, way.estimator);
  const ways = clocks.flatMap(({ clock, arms }) =>
    (clock === first.clock ? [TENTH, HALF] : [TENTH]).map((estimator) =>
      measure(how, clock, arms, estimator),
    ),
  );
  const pairs = request.pairs(first.clock);
  const typical = pairs && medianChange(pairs.changes, direction, request.allowed);
  if (typical) {
    ways.push({ ...finish(typical.excess, first.clock, first.arms, TYPICAL), chance: typical.chance });
  }
  const best = settle(ways.reduce((a, b) => (width(b) < width(a) ? b : a)));
  const modal = request.modal(first.clock);
  const matched = modal
    ? matchModes(first.arms.baseline, first.arms.candidate, direction, request.allowed)
    : undefined;
  const bulk = modal ? settle(measure(how, first.clock, first.arms, BULK)) : best;
  const way = worse(best, bulk);
  const waited = first.clock === 'cpu' && waits.settled ? Math.max(0, direction * waits.waits) : 0;
  const wall = clocks.find(({ clock }) => clock === 'wall');
  const pooled = waited > 0 && wall ? { arms: wall.arms, estimator: TENTH } : way;
  const byMode = matched && moveBy(matched.average, waited);
  // A change that shows mode by mode, or a mode that may be beyond the limit, is not to be outvoted by the fast end.
  const matters = matched && byMode && (byMode.low > 0 || matched.worst.high + waited > 0);
  const excess = !matters ? way.excess : byMode.low > 0 ? byMode : worst(way.excess, byMode, matched.worst);
  const passes = excess.high < 0;
  return {
    clock: best.clock,
    estimator: best.estimator,
    excess,
    witness: matters && waited === 0 ? { ...way, chance: matched.chance } : pooled,
    modal,
    // What wall time shows beyond doubt, CPU time may not call a pass.
    wallGuard:
      passes &&
      ways.some(
        ({ clock, estimator, excess: { low } }) => clock === 'wall' && estimator === TENTH && low > 0,
      ),
    bulkGuard:
      passes &&
      ((runs < TWO_MODE_RUNS && averageExcess(first.arms, request) + waited > 0) ||
        [HALF, BULK].some((estimator) => {
          const { value, error } = measure('quick', first.clock, first.arms, estimator).excess;
          return value > (runs < TWO_MODE_RUNS ? BULK_DOUBT : BULK_DOUBT_LATER) * error;
        })),
  };
}

/**
 * How far the average run is beyond the limit, as a logarithm, each run placed by the fast end of its own values. A single
 * process in a slow mode counts here, though it has no say in the fast end of all values.
 */
function averageExcess({ baseline, candidate }: Arms, { direction, allowed }: TimeRequest): number {
  const [before, after] = [baseline, candidate].map((arm) =>
    runQuantiles(arm, RUN_QUANTILE).map((value) => direction * Math.log(Math.max(value, 1e-300))),
  ) as [Float64Array, Float64Array];
  if (before.length !== after.length) return mean(after) - mean(before) - direction * allowed;
  const excesses = after.map((place, i) => place - (before[i] as number) - direction * allowed);
  return mean(excesses.map((value) => Math.max(-MOST_CHANGE, Math.min(MOST_CHANGE, value))));
}
const RUN_QUANTILE = 0.1;
/** A single pair counts with at most this change, as a logarithm: more is a process that went wholly wrong. */
const MOST_CHANGE = 0.15;

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** In standard errors: the bulk of the calls need not be proven slower to withhold a pass, only look it. */
const BULK_DOUBT = 1;
/** With many runs, two modes are found as such, and a single standard error would be mere noise. */
const BULK_DOUBT_LATER = 1.3;

/** From so many runs on, the jackknife may rank estimates and answer clear questions. */
const JACKKNIFE_RUNS = 15;

function width({ excess }: Way): number {
  return excess.high - excess.low;
}

/** The furthest from holding. */
function worst(...excesses: readonly Excess[]): Excess {
  return excesses.reduce((a, b) => (b.high > a.high ? b : a));
}

/** The way by which a budget is broken, or else the one that is further from holding. */
function worse(a: Way, b: Way): Way {
  if (a.excess.low > 0 !== b.excess.low > 0) return a.excess.low > 0 ? a : b;
  return a.excess.high >= b.excess.high ? a : b;
}
