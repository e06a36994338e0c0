/** Holds the recordings of both sides against each other. A benchmark is unaffected where nothing at all differs. */
import type { Proof } from '../comparison/result.ts';
import { type Digests, LEVELS, type Level, type Recording } from '../samples/recording.ts';
import type { Difference, Reason } from './reason.ts';

/** A file that differs between the two checkouts; untrusted text. */
export interface ChangedFile {
  readonly path: string;
  /** It is on both sides, with other content. */
  readonly isModified: boolean;
}

export interface Comparison {
  readonly baseline: Recording;
  readonly candidate: Recording;
  readonly changed: readonly ChangedFile[];
  /** The closest that a budget needs: what a process holds in memory depends on all of its modules. */
  readonly atLeast?: Level;
}

export type Compared = { readonly proof: Proof } | { readonly reasons: readonly Reason[] };

export function compareRecordings({ baseline, candidate, changed, atLeast }: Comparison): Compared {
  const level = closest(baseline.level, candidate.level, atLeast ?? 'functions');
  const [kind, code] = CODE[level];
  const reasons: Reason[] = [
    ...[baseline, candidate].flatMap(({ unknown }) => Object.entries(unknown).map(asUnknown)),
    ...differing('interpreter', { '': baseline.interpreter }, { '': candidate.interpreter }),
    ...differing(kind, baseline[code], candidate[code]),
    ...differing('file', baseline.files, candidate.files),
    ...differing('directory', baseline.directories, candidate.directories),
    ...differing('package', baseline.packages, candidate.packages),
    ...(baseline.asks || candidate.asks ? unseen(changed) : []),
  ];
  if (reasons.length > 0) return { reasons };
  return {
    proof: {
      level,
      code: Object.keys(candidate[code]).length,
      files: Object.keys(candidate.files).length,
      packages: Object.keys(candidate.packages).length,
    },
  };
}

const CODE = {
  functions: ['code', 'code'],
  modules: ['module', 'modules'],
  files: ['text', 'texts'],
} as const satisfies Readonly<Record<Level, readonly [Difference, keyof Recording]>>;

function closest(...levels: readonly Level[]): Level {
  return LEVELS[Math.max(...levels.map((level) => LEVELS.indexOf(level)))] ?? 'files';
}

function asUnknown([what, name]: readonly [string, string]): Reason {
  return { kind: 'unknown', what, name };
}

/** One reason for all that differs in this way: the first by name, and how many more. */
function differing(kind: Difference, before: Digests, after: Digests): Reason[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const found = [...names]
    .filter(
      (name) => !Object.hasOwn(before, name) || !Object.hasOwn(after, name) || before[name] !== after[name],
    )
    .sort();
  const [name] = found;
  return name === undefined ? [] : [{ kind, name, more: found.length - 1 }];
}

/** Python files count by what was loaded; prose is nothing that a benchmark looks at unseen, unless it comes or goes. */
function unseen(changed: readonly ChangedFile[]): Reason[] {
  const found = changed
    .filter(({ path, isModified }) => !isModified || !INERT.test(path))
    .map(({ path }) => path);
  const [name] = found.sort();
  return name === undefined ? [] : [{ kind: 'unseen-file', name, more: found.length - 1 }];
}

const INERT = /\.(?:py|pyi|md|markdown|rst)$|(?:^|\/)(?:LICEN[CS]E|AUTHORS|NOTICE)[^/]*$|(?:^|\/)\.github\//i;
