/** The lines of a curve, thinned to what a page can hold. Pure. */
import { HALF_95, type Place } from '../chain.ts';
import type { Measured } from '../series.ts';
import { thin } from './thin.ts';
import type { Line } from './view.ts';

export interface Room {
  /** Points of a line. */
  readonly limit: number;
  /** Sessions whose points stay. */
  readonly kept: ReadonlySet<number>;
}

interface Point {
  readonly session: number;
  readonly value: number;
}

/**
 * The product of the measured changes, commit by commit, of all that have one start. `sessionOf`: the first session of each
 * commit.
 */
export function indexLine(
  places: ReadonlyMap<string, Place>,
  start: string,
  sessionOf: ReadonlyMap<string, number>,
  room: Room,
): Line {
  const points: (Point & { variance: number })[] = [];
  const add = (commit: string, { log, variance }: Pick<Place, 'log' | 'variance'>) => {
    const session = sessionOf.get(commit);
    if (session !== undefined) points.push({ session, value: log, variance });
  };
  // Where the chain begins need not have been judged by a budget itself.
  add(start, { log: 0, variance: 0 });
  for (const [commit, place] of places) if (place.start === start) add(commit, place);
  points.sort((a, b) => a.session - b.session);
  const percent = (log: number) => digits(100 * Math.exp(log));
  return lineOf(points, room, (point) => {
    const half = HALF_95 * Math.sqrt(point.variance);
    return [percent(point.value), percent(point.value - half), percent(point.value + half)];
  });
}

/** What each machine measured. `machines`: of each session. */
export function valueLines(
  measured: readonly Measured[],
  machines: readonly number[],
  { limit, kept }: Room,
): (Line & { machine: number })[] {
  const byMachine = new Map<number, (Point & { row: Measured['row'] })[]>();
  for (const { session, row } of measured) {
    if (row.estimate === undefined || !Number.isFinite(row.estimate)) continue;
    const machine = machines[session] as number;
    const points = byMachine.get(machine) ?? [];
    byMachine.set(machine, points);
    points.push({ session, value: row.estimate, row });
  }
  return [...byMachine].map(([machine, points]) => {
    const share = Math.max(2, Math.floor((limit * points.length) / measured.length));
    const line = lineOf(points, { limit: share, kept }, ({ value, row }) => [
      digits(value),
      row.estimate_low === undefined ? null : digits(row.estimate_low),
      row.estimate_high === undefined ? null : digits(row.estimate_high),
    ]);
    return { machine, ...line };
  });
}

type Shown = readonly [value: number, low: number | null, high: number | null];

function lineOf<Given extends Point>(
  points: readonly Given[],
  { limit, kept }: Room,
  show: (point: Given) => Shown,
): Line {
  const marked = new Set(points.flatMap(({ session }, index) => (kept.has(session) ? [index] : [])));
  const drawn = thin(
    points.map(({ value }) => value),
    limit,
    marked,
  ).map((index) => points[index] as Given);
  const shown = drawn.map(show);
  const bounded = shown.some(([, low]) => low !== null);
  return {
    session: drawn.map(({ session }) => session),
    value: shown.map(([value]) => value),
    low: bounded ? shown.map(([, low]) => low) : [],
    high: bounded ? shown.map(([, , high]) => high) : [],
  };
}

function digits(value: number): number {
  return Number(value.toPrecision(5));
}
