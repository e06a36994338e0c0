/**
 * Which functions got slower: two sides' profiles in, culprits out. The method is the best of those measured by
 * `node bench/culprits.ts`: profile on the thread's CPU clock, take for each function the minimum over at least four
 * fresh processes, and divide candidate / baseline by the median of that ratio, which is what the machine did meanwhile.
 */
import { type FoldedFunction, foldProfile } from './fold.ts';
import { matchFunctions } from './match.ts';
import { functionKey, type Profile, type ProfileTool } from './profile.ts';

/** A function that takes more of its own time than before. Built-ins and libraries count as their caller. */
export interface Culprit {
  readonly function: string;
  /** Relative POSIX path in the candidate's repository. */
  readonly file: string;
  readonly line: number;
  /** Relative change of the function's own time: 0.31 is 31 % more. */
  readonly change: number;
  /** Share of the baseline's whole profile that the change makes up: 0.074 is 7.4 points. */
  readonly points?: number;
  /** Calls per call of the benchmark. Missing where the tool cannot count. */
  readonly calls?: { readonly baseline: number; readonly candidate: number };
  /** The new function or the library's function below this one that makes up most of the growth. */
  readonly through?: { readonly function: string; readonly file: string; readonly kind: 'new' | 'library' };
  /** The file in which the baseline has the function. */
  readonly moved_from?: string;
}

/** One function on both sides. `change` and `points` are already rid of what the machine did. */
export interface FunctionChange extends Culprit {
  readonly points: number;
  readonly own: { readonly baseline: number; readonly candidate: number };
}

export interface ProfileComparison {
  readonly tool: ProfileTool;
  readonly unit: 's' | 'bytecodes';
  /** Slowest growth first; empty where nothing stands out. */
  readonly culprits: readonly Culprit[];
  readonly localised: boolean;
  /** Why nothing could be compared at all. */
  readonly obstacle?: 'no-baseline' | 'too-few-processes' | 'different-interpreters' | 'nothing-in-common';
  /**
   * Every function of the repository on both sides, largest growth first. Without a baseline, the candidate's, dearest
   * first: `points` is then the function's share of the whole, and `change` is 0.
   */
  readonly functions: readonly FunctionChange[];
  /** Cost of one call of the benchmark, in `unit`. */
  readonly total: { readonly baseline: number; readonly candidate: number };
  /** The ratio that was divided out. */
  readonly drift: number;
  /** Relative scatter of the functions' ratios about the drift (1.4826 × MAD): what noise alone makes of a function. */
  readonly noise: number;
}

interface Limits {
  /** Share of the whole below which a growth is taken for noise. */
  readonly points: number;
  /** Relative growth of the function below which it is taken for noise. */
  readonly change: number;
  readonly processes: number;
}

/**
 * For cProfile what identical code stayed below when the method was chosen, with some room; `node bench/culprits.ts` puts
 * it to the test. For py-spy and bytecodes they are set by hand, wide and narrow as those tools' noise is.
 */
const LIMITS: Readonly<Record<ProfileTool, Limits>> = {
  cprofile: { points: 0.015, change: 0.03, processes: 2 },
  'py-spy': { points: 0.08, change: 0.1, processes: 2 },
  bytecodes: { points: 0.002, change: 0.001, processes: 1 },
};

/** Processes a side with fewer of which nothing is compared. */
export function fewestProcesses(tool: ProfileTool): number {
  return LIMITS[tool].processes;
}

/** Relative change of a function that stays below what identical code shows. */
export function leastChange({ tool, noise }: Pick<ProfileComparison, 'tool' | 'noise'>): number {
  return Math.max(LIMITS[tool].change, NOISES * noise);
}

/** With fewer functions than this, one that changed is itself the median: nothing is divided out, and more is asked. */
const FUNCTIONS_FOR_DRIFT = 3;
const UNCORRECTED_POINTS = 0.05;
/** On a loaded machine the other functions' ratios scatter, too: a culprit stands out by this many times that. */
const NOISES = 3;
const CONSIDERABLE_SHARE = 0.02;
const MOST_CULPRITS = 5;

export function findCulprits(baseline: readonly Profile[], candidate: readonly Profile[]): ProfileComparison {
  const [first] = [...baseline, ...candidate];
  const tool = first?.tool ?? 'cprofile';
  const limits = LIMITS[tool];
  const none = {
    tool,
    unit: first?.unit ?? ('s' as const),
    culprits: [],
    localised: false,
    functions: [],
    drift: 1,
    noise: 0,
  };
  const total = { baseline: wholeCost(baseline), candidate: wholeCost(candidate) };
  if (baseline.length === 0 && candidate.length > 0) {
    return { ...none, total, obstacle: 'no-baseline', functions: listCosts(candidate) };
  }
  if (Math.min(baseline.length, candidate.length) < limits.processes) {
    return { ...none, total, obstacle: 'too-few-processes' };
  }
  if (new Set([...baseline, ...candidate].map((profile) => profile.python)).size > 1) {
    return { ...none, total, obstacle: 'different-interpreters' };
  }

  const changes = compareFunctions(baseline, candidate);
  const sum = changes.reduce((a, row) => a + row.own.baseline, 0);
  if (changes.length === 0 || sum === 0) return { ...none, total, obstacle: 'nothing-in-common' };

  const considerable = changes.filter((row) => row.own.baseline >= CONSIDERABLE_SHARE * sum);
  const corrected = tool !== 'bytecodes' && considerable.length >= FUNCTIONS_FOR_DRIFT;
  const ratios = considerable.map((row) => row.own.candidate / row.own.baseline);
  const drift = corrected ? median(ratios) : 1;
  const noise = corrected ? (1.4826 * median(ratios.map((ratio) => Math.abs(ratio - drift)))) / drift : 0;
  const least =
    corrected || tool === 'bytecodes' ? limits.points : Math.max(limits.points, UNCORRECTED_POINTS);

  const functions = changes
    .map((row): FunctionChange => {
      const grown = row.own.candidate / drift - row.own.baseline;
      // A function that cost nothing before has no relative change; it is told as the share that it has now.
      const change = grown / (row.own.baseline > 0 ? row.own.baseline : sum);
      return { ...row, change, points: grown / sum };
    })
    .sort(byPoints);
  const culprits = functions
    .filter((row) => row.points >= least && row.change >= Math.max(limits.change, NOISES * noise))
    .slice(0, MOST_CULPRITS)
    .map(({ own: _, ...culprit }): Culprit => culprit);
  return { ...none, culprits, localised: culprits.length > 0, functions, total, drift, noise };
}

/** What each function of the repository costs, with the libraries that it calls. */
function listCosts(profiles: readonly Profile[]): FunctionChange[] {
  const { pairs } = matchFunctions(profiles, profiles);
  const folded = profiles.map((profile) => foldProfile(profile, (key) => pairs.has(key)));
  const entries = [...pairs.keys()].flatMap((key) => cheapest(folded, key)?.entry ?? []);
  const sum = entries.reduce((a, { own }) => a + own, 0);
  return entries
    .map(({ name, file, line, own, calls }) => ({
      ...{ function: name, file, line, change: 0, points: sum > 0 ? own / sum : 0 },
      ...(calls > 0 ? { calls: { baseline: 0, candidate: calls } } : {}),
      own: { baseline: 0, candidate: own },
    }))
    .sort(byPoints);
}

function byPoints(a: FunctionChange, b: FunctionChange): number {
  return b.points - a.points || (a.file + a.function < b.file + b.function ? -1 : 1);
}

type Row = Omit<FunctionChange, 'change' | 'points'>;

function compareFunctions(baseline: readonly Profile[], candidate: readonly Profile[]): Row[] {
  const { pairs, moved } = matchFunctions(baseline, candidate);
  const olds = new Set(pairs.values());
  const before = baseline.map((profile) => foldProfile(profile, (key) => olds.has(key)));
  const after = candidate.map((profile) => foldProfile(profile, (key) => pairs.has(key)));
  const rows: Row[] = [];
  for (const [key, oldKey] of pairs) {
    const old = cheapest(before, oldKey);
    const now = cheapest(after, key);
    if (old === undefined || now === undefined) continue;
    const { name, file, line } = now.entry;
    const through = findThrough(old, now, baseline[old.process], candidate[now.process]);
    const from = moved.get(key);
    rows.push({
      function: name,
      file,
      line,
      own: { baseline: old.entry.own, candidate: now.entry.own },
      ...(old.entry.calls > 0 && now.entry.calls > 0
        ? { calls: { baseline: old.entry.calls, candidate: now.entry.calls } }
        : {}),
      ...(through === undefined ? {} : { through: describeThrough(through, candidate[now.process]) }),
      ...(from === undefined ? {} : { moved_from: from }),
    });
  }
  return rows;
}

interface Cheapest {
  readonly entry: FoldedFunction;
  readonly process: number;
}

/** Noise only ever adds time, so the cheapest process is the one nearest to the truth. */
function cheapest(sides: readonly ReadonlyMap<string, FoldedFunction>[], key: string): Cheapest | undefined {
  let best: Cheapest | undefined;
  sides.forEach((side, process) => {
    const entry = side.get(key);
    if (entry !== undefined && (best === undefined || entry.own < best.entry.own)) best = { entry, process };
  });
  return best;
}

/** The folded function that makes up more than half of what the caller grew by. */
function findThrough(
  old: Cheapest,
  now: Cheapest,
  before: Profile | undefined,
  after: Profile | undefined,
): number | undefined {
  // Places are each process's own: what a function cost before is found by its name and file.
  const costs = new Map<string, number>();
  for (const [place, cost] of old.entry.folded) {
    const known = before?.functions[place];
    if (known) costs.set(functionKey(known), cost);
  }
  const grown = now.entry.own - old.entry.own;
  for (const [place, cost] of now.entry.folded) {
    const entry = after?.functions[place];
    const growth = entry ? cost - (costs.get(functionKey(entry)) ?? 0) : 0;
    if (grown > 0 && growth > grown / 2) return place;
  }
  return undefined;
}

function describeThrough(place: number, profile: Profile | undefined): NonNullable<Culprit['through']> {
  const entry = profile?.functions[place];
  if (entry === undefined) return { function: '?', file: '?', kind: 'library' };
  return { function: entry.name, file: entry.file, kind: entry.inside ? 'new' : 'library' };
}

function wholeCost(profiles: readonly Profile[]): number {
  const costs = profiles.map((profile) => profile.functions.reduce((sum, entry) => sum + entry.own, 0));
  return costs.length === 0 ? 0 : Math.min(...costs);
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle] ?? 1;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? upper) + upper) / 2;
}
