/** What history.html shows, as words and numbers: made here, where it can be tested, and only drawn in the browser. */
import { clean, cleanName } from '../../report/words/escape.ts';
import { formatCount, formatValue, plural, safeUnit } from '../../report/words/numbers.ts';
import type { EntrySummary } from '../../stores/store.ts';
import { chainOf, type Place, placesOf } from '../chain.ts';
import { machineOf } from '../rows.ts';
import { gatherSeries, type Measured, type Series } from '../series.ts';
import { alone, chained, day } from './change.ts';
import { indexLine, valueLines } from './lines.ts';
import { marksOf } from './marks.ts';
import type { Curve, HistoryView, Line, State } from './view.ts';

/** A tag. `date` is ISO 8601. */
export interface Release {
  readonly name: string;
  readonly date: string;
}

/** Points of all curves together: what a page of 5 MB holds, with room for the texts. */
const POINTS = 60_000;
/** Points of one curve: more than a screen has columns are not seen. */
const MOST_POINTS = 1_200;
const FEWEST_POINTS = 24;
const MOST_RELEASES = 200;

/** `entries`: newest first, as stores give them. */
export function viewHistory(
  entries: readonly EntrySummary[],
  {
    name,
    releases = [],
  }: { readonly name?: string | undefined; readonly releases?: readonly Release[] } = {},
): HistoryView {
  const sessions = [...entries].reverse();
  const series = gatherSeries(sessions, name);
  const { machines, ofSession } = nameMachines(sessions);
  const sessionOf = new Map<string, number>();
  sessions.forEach(({ commit }, session) => {
    if (!sessionOf.has(commit)) sessionOf.set(commit, session);
  });
  const limit = Math.min(
    MOST_POINTS,
    Math.max(FEWEST_POINTS, Math.floor(POINTS / Math.max(1, series.length))),
  );
  const curves = series.map((each) => curveOf(each, { sessions, sessionOf, machines: ofSession, limit }));
  // Each state has its words where there is a curve of it.
  const states = (Object.keys(STATES) as State[]).flatMap((state) => {
    const count = curves.filter((curve) => curve.state === state).length;
    return count === 0 ? [] : [{ state, label: STATES[state], count }];
  });
  const used = [...new Set(curves.flatMap(sessionsOf))].sort((a, b) => a - b);
  const place = new Map(used.map((session, index) => [session, index]));
  const times = sessions.map(({ created }) => seconds(created));
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  return {
    facts: facts(sessions, series),
    sessions: {
      at: used.map((session) => times[session] as number),
      commit: used.map((session) => clean(sessions[session]?.commit ?? '', 40).slice(0, 8)),
    },
    machines: machines.map((machine) => clean(machine, 100)),
    releases: releases
      .map(({ name: tag, date }) => ({ name: cleanName(tag, 40), at: seconds(date) }))
      .filter(({ at }) => at >= first && at <= last)
      .sort((a, b) => a.at - b.at)
      .slice(-MOST_RELEASES),
    states,
    curves: curves.map((curve) => renumber(curve, place)).sort(bySize),
  };
}

/** Machines in the order in which they first measured. */
function nameMachines(sessions: readonly EntrySummary[]) {
  const places = new Map<string, number>();
  const ofSession = sessions.map((entry) => {
    const words = machineOf(entry) ?? entry.environmentKey;
    const place = places.get(words) ?? places.size;
    places.set(words, place);
    return place;
  });
  return { machines: [...places.keys()], ofSession };
}

const STATES: Readonly<Record<State, string>> = {
  worse: 'worse',
  better: 'better',
  same: 'no change shown',
  unproven: 'without an interval',
};

/** What got worse most comes first, what cannot be compared last. */
function bySize(a: Curve, b: Curve): number {
  if (a.size === null || b.size === null) return Number(a.size === null) - Number(b.size === null);
  return b.size - a.size;
}

interface Whole {
  readonly sessions: readonly EntrySummary[];
  readonly sessionOf: ReadonlyMap<string, number>;
  /** Index of each session's machine. */
  readonly machines: readonly number[];
  /** Points of a line. */
  readonly limit: number;
}

function curveOf(series: Series, { sessions, sessionOf, machines, limit }: Whole): Curve {
  const { measured, benchmark, metric } = series;
  const places = placesOf(chainOf(measured));
  const last = lastPlace(measured, places);
  const newest = measured.at(-1)?.row;
  const unit = safeUnit(newest?.unit ?? null);
  const marks = marksOf(measured, series.better);
  const room = { limit, kept: new Set(marks.map(({ session }) => session)) };
  const latest = newest?.estimate === undefined ? '' : formatValue(newest.estimate, unit);
  const index = last && indexLine(places, last.start, sessionOf, room);
  return {
    name: cleanName(benchmark, 200),
    metric: clean(metric, 60),
    unit,
    latest,
    ...(last ? chained(last, series, sessions) : alone(series, sessions)),
    ...(index && { index }),
    values: valueLines(measured, machines, room),
    marks,
  };
}

/** Of the newest commit that has one. */
function lastPlace(measured: readonly Measured[], places: ReadonlyMap<string, Place>): Place | undefined {
  const last = measured.findLast(({ commit }) => places.has(commit));
  return last && places.get(last.commit);
}

function facts(sessions: readonly EntrySummary[], series: readonly Series[]): [string, string][] {
  if (sessions.length === 0) return [];
  return [
    ['Measured', `${plural(sessions.length, 'time')}, ${day(sessions[0])} to ${day(sessions.at(-1))}`],
    ['Commits', formatCount(new Set(sessions.map(({ commit }) => commit)).size)],
    ['Benchmarks', formatCount(new Set(series.map(({ benchmark }) => benchmark)).size)],
  ];
}

function sessionsOf({ index, values, marks }: Curve): number[] {
  return [
    ...(index?.session ?? []),
    ...values.flatMap(({ session }) => session),
    ...marks.map(({ session }) => session),
  ];
}

function renumber(curve: Curve, place: ReadonlyMap<number, number>): Curve {
  const at = (session: number) => place.get(session) as number;
  const line = <Kind extends Line>(given: Kind): Kind => ({ ...given, session: given.session.map(at) });
  return {
    ...curve,
    ...(curve.index && { index: line(curve.index) }),
    values: curve.values.map(line),
    marks: curve.marks.map((mark) => ({ ...mark, session: at(mark.session) })),
  };
}

function seconds(created: string): number {
  const time = Date.parse(created);
  return Number.isFinite(time) ? Math.round(time / 1000) : 0;
}
