/**
 * The stacks of both sides laid over each other: one tree of frames, each with what it cost before and now, and whether that
 * changed by more than the profiles of one side differ among themselves.
 */
import { matchFunctions } from './match.ts';
import { functionKey, type Profile, type ProfiledFunction } from './profile.ts';
import { stacksOf } from './stacks.ts';
import { leastDisturbed } from './sum.ts';

/** A function on one stack. */
export interface FlameNode {
  /** Place in `functions`. */
  readonly frame: number;
  readonly depth: number;
  /** What the function itself cost on this stack, in the least disturbed profile of each side. */
  readonly baseline: number;
  readonly candidate: number;
  /** It changed by more than noise. */
  readonly changed: boolean;
}

export interface FlameTree {
  /** As the candidate has them; what only the baseline has, as that does. */
  readonly functions: readonly ProfiledFunction[];
  /** A frame, then all that it calls, the dearest first: depth by depth, as one walks through the tree. */
  readonly nodes: readonly FlameNode[];
}

export interface Noise {
  /** candidate / baseline of code that did not change, which is what the machine did meanwhile. */
  readonly drift: number;
  /** Relative change up to which a function has not changed. */
  readonly least: number;
  /** Functions that all profiles together show to be slower: their growth is no noise. */
  readonly isCulprit?: (entry: ProfiledFunction) => boolean;
}

export function buildFlameTree(
  baseline: readonly Profile[],
  candidate: readonly Profile[],
  { drift, least, isCulprit = () => false }: Noise,
  mostNodes: number,
): FlameTree {
  const sides = [baseline, candidate].map(chooseProfiles) as [Profile[], Profile[]];
  const { functions, placeOf } = collectFunctions(...sides);
  const root: Branch = { frame: -1, own: [[], []], total: [0, 0], below: new Map() };
  sides.forEach((profiles, side) => {
    profiles.forEach((profile, at) => {
      for (const { frames, own } of stacksOf(profile)) {
        let branch = root;
        if (at === 0) root.total[side as 0 | 1] += own;
        for (const place of frames.slice(0, DEEPEST)) {
          const frame = placeOf(profile, place);
          const next = branch.below.get(frame) ?? {
            ...{ frame, total: [0, 0], below: new Map() },
            own: sides.map((each) => each.map(() => 0)) as [number[], number[]],
          };
          branch.below.set(frame, next);
          if (at === 0) next.total[side as 0 | 1] += own;
          branch = next;
        }
        const costs = branch.own[side as 0 | 1];
        costs[at] = (costs[at] ?? 0) + own;
      }
    });
  });
  prune(root, mostNodes);
  const resolution = Math.max(0, ...sides.flat().map((profile) => profile.resolution ?? 0));
  const isExact = sides.flat().every(({ unit }) => unit === 'bytecodes');
  const visible = isExact ? 0 : LEAST_VISIBLE * root.total[0];
  const nodes: FlameNode[] = [];
  const visit = (branch: Branch, depth: number) => {
    const [before, now] = branch.own;
    if (depth >= 0) {
      const [was = 0] = before;
      const [is = 0] = now;
      const growth = is / drift - was;
      const changed =
        before.length > 0 &&
        now.length > 0 &&
        Math.abs(growth) > visible &&
        ((growth > 0 && isCulprit(functions[branch.frame] as ProfiledFunction)) ||
          (Math.abs(growth) > least * was &&
            !overlap(rangeOf(before, resolution), rangeOf(now, resolution), drift)));
      nodes.push({ frame: branch.frame, depth, baseline: was, candidate: is, changed });
    }
    for (const next of byCost(branch)) visit(next, depth + 1);
  };
  visit(root, -1);
  return { functions, nodes };
}

interface Branch {
  readonly frame: number;
  /** Of each side what each of its profiles says; the least disturbed one is the first. */
  readonly own: [number[], number[]];
  /** With all that is called, in the least disturbed profile. */
  readonly total: [number, number];
  readonly below: Map<number, Branch>;
}

/** What lies deeper is charged to the frame there: nobody would find it. */
const DEEPEST = 100;
/** Share of the whole below which a change has no colour, even where the profiles of a side agree. */
const LEAST_VISIBLE = 0.003;
/** More of them make ranges hardly truer. */
const MOST_PROFILES = 12;

/** The least disturbed one first. The others are taken from all processes, not only from the first few. */
function chooseProfiles(profiles: readonly Profile[]): Profile[] {
  const best = leastDisturbed(profiles);
  if (best === undefined) return [];
  const others = profiles.filter((profile) => profile !== best);
  const step = Math.max(1, others.length / (MOST_PROFILES - 1));
  const chosen = Array.from({ length: Math.min(others.length, MOST_PROFILES - 1) }, (_, index) => {
    return others[Math.floor(index * step)] as Profile;
  });
  return [best, ...chosen];
}

/** A function that has another file than before is one function, under its new name. */
function collectFunctions(baseline: readonly Profile[], candidate: readonly Profile[]) {
  const { pairs } = matchFunctions(baseline, candidate);
  const renamed = new Map([...pairs].map(([now, before]) => [before, now]));
  const functions: ProfiledFunction[] = [];
  const places = new Map<string, number>();
  const byProfile = new Map<Profile, readonly number[]>();
  for (const [profiles, keyOf] of [
    [candidate, functionKey],
    [baseline, (entry: ProfiledFunction) => renamed.get(functionKey(entry)) ?? functionKey(entry)],
  ] as const) {
    for (const profile of profiles) {
      const own = profile.functions.map((entry) => {
        const key = keyOf(entry);
        const known = places.get(key);
        if (known !== undefined) return known;
        places.set(key, functions.length);
        return functions.push(entry) - 1;
      });
      byProfile.set(profile, own);
    }
  }
  return {
    functions,
    placeOf: (profile: Profile, place: number): number => byProfile.get(profile)?.[place] ?? 0,
  };
}

/** What is too small to be among the most is charged to its caller. */
function prune(root: Branch, most: number): void {
  const all: { branch: Branch; caller: Branch }[] = [];
  const collect = (branch: Branch) => {
    for (const next of branch.below.values()) {
      all.push({ branch: next, caller: branch });
      collect(next);
    }
  };
  collect(root);
  if (all.length <= most) return;
  // A called one never costs more than its caller, and comes after it where both cost the same.
  const dropped = all.sort((a, b) => costOf(b.branch) - costOf(a.branch)).slice(most);
  for (const { branch, caller } of dropped.reverse()) {
    caller.below.delete(branch.frame);
    branch.own.forEach((costs, side) => {
      const into = caller.own[side as 0 | 1];
      costs.forEach((cost, at) => {
        into[at] = (into[at] ?? 0) + cost;
      });
    });
  }
}

function costOf({ total: [before, now] }: Branch): number {
  return Math.max(before, now);
}

function byCost({ below }: Branch): Branch[] {
  return [...below.values()].sort((a, b) => costOf(b) - costOf(a) || a.frame - b.frame);
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * From the least to the median, since noise can only add; of few profiles to the largest. Samples are counts: two of their
 * standard deviations are added.
 */
function rangeOf(costs: readonly number[], resolution: number): Range {
  const sorted = [...costs].sort((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const high = sorted[sorted.length < 5 ? sorted.length - 1 : Math.floor(sorted.length / 2)] ?? 0;
  return {
    low: low - 2 * Math.sqrt(low * resolution),
    high: high + 2 * Math.sqrt(Math.max(high, resolution) * resolution),
  };
}

function overlap(before: Range, now: Range, drift: number): boolean {
  return now.low / drift <= before.high && before.low <= now.high / drift;
}
