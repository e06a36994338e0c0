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

type Folded = ReadonlyMap<string, FoldedFunction>;

export function compareFunctions(baseline: readonly Profile[], candidate: readonly Profile[]): Row[] {
  const { pairs, moved } = matchFunctions(baseline, candidate);
  const olds = new Map([...pairs].map(([key, old]) => [old, key]));
  const before = baseline.map((profile) => foldProfile(profile, (key) => olds.has(key)));
  const after = candidate.map((profile) => foldProfile(profile, (key) => pairs.has(key)));
  return [...pairs].flatMap(([key, old]): Row[] => {
    const one = cheapest(before, old);
    const other = cheapest(after, key);
    if (one === undefined || other === undefined) return [];
    const of = (sides: readonly Folded[], name: string) => (pick: (entry: FoldedFunction) => number) =>
      sides.map((side) => {
        const entry = side.get(name);
        return entry === undefined ? 0 : pick(entry);
      });
    const [was, is] = [of(before, old), of(after, key)];
    const count = (entry: FoldedFunction) => entry.calls;
    const own = (entry: FoldedFunction) => entry.own;
    const wait = (entry: FoldedFunction) => entry.waited;
    return [
      {
        key,
        ...{ name: other.entry.name, file: other.entry.file, line: other.entry.line },
        movedFrom: moved.get(key),
        own: { baseline: one.entry.own, candidate: other.entry.own },
        waited: { baseline: Math.min(...was(wait)), candidate: Math.min(...is(wait)) },
        costs: { baseline: was(own), candidate: is(own) },
        waits: { baseline: was(wait), candidate: is(wait) },
        calls: { baseline: one.entry.calls, candidate: other.entry.calls },
        surelyMore: Math.min(...is(count)) > Math.max(...was(count)),
        callers: {
          baseline: new Map(
            [...one.entry.callers].map(([caller, calls]) => [olds.get(caller) ?? caller, calls]),
          ),
          candidate: other.entry.callers,
        },
        cheapest: {
          baseline: { entry: one.entry, profile: baseline[one.process] as Profile },
          candidate: { entry: other.entry, profile: candidate[other.process] as Profile },
        },
      },
    ];
  });
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
