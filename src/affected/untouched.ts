/**
 * Whether a change leaves alone all that a benchmark was seen to look at when its base was measured. Then nothing needs to be started
 * to know that it is unaffected. Said of changes of prose only: what a set-up reads is not recorded.
 */
import type { Recording } from '../samples/recording.ts';
import type { ChangedFile } from './compare.ts';

/** What of a recording is kept with a stored baseline. Untrusted text. */
export interface Reads {
  /** Relative to the repository's root; directories end with a slash. */
  readonly paths: readonly string[];
  /** It may look at files in a way that leaves no trace. */
  readonly asks: boolean;
}

/** Of all recordings of one declared benchmark; undefined where something happened that cannot be compared. */
export function readsOf(recordings: readonly Recording[]): Reads | undefined {
  const isKnown = recordings.every(({ unknown }) => Object.keys(unknown).length === 0);
  if (recordings.length === 0 || !isKnown) return undefined;
  return {
    paths: [...new Set(recordings.flatMap(({ paths }) => paths))].sort(),
    asks: recordings.some(({ asks }) => asks),
  };
}

export function isUntouched({ paths, asks }: Reads, changed: readonly ChangedFile[]): boolean {
  const read = new Set(paths);
  return changed.every(({ path, isModified }) => {
    if (!PROSE.test(path) || read.has(path)) return false;
    return isModified || !(asks || read.has(directoryOf(path)));
  });
}

/** `./` for the root's files. */
function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : './';
}

/** Whether all of the change is prose; without a recording that is known as well. */
export function isProse(changed: readonly ChangedFile[]): boolean {
  return changed.every(({ path }) => PROSE.test(path));
}

/** What neither a program nor a set-up makes anything of that takes time. A script below `.github/` is none. */
const PROSE =
  /\.(?:md|markdown|rst)$|(?:^|\/)(?:LICEN[CS]E|AUTHORS|NOTICE)(?:\.txt)?$|^\.github\/workflows\/[^/]+\.ya?ml$/i;
