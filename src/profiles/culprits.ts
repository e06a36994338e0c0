/**
 * Which functions got slower: two sides' profiles in, culprits out. A function is named where its change stands above what
 * identical code shows between profiled processes (`evidence.ts`) and explains a part of the verdict's change. How often
 * the right one is named is measured by `npm run culprits`.
 */

import type { Culprit } from '../samples/culprit.ts';
import { foldProfile } from './fold.ts';
import { matchFunctions } from './match.ts';
import { cheapest, compareFunctions } from './naming/compare.ts';
import { type Evidence, readEvidence } from './naming/evidence.ts';
import { LIMITS, selectCulprits } from './naming/select.ts';
import type { Slowdown } from './naming/silence.ts';
import type { Profile, ProfileTool } from './profile.ts';

export type { Silence, Slowdown } from './naming/silence.ts';

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
  /** Why no function is named, where all could be compared. */
  readonly silence?: 'noise' | 'too-small';
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
  /** Relative scatter of the functions' changes about the drift: what noise alone makes of a function. */
  readonly noise: number;
}

/** Processes a side with fewer of which nothing is compared. */
export function fewestProcesses(tool: ProfileTool): number {
  return LIMITS[tool].processes;
}

/**
 * @param baseline a profile of each process, in the order in which they were taken in turns with the candidate's
 * @param slowdown the verdict that is to be explained; without one, whatever grew considerably is told
 */
export function findCulprits(
  baseline: readonly Profile[],
  candidate: readonly Profile[],
  slowdown?: Slowdown,
): ProfileComparison {
  const [first] = [...baseline, ...candidate];
  const tool = first?.tool ?? 'cprofile';
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
  if (Math.min(baseline.length, candidate.length) < LIMITS[tool].processes) {
    return { ...none, total, obstacle: 'too-few-processes' };
  }
  if (new Set([...baseline, ...candidate].map((profile) => profile.python)).size > 1) {
    return { ...none, total, obstacle: 'different-interpreters' };
  }

  const rows = compareFunctions(baseline, candidate);
  const sum = rows.reduce((a, row) => a + row.own.baseline, 0);
  if (rows.length === 0 || sum === 0) return { ...none, total, obstacle: 'nothing-in-common' };

  const readings = readEvidence(rows, tool === 'bytecodes');
  const { drift, noise } = readings;
  const { culprits, silence } = selectCulprits(readings, {
    tool,
    sum,
    call: slowdown?.call ?? callOf(baseline) ?? sum,
    slowdown,
  });
  const localised = culprits.length > 0;
  return {
    ...none,
    ...{ culprits, localised, total, drift, noise },
    ...(!localised && { silence }),
    functions: readings.evidence.map((each) => describeChange(each, sum)).sort(byPoints),
  };
}

/** Seconds of the baseline's call where no profiler makes it dearer, if the profiles tell. */
function callOf(baseline: readonly Profile[]): number | undefined {
  const calls = baseline.flatMap(({ unprofiled }) => unprofiled ?? []);
  return calls.length > 0 ? Math.min(...calls) : undefined;
}

function describeChange({ row, change, ownGrowth }: Evidence, sum: number): FunctionChange {
  const { name, file, line, own, calls } = row;
  return {
    ...{ function: name, file, line, own, change, points: ownGrowth / sum },
    ...(calls.baseline > 0 && calls.candidate > 0 && { calls }),
  };
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

function wholeCost(profiles: readonly Profile[]): number {
  const costs = profiles.map((profile) => profile.functions.reduce((sum, entry) => sum + entry.own, 0));
  return costs.length === 0 ? 0 : Math.min(...costs);
}
