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
  /** What came from each folded function: the place in `functions` and the cost. */
  readonly folded: ReadonlyMap<number, number>;
}

/** The functions that `keep` accepts, by key, with the cost of all others charged to them. */
export function foldProfile(profile: Profile, keep: (key: string) => boolean): Map<string, FoldedFunction> {
  const kept = profile.functions.map((entry) => keep(functionKey(entry)));
  const callers = groupByCalled(profile.edges);
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
  profile.functions.forEach((entry, place) => {
    if (kept[place] || entry.own === 0) return;
    for (const [bearer, part] of divide(callers.get(place) ?? [], (edge) => edge.own)) {
      folded[bearer]?.set(place, entry.own * part);
    }
  });

  const result = new Map<string, FoldedFunction>();
  profile.functions.forEach((entry, place) => {
    if (!kept[place]) return;
    const parts = folded[place] ?? new Map<number, number>();
    const own = [...parts.values()].reduce((a, b) => a + b, entry.own);
    const { name, file, line, calls } = entry;
    result.set(functionKey(entry), { name, file, line, calls, own, folded: parts });
  });
  return result;
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
