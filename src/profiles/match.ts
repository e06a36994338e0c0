/** Which functions of two profiles are the same function: by file and name, and by name alone where one moved. */
import { functionKey, type Profile, type ProfiledFunction } from './profile.ts';

export interface Matching {
  /** Key on the candidate's side → key on the baseline's side, for every function of the repository on both. */
  readonly pairs: ReadonlyMap<string, string>;
  /** Key on the candidate's side → file in which the baseline has it. */
  readonly moved: ReadonlyMap<string, string>;
}

/** A function moved if its name vanished from one file and appeared in another, once each. */
export function matchFunctions(baseline: readonly Profile[], candidate: readonly Profile[]): Matching {
  const before = collectInside(baseline);
  const after = collectInside(candidate);
  const pairs = new Map<string, string>();
  const moved = new Map<string, string>();
  for (const key of after.keys()) if (before.has(key)) pairs.set(key, key);
  const vanished = groupByName([...before.values()].filter((entry) => !after.has(functionKey(entry))));
  const appeared = groupByName([...after.values()].filter((entry) => !before.has(functionKey(entry))));
  for (const [name, [entry, second]] of appeared) {
    const [old, other] = vanished.get(name) ?? [];
    if (entry === undefined || old === undefined || second !== undefined || other !== undefined) continue;
    pairs.set(functionKey(entry), functionKey(old));
    moved.set(functionKey(entry), old.file);
  }
  return { pairs, moved };
}

function collectInside(profiles: readonly Profile[]): Map<string, ProfiledFunction> {
  const functions = new Map<string, ProfiledFunction>();
  for (const profile of profiles) {
    for (const entry of profile.functions) if (entry.inside) functions.set(functionKey(entry), entry);
  }
  return functions;
}

function groupByName(entries: readonly ProfiledFunction[]): Map<string, ProfiledFunction[]> {
  const groups = new Map<string, ProfiledFunction[]>();
  for (const entry of entries) groups.set(entry.name, [...(groups.get(entry.name) ?? []), entry]);
  return groups;
}
