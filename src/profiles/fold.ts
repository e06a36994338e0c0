/**
 * Charges what some functions cost to the functions that called them. A profile knows for each pair of caller and
 * called function what the calls cost, so one step is exact; over longer chains the cost is shared out in proportion
 * to the time of the calls, as gprof does (Graham, Kessler and McKusick 1982).
 */
import { functionKey, type Profile, type ProfileEdge } from './profile.ts';

export interface FoldedFunction {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly calls: number;
  /** Own cost with that of the folded functions below it, in the profile's unit. */
  readonly own: number;
  /** Seconds for which it waited, with the folded functions below it. */
  readonly waited: number;
  /** How often each other function that was kept called it, by key; through folded ones, as the time is shared out. */
  readonly callers: ReadonlyMap<string, number>;
  /** What came from each folded function: the place in `functions` and the cost. */
  readonly folded: ReadonlyMap<number, number>;
}

/**
 * The functions that `keep` accepts, by key, with the cost of all others charged to them, and without what the profiler adds
 * to each call: a function that was split up is not dearer.
 */
export function foldProfile(profile: Profile, keep: (key: string) => boolean): Map<string, FoldedFunction> {
  const kept = profile.functions.map((entry) => keep(functionKey(entry)));
  const callers = groupByCalled(profile.edges);
  const { perCall = 0 } = profile;
  const shares = new Map<number, ReadonlyMap<number, number>>();

  /** For a folded function: which part of its cost each kept function bears. Empty where no kept one calls it. */
  function shareOut(place: number): ReadonlyMap<number, number> {
    const known = shares.get(place);
    if (known !== undefined) return known;
    shares.set(place, new Map()); // a cycle of folded functions adds nothing of its own
    const result = divide(callers.get(place) ?? [], (edge) => edge.total);
    shares.set(place, result);
    return result;
  }

  function divide(edges: readonly ProfileEdge[], weigh: (edge: ProfileEdge) => number): Map<number, number> {
    const result = new Map<number, number>();
    for (const edge of edges) {
      const weight = weigh(edge);
      if (weight <= 0 || edge.from === edge.to) continue;
      if (kept[edge.from]) result.set(edge.from, (result.get(edge.from) ?? 0) + weight);
      else {
        for (const [bearer, part] of shareOut(edge.from)) {
          result.set(bearer, (result.get(bearer) ?? 0) + weight * part);
        }
      }
    }
    const sum = [...result.values()].reduce((a, b) => a + b, 0);
    for (const [bearer, weight] of result) result.set(bearer, weight / sum);
    return result;
  }

  const folded = profile.functions.map(() => new Map<number, number>());
  const waited = profile.functions.map((entry, place) => (kept[place] ? (entry.waited ?? 0) : 0));
  profile.functions.forEach((entry, place) => {
    if (kept[place]) return;
    const edges = callers.get(place) ?? [];
    if (entry.own > 0) {
      for (const [bearer, part] of divide(edges, (edge) => edge.own)) {
        folded[bearer]?.set(place, Math.max(0, entry.own - perCall * entry.calls) * part);
      }
    }
    if (!entry.waited) return;
    for (const [bearer, part] of divide(edges, (edge) => edge.waited ?? 0)) {
      waited[bearer] = (waited[bearer] ?? 0) + entry.waited * part;
    }
  });

  const result = new Map<string, FoldedFunction>();
  profile.functions.forEach((entry, place) => {
    if (!kept[place]) return;
    const parts = folded[place] ?? new Map<number, number>();
    const { name, file, line, calls } = entry;
    result.set(functionKey(entry), {
      ...{ name, file, line, calls, folded: parts },
      own: [...parts.values()].reduce((a, b) => a + b, entry.own),
      waited: waited[place] ?? 0,
      callers: countCalls(callers.get(place) ?? []),
    });
  });
  return result;

  function countCalls(edges: readonly ProfileEdge[]): Map<string, number> {
    const counts = new Map<string, number>();
    for (const edge of edges) {
      const bearers = kept[edge.from] ? new Map([[edge.from, 1]]) : shareOut(edge.from);
      for (const [bearer, part] of bearers) {
        const caller = profile.functions[bearer];
        if (caller === undefined || edge.from === edge.to) continue;
        const key = functionKey(caller);
        counts.set(key, (counts.get(key) ?? 0) + edge.calls * part);
      }
    }
    return counts;
  }
}

function groupByCalled(edges: readonly ProfileEdge[]): Map<number, ProfileEdge[]> {
  const groups = new Map<number, ProfileEdge[]>();
  for (const edge of edges) {
    const group = groups.get(edge.to);
    if (group === undefined) groups.set(edge.to, [edge]);
    else group.push(edge);
  }
  return groups;
}
