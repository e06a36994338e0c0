/**
 * Which clocks may judge `time`. CPU time does not see other tenants; wall time does not miss waiting. Where a benchmark
 * keeps a core busy, or as many on both sides, both show the same change; otherwise only wall time is right.
 */
import type { Run } from '../../samples/measurements.ts';
import { nthLargest } from '../../statistics/largest.ts';

export type Clock = 'cpu' | 'wall';

/**
 * CPU time per second of wall time at its best: the 98 % quantile over values, or the third largest where there are few.
 * Other tenants can only lower the quotient, so its high end shows what the benchmark itself does: 1 for code that
 * computes on one core, less for code that waits, 2 for two busy threads. Undefined where the clocks do not belong together.
 */
export function busyShare(wall: readonly Run[], cpu: readonly Run[]): number | undefined {
  const quotients: number[] = [];
  for (const [i, { values }] of wall.entries()) {
    const used = cpu[i]?.values;
    if (used?.length !== values.length) return undefined;
    for (let at = 0; at < values.length; at++) {
      const seconds = values[at] as number;
      quotients.push(seconds > 0 ? (used[at] as number) / seconds : 0);
    }
  }
  return nthLargest(quotients, Math.max(3, Math.ceil(0.02 * quotients.length)));
}

/** Code that is busy for at least this share of its time, and at most as much above, computes on one core. */
const BUSY = 0.9;
/**
 * Code on several cores is judged by CPU time only where both sides keep as many busy, to this factor as a logarithm:
 * beyond it the work was divided anew, and only wall time tells what that is worth.
 */
const AS_PARALLEL = 0.02;

export interface Busy {
  readonly baseline: number | undefined;
  readonly candidate: number | undefined;
}

/** Whether CPU time may judge; `parallel`: the code computes on several cores, so that CPU time is not the time that passes. */
export function mayJudgeByCpu({ baseline, candidate }: Busy): {
  readonly cpu: boolean;
  readonly parallel: boolean;
} {
  const no = { cpu: false, parallel: false };
  if (baseline === undefined || candidate === undefined || Math.min(baseline, candidate) < BUSY) return no;
  const parallel = Math.max(baseline, candidate) > 1 / BUSY;
  return parallel && Math.abs(Math.log(baseline / candidate)) > AS_PARALLEL ? no : { cpu: true, parallel };
}

/**
 * Whether two sessions differ in how much of a core the benchmark got: the machine was busier in one, or the code
 * started to wait. Against a stored baseline these cannot be told apart.
 */
export function sharesDiffer({ baseline, candidate }: Busy): boolean {
  return baseline !== undefined && candidate !== undefined && Math.abs(Math.log(baseline / candidate)) > 0.05;
}
