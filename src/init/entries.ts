/** Which benchmarks are written into the first budget file: few enough to be read, short enough to be waited for. */
import type { Findings } from './detect.ts';
import { nearness } from './project/requirements.ts';
import { quoted } from './shell.ts';

export interface Entry {
  readonly name: string;
  readonly key: 'pytest' | 'pyperf' | 'asv';
  readonly value: string;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** For each of them, where the default would make the whole too long. */
  readonly maxTime?: string;
  /** pyperf scripts that are too many. */
  readonly leftOut: readonly string[];
}

/** Groups of test files: a person should read the first budget file in a minute. */
const MOST_GROUPS = 6;
/** Entries that can be decided in the time that there is. */
const MOST_ENTRIES = 16;
/** Of ten minutes, what is left beside two set-ups. */
const SECONDS = 8 * 60;
const DEFAULT_MAX_TIME = 5 * 60;

export function chooseEntries({ pytest, marked, pyperf, asv }: Findings, paths: readonly string[]): Entries {
  const tests = groups([...pytest, ...marked].sort()).map((files) => testEntry(files, paths));
  const suite = asv.map(() => ({ name: 'asv', key: 'asv' as const, value: '.*' }));
  const room = MOST_ENTRIES - tests.length - suite.length;
  const scripts = pyperf.slice(0, room).map((path) => ({
    name: nameFor(path, pyperf),
    key: 'pyperf' as const,
    value: quoted(path),
  }));
  const named = tests.map(({ path, ...entry }) => ({
    ...entry,
    name: nameFor(
      path,
      tests.map((each) => each.path),
    ),
  }));
  const entries = unique([...named, ...scripts, ...suite]);
  const share = Math.floor(SECONDS / entries.length / 10) * 10;
  return {
    entries,
    leftOut: pyperf.slice(room),
    ...(entries.length > 0 && share < DEFAULT_MAX_TIME && { maxTime: durationOf(share) }),
  };
}

/** Each file for itself, or, where those are too many, those of each directory, of each outer one, all together. */
function groups(files: readonly string[]): string[][] {
  if (files.length <= MOST_GROUPS) return files.map((file) => [file]);
  const deepest = Math.max(...files.map((file) => file.split('/').length - 1));
  for (let depth = deepest; depth > 0; depth--) {
    const found = new Map<string, string[]>();
    for (const file of files) {
      const directory = file.split('/').slice(0, -1).slice(0, depth).join('/');
      found.set(directory, [...(found.get(directory) ?? []), file]);
    }
    if (found.size <= MOST_GROUPS) return [...found.values()];
  }
  return [[...files]];
}

function testEntry(files: readonly string[], paths: readonly string[]): Entry & { readonly path: string } {
  const [first = ''] = files;
  if (files.length === 1) return { name: '', key: 'pytest', value: quoted(first), path: first };
  const shared = commonDirectory(files);
  const value = isWhole(shared, files, paths) ? quoted(shared) : files.map(quoted).join(' ');
  return { name: '', key: 'pytest', value, path: shared || 'benchmarks' };
}

/** A directory for benchmarks whose tests are the found ones is named as a whole, so that new files belong to it. */
function isWhole(directory: string, files: readonly string[], paths: readonly string[]): boolean {
  if (directory === '') return false;
  const tests = paths.filter((path) => path.startsWith(`${directory}/`) && COLLECTED.test(path));
  const named = directory.split('/').some((part) => nearness(part) === 0);
  return files.every((file) => COLLECTED.test(file)) && (named || tests.length === files.length);
}

/** What pytest finds in a directory unless told otherwise. */
const COLLECTED = /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;

function commonDirectory(files: readonly string[]): string {
  const parts = files.map((file) => file.split('/').slice(0, -1));
  const [first = []] = parts;
  const end = first.findIndex((part, index) => parts.some((other) => other[index] !== part));
  return first.slice(0, end < 0 ? first.length : end).join('/');
}

/** The file's or directory's name, with its directories where two share it. */
function nameFor(path: string, all: readonly string[]): string {
  const stem = (each: string): string => (each.split('/').at(-1) ?? each).replace(/\.py$/, '');
  const shared = all.filter((other) => stem(other) === stem(path)).length > 1;
  const name = shared ? path.replace(/\.py$/, '').replaceAll('/', '-') : stem(path);
  return name.replace(/[^\p{L}\p{N}_.-]/gu, '_').slice(0, 100);
}

function unique(entries: readonly Entry[]): Entry[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const count = (seen.get(entry.name) ?? 0) + 1;
    seen.set(entry.name, count);
    return count === 1 ? entry : { ...entry, name: `${entry.name}-${entry.key}-${count}` };
  });
}

function durationOf(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
