/** One profile of several. Pure. */
import { functionKey, type Profile, type ProfiledFunction, type ProfileEdge } from './profile.ts';

/** The cheapest one: what else the machine does can only add to it. */
export function leastDisturbed(profiles: readonly Profile[]): Profile | undefined {
  const cost = (profile: Profile) => profile.functions.reduce((sum, { own }) => sum + own, 0);
  return profiles.reduce<Profile | undefined>(
    (best, profile) => (best === undefined || cost(profile) < cost(best) ? profile : best),
    undefined,
  );
}

/** What several processes did together: calls and costs of each function and of each edge, added up. Undefined where there is nothing to add. */
export function sumProfiles(profiles: readonly Profile[]): Profile | undefined {
  const [first] = profiles;
  if (first === undefined || profiles.length === 1) return first;
  const places = new Map<string, number>();
  const functions: ProfiledFunction[] = [];
  const edges = new Map<string, ProfileEdge>();
  for (const profile of profiles) {
    const moved = profile.functions.map((entry) => {
      const key = functionKey(entry);
      const place = places.get(key) ?? functions.length;
      places.set(key, place);
      const known = functions[place];
      functions[place] = known
        ? { ...known, calls: known.calls + entry.calls, own: known.own + entry.own }
        : entry;
      return place;
    });
    for (const edge of profile.edges) {
      const from = moved[edge.from] as number;
      const to = moved[edge.to] as number;
      const key = `${from} ${to}`;
      const known = edges.get(key) ?? { from, to, calls: 0, own: 0, total: 0 };
      edges.set(key, {
        ...known,
        calls: known.calls + edge.calls,
        own: known.own + edge.own,
        total: known.total + edge.total,
      });
    }
  }
  return { ...first, functions, edges: [...edges.values()] };
}

/**
 * Of several stretches of the same work in one process, each function's cheapest one: noise only ever adds time. Calls are
 * those of the first stretch.
 */
export function quietestParts(stretches: readonly Profile[]): Profile | undefined {
  const [first, ...others] = stretches;
  if (first === undefined || others.length === 0) return first;
  const least = (value: number, key: string, costs: readonly ReadonlyMap<string, number>[]) =>
    costs.reduce((smallest, each) => Math.min(smallest, each.get(key) ?? smallest), value);
  const functionCosts = (pick: (entry: ProfiledFunction) => number) =>
    others.map((profile) => new Map(profile.functions.map((entry) => [functionKey(entry), pick(entry)])));
  const edgeKey = ({ functions }: Profile, { from, to }: ProfileEdge) =>
    `${functionKey(functions[from] as ProfiledFunction)}\n${functionKey(functions[to] as ProfiledFunction)}`;
  const edgeCosts = (pick: (edge: ProfileEdge) => number) =>
    others.map((profile) => new Map(profile.edges.map((edge) => [edgeKey(profile, edge), pick(edge)])));
  const [own, waited] = [functionCosts((entry) => entry.own), functionCosts((entry) => entry.waited ?? 0)];
  const [edgeOwn, total] = [edgeCosts((edge) => edge.own), edgeCosts((edge) => edge.total)];
  const edgeWaited = edgeCosts((edge) => edge.waited ?? 0);
  return {
    ...first,
    functions: first.functions.map((entry) => ({
      ...entry,
      own: least(entry.own, functionKey(entry), own),
      ...(entry.waited !== undefined && { waited: least(entry.waited, functionKey(entry), waited) }),
    })),
    edges: first.edges.map((edge) => {
      const key = edgeKey(first, edge);
      return {
        ...edge,
        own: least(edge.own, key, edgeOwn),
        total: least(edge.total, key, total),
        ...(edge.waited !== undefined && { waited: least(edge.waited, key, edgeWaited) }),
      };
    }),
  };
}
