/**
 * How much each function grew, and how much of that could be noise. Each round's two processes make one reading of a
 * function; what the other functions' readings do meanwhile is what the machine did, and is divided out.
 */
import type { Row } from './compare.ts';

export interface Evidence {
  readonly row: Row;
  /** Relative growth of its own time. */
  readonly change: number;
  /** The same in the profile's unit. */
  readonly ownGrowth: number;
  /** What of its relative growth more calls do not explain. */
  readonly beyondCalls: number;
  /** Relative growth that profiles of identical code would show now and then: what is not larger is no finding. */
  readonly noise: number;
  /** Every round says that it grew. */
  readonly agreed: boolean;
  /** Seconds that it waits longer, and what of that could be noise. */
  readonly wait: { readonly growth: number; readonly noise: number };
}

export interface Readings {
  readonly evidence: readonly Evidence[];
  /** Whether there were functions enough to tell the drift by. */
  readonly corrected: boolean;
  /** How many times as slow the machine was for the candidate. */
  readonly drift: number;
  /** Relative scatter of the functions about that. */
  readonly noise: number;
}

/** With fewer functions than this, one that changed is itself the median: nothing is divided out. */
const FUNCTIONS_FOR_DRIFT = 3;
const CONSIDERABLE_SHARE = 0.02;
/** A culprit stands out by so many times the scatter of the other functions. */
const SCATTERS = 2.5;
/** By number of rounds: a finding is so many standard errors. With few of them the error itself is little known. */
const ERRORS: Readonly<Record<number, number>> = { 2: 6, 3: 4 };
const ERRORS_OF_MANY = 3;
/** The scheduler wakes no process to the microsecond. */
const LEAST_WAIT = 50e-6;

/** @param exact counts, which know neither noise nor drift */
export function readEvidence(rows: readonly Row[], exact: boolean): Readings {
  const sum = rows.reduce((all, row) => all + row.own.baseline, 0);
  const considerable = rows.filter((row) => row.own.baseline >= CONSIDERABLE_SHARE * sum);
  const corrected = !exact && considerable.length >= FUNCTIONS_FOR_DRIFT;
  const { baseline = [], candidate = [] } = rows[0]?.costs ?? {};
  const rounds = Math.min(baseline.length, candidate.length);
  const places = Array.from({ length: rounds }, (_, place) => place);
  const ratio = (row: Row, round: number) => {
    const before = (row.costs.baseline[round] ?? 0) * callGrowth(row);
    return before > 0 ? (row.costs.candidate[round] ?? 0) / before : 1;
  };
  const driftWithout = (left: Row | undefined, round: number) =>
    corrected ? median(considerable.filter((row) => row !== left).map((row) => ratio(row, round))) : 1;
  const readings = new Map(
    rows.map((row) => [
      row,
      places.map((round) => {
        const before = (row.costs.baseline[round] ?? 0) * callGrowth(row);
        const grown = (row.costs.candidate[round] ?? 0) / driftWithout(row, round) - before;
        // A function that cost nothing before has no relative change; it is told as the share that it has now.
        return grown / (before > 0 ? before : sum);
      }),
    ]),
  );
  const changeOf = (row: Row) => median(readings.get(row) ?? []);
  const pooled = exact ? 0 : median(considerable.map((row) => spread(readings.get(row) ?? [])));
  const scatterWithout = (left: Row | undefined) => {
    if (!corrected) return 0;
    return scatter(considerable.filter((row) => row !== left).map(changeOf));
  };
  const errors = (ERRORS[rounds] ?? ERRORS_OF_MANY) / Math.sqrt(rounds);
  return {
    evidence: rows.map((row) => {
      const own = readings.get(row) ?? [];
      const beyondCalls = changeOf(row);
      const before = row.own.baseline;
      const change = before > 0 ? (1 + beyondCalls) * callGrowth(row) - 1 : beyondCalls;
      const waits = places.map(
        (round) => (row.waits.candidate[round] ?? 0) - (row.waits.baseline[round] ?? 0),
      );
      return {
        ...{ row, change, beyondCalls, ownGrowth: change * (before > 0 ? before : sum) },
        noise: exact ? 0 : Math.max(errors * Math.max(pooled, spread(own)), SCATTERS * scatterWithout(row)),
        agreed: own.every((reading) => reading > 0),
        wait: {
          growth: Math.min(...waits) > 0 ? median(waits) : 0,
          noise: Math.max(LEAST_WAIT, errors * spread(waits)),
        },
      };
    }),
    corrected,
    drift: median(places.map((round) => driftWithout(undefined, round))),
    noise: scatterWithout(undefined),
  };
}

/** How many times as often it is called, where that is beyond doubt. */
export function callGrowth({ calls, surelyMore }: Row): number {
  return surelyMore && calls.baseline > 0 ? calls.candidate / calls.baseline : 1;
}

/** Standard deviation, by the median deviation, which one bad round does not spoil. */
function spread(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

/** The same of functions, of which some may have changed; of so few that the median says nothing, by the mean deviation. */
function scatter(values: readonly number[]): number {
  if (values.length > FUNCTIONS_FOR_DRIFT) return spread(values);
  const middle = median(values);
  const deviations = values.map((value) => Math.abs(value - middle));
  return deviations.length === 0 ? 0 : (1.2533 * deviations.reduce((a, b) => a + b, 0)) / deviations.length;
}

export function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle] ?? 1;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? upper) + upper) / 2;
}
