/**
 * Functions that are called more often, by the caller that calls more: not those that only follow, because what calls them is
 * itself called more often. Counts are exact, so that the function's own time need not have grown above any noise.
 */
import { type Row, totalOfCall } from './compare.ts';
import { callGrowth } from './evidence.ts';

export interface MoreCalls {
  readonly row: Row;
  /** The caller that makes most of them; missing where the profile does not know it. */
  readonly by?: Row;
  /** What the further calls cost with all below them, in the profile's unit. */
  readonly cost: number;
}

/** A count that grew by less is not worth telling. */
const LEAST_GROWTH = 1.005;

/** By so much a function's time may seem to have fallen although it did not. */
const TOLERANCE = 0.05;

export function findMoreCalls(rows: readonly Row[]): MoreCalls[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return rows.flatMap((row): MoreCalls[] => {
    const growth = callGrowth(row);
    if (growth < LEAST_GROWTH) return [];
    if (row.callers.candidate.size === 0) return [{ row, cost: (growth - 1) * row.own.baseline }];
    const further = [...row.callers.candidate]
      .flatMap(([key, now]) => {
        const caller = byKey.get(key);
        const before = row.callers.baseline.get(key) ?? 0;
        return caller && caller !== row ? [{ caller, calls: now - before * callGrowth(caller) }] : [];
      })
      .filter(({ calls }) => calls > (LEAST_GROWTH - 1) * row.calls.baseline)
      .sort((a, b) => b.calls - a.calls);
    const [most] = further;
    if (most === undefined) return [];
    const { baseline, candidate } = row.cheapest;
    const before = totalOfCall(baseline.profile, baseline.entry);
    const now = totalOfCall(candidate.profile, candidate.entry);
    const cost = Math.min(before, now) * further.reduce((sum, { calls }) => sum + calls, 0);
    // Many small calls in the place of a few large ones are no cause: all of them together have to cost more.
    const dearer = now * row.calls.candidate - before * row.calls.baseline;
    return dearer < cost / 2 - TOLERANCE * before * row.calls.baseline
      ? []
      : [{ row, by: most.caller, cost }];
  });
}
