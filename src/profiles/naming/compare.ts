/** What each function costs on both sides, process by process. Pairs of processes are compared: round by round, as they were taken. */
import { type FoldedFunction, foldProfile } from '../fold.ts';
import { matchFunctions } from '../match.ts';
import { functionKey, type Profile } from '../profile.ts';

/** One function of the repository on both sides. Costs are seconds of a call of the benchmark, or instructions. */
export interface Row {
  /** Its key on the candidate's side. */
  readonly key: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly movedFrom: string | undefined;
  /** The least of all processes. */
  readonly own: Sides<number>;
  readonly waited: Sides<number>;
  /** Of each process. */
  readonly costs: Sides<readonly number[]>;
  readonly waits: Sides<readonly number[]>;
  readonly calls: Sides<number>;
  /** Whether every process of the candidate called it more often than every one of the baseline. */
  readonly surelyMore: boolean;
  /** By key of the caller, on the candidate's side. */
  readonly callers: Sides<ReadonlyMap<string, number>>;
  /** Its cheapest process on each side, to look into. */
  readonly cheapest: Sides<{ readonly entry: FoldedFunction; readonly profile: Profile }>;
}

export interface Sides<T> {
  readonly baseline: T;
  readonly candidate: T;
}

type Named = Parameters<typeof functionKey>[0];
type Folded = ReadonlyMap<string, FoldedFunction>;

export function compareFunctions(baseline: readonly Profile[], candidate: readonly Profile[]): Row[] {
  const { pairs, moved } = matchFunctions(baseline, candidate);
  const olds = new Map([...pairs].map(([key, old]) => [old, key]));
  const strays = findStrays(candidate, pairs);
  const before = baseline.map((profile) => foldProfile(profile, (key) => olds.has(key)));
  const after = candidate.map((profile) => foldProfile(profile, (key) => pairs.has(key) || strays.has(key)));
  return [...pairs.keys(), ...strays].flatMap((key): Row[] => {
    const old = pairs.get(key);
    const now = cheapest(after, key);
    const was = old === undefined ? { entry: now && absent(now.entry), process: 0 } : cheapest(before, old);
    if (was?.entry === undefined || now === undefined) return [];
    const of =
      (sides: readonly Folded[], name: string | undefined) => (pick: (entry: FoldedFunction) => number) =>
        sides.map((side) => {
          const entry = name === undefined ? undefined : side.get(name);
          return entry === undefined ? 0 : pick(entry);
        });
    const [pickBefore, pickNow] = [of(before, old), of(after, key)];
    const count = (entry: FoldedFunction) => entry.calls;
    const own = (entry: FoldedFunction) => entry.own;
    const wait = (entry: FoldedFunction) => entry.waited;
    return [
      {
        key,
        ...{ name: now.entry.name, file: now.entry.file, line: now.entry.line },
        movedFrom: moved.get(key),
        own: { baseline: was.entry.own, candidate: now.entry.own },
        waited: { baseline: Math.min(...pickBefore(wait)), candidate: Math.min(...pickNow(wait)) },
        costs: { baseline: pickBefore(own), candidate: pickNow(own) },
        waits: { baseline: pickBefore(wait), candidate: pickNow(wait) },
        calls: { baseline: was.entry.calls, candidate: now.entry.calls },
        surelyMore: Math.min(...pickNow(count)) > Math.max(...pickBefore(count)),
        callers: {
          baseline: new Map(
            [...was.entry.callers].map(([caller, calls]) => [olds.get(caller) ?? caller, calls]),
          ),
          candidate: now.entry.callers,
        },
        cheapest: {
          baseline: { entry: was.entry, profile: baseline[was.process] as Profile },
          candidate: { entry: now.entry, profile: candidate[now.process] as Profile },
        },
      },
    ];
  });
}

/** The candidate's new functions that no function calls which both sides have, as a pool's thread calls them: they are rows themselves. */
function findStrays(candidate: readonly Profile[], pairs: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  for (const { functions, edges } of candidate) {
    const borne = new Set(
      [...functions.keys()].filter((place) => pairs.has(functionKey(functions[place] as Named))),
    );
    for (let size = -1; size !== borne.size; ) {
      size = borne.size;
      for (const { from, to } of edges) if (borne.has(from)) borne.add(to);
    }
    functions.forEach((entry, place) => {
      if (entry.inside && !borne.has(place)) found.add(functionKey(entry));
    });
  }
  return found;
}

function absent(entry: FoldedFunction): FoldedFunction {
  return { ...entry, calls: 0, own: 0, waited: 0, callers: new Map(), folded: new Map() };
}

/** Noise only ever adds time, so the cheapest process is the one nearest to the truth. */
export function cheapest(
  sides: readonly Folded[],
  key: string,
): { entry: FoldedFunction; process: number } | undefined {
  let best: { entry: FoldedFunction; process: number } | undefined;
  sides.forEach((side, process) => {
    const entry = side.get(key);
    if (entry !== undefined && (best === undefined || entry.own < best.entry.own)) best = { entry, process };
  });
  return best;
}

/** What a call of the function costs with all that it calls: seconds of CPU time, or instructions. */
export function totalOfCall(profile: Profile, entry: FoldedFunction): number {
  const place = profile.functions.findIndex((each) => functionKey(each) === functionKey(entry));
  const edges = profile.edges.filter(({ from, to }) => to === place && from !== place);
  const calls = edges.reduce((sum, edge) => sum + edge.calls, 0);
  return calls > 0 ? edges.reduce((sum, edge) => sum + edge.total, 0) / calls : 0;
}
