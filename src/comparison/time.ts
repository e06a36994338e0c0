/**
 * The robust `time` of a benchmark: which clock and which part of the values tell most, and who stands guard.
 *
 * CPU time does not see other tenants, wall time does not miss waiting. Where the benchmark keeps one core busy, both
 * say the same and the one with the narrower interval judges; otherwise only wall time is right. See
 * docs/statistics.md.
 */
import { type Arm, asMeasured, poolRuns, quantileOf } from '../statistics/arm.ts';
import { type Estimator, HALF, TENTH } from './estimator.ts';
import { type Excess, type ExcessQuestion, keepApart, measureExcess } from './resampling.ts';

export type Clock = 'cpu' | 'wall';

export interface TimeArms {
  readonly wall: { readonly baseline: Arm; readonly candidate: Arm };
  readonly cpu?: { readonly baseline: Arm; readonly candidate: Arm };
}

/** One way to estimate the time, and what it yields. */
export interface Judged {
  readonly clock: Clock;
  readonly estimator: Estimator;
  readonly excess: Excess;
}

/**
 * CPU time per second of wall time at its best: the 95 % quantile over iterations. Other tenants only lower the
 * quotient, so its high end shows what the benchmark itself does: 1 for code that computes on one core, less for code
 * that waits or leaves work to children, more for threads. Undefined where the clocks do not belong together.
 */
export function busyShare(
  wall: readonly (readonly number[])[],
  cpu: readonly (readonly number[])[],
): number | undefined {
  const quotients: number[][] = [];
  for (let run = 0; run < wall.length; run++) {
    const walls = wall[run] as readonly number[];
    const cpus = cpu[run];
    if (cpus?.length !== walls.length) return undefined;
    quotients.push(walls.map((value, i) => (value > 0 ? (cpus[i] as number) / value : 0)));
  }
  const arm = poolRuns(quotients);
  return quantileOf(arm, asMeasured(arm), 0.95);
}

/** Code that is busy for at least this share of its time, and at most as much above, computes on one core. */
const BUSY = 0.9;
/** The clocks agree where the busy share differs by less than this between the sides; on a loaded machine it varies by 0.1 %. */
const AGREE = 0.005;

/** Whether CPU time may judge, and how much the busy share says that CPU time leaves out (log, above 0 is waiting). */
export function judgeClocks(
  baseline: number | undefined,
  candidate: number | undefined,
): { readonly cpu: boolean; readonly waits: number } {
  if (baseline === undefined || candidate === undefined) return { cpu: false, waits: 0 };
  const busy = [baseline, candidate].every((share) => share >= BUSY && share <= 1 / BUSY);
  if (!busy) return { cpu: false, waits: 0 };
  const waits = Math.log(baseline / candidate);
  return { cpu: true, waits: Math.abs(waits) < AGREE ? 0 : waits };
}

/**
 * Estimates the excess by each clock that may judge and takes the narrowest interval. The fastest half is consulted
 * only where the fastest tenth leaves the question open: it is steadier where single processes are lucky, as with
 * memory traffic.
 */
export function judgeTime(
  arms: TimeArms,
  cpuMayJudge: boolean,
  waits: number,
  least: number,
  question: Omit<ExcessQuestion, 'estimator' | 'baseline' | 'candidate'>,
): { readonly judged: Judged; readonly guard: boolean } {
  const ask = (clock: Clock, estimator: Estimator): Judged => {
    const sides = clock === 'cpu' && arms.cpu ? arms.cpu : arms.wall;
    const excess = keepApart(measureExcess({ ...question, ...sides, estimator }), least);
    return { clock, estimator, excess: clock === 'cpu' ? shift(excess, question.direction * waits) : excess };
  };
  const clocks: readonly Clock[] = cpuMayJudge && arms.cpu ? ['cpu', 'wall'] : ['wall'];
  const tenths = clocks.map((clock) => ask(clock, TENTH));
  const first = narrowest(tenths);
  const open = first.excess.low <= 0 && first.excess.high >= 0;
  const judged = open ? narrowest([...tenths, ...clocks.map((clock) => ask(clock, HALF))]) : first;
  // Wall time stands guard: what it shows beyond doubt, CPU time may not call a pass.
  const guard = judged.excess.high < 0 && tenths.some(({ excess }) => excess.low > 0);
  return { judged, guard };
}

function shift(excess: Excess, by: number): Excess {
  return { ...excess, value: excess.value + by, low: excess.low + by, high: excess.high + by };
}

function narrowest(all: readonly Judged[]): Judged {
  const width = ({ excess }: Judged): number => excess.high - excess.low;
  return all.reduce((best, next) => (width(next) < width(best) ? next : best));
}
