/** What a benchmark was seen to depend on while the harness called it (harness/pacegate_harness/recording). */

/**
 * How closely code has to be compared: the functions that may be reached, the whole modules that were loaded, or, where the
 * program looks at its own text, the bytes of their files.
 */
export const LEVELS = ['functions', 'modules', 'files'] as const;
export type Level = (typeof LEVELS)[number];

/** Digests by name. Paths in the checkout are relative to it, so that they are the same on both sides. Untrusted text. */
export type Digests = Readonly<Record<string, string>>;

export interface Recording {
  readonly level: Level;
  /** What happened that cannot be compared: a child process, a connection, …; and of what kind it was. */
  readonly unknown: Digests;
  /** It may have looked at files without opening them in a way that could be seen. */
  readonly asks: boolean;
  readonly interpreter: string;
  /** Functions, classes and module levels that may be reached: `shop.py:price`. */
  readonly code: Digests;
  /** Syntax trees and bytes of the project's modules. */
  readonly modules: Digests;
  readonly texts: Digests;
  /** Other files that were read or loaded, by their content. */
  readonly files: Digests;
  readonly directories: Digests;
  /** Versions of what is installed. */
  readonly packages: Digests;
  /** All that it looks at in the checkout, relative to the repository's root; directories end with a slash. */
  readonly paths: readonly string[];
}

/** Of several processes, such as one for each case of a benchmark's parameters. */
export function mergeRecordings(recordings: readonly Recording[]): Recording | undefined {
  const [first, ...others] = recordings;
  return first && others.reduce(merge, first);
}

function merge(a: Recording, b: Recording): Recording {
  const both = (key: 'unknown' | 'code' | 'modules' | 'texts' | 'files' | 'directories' | 'packages') => ({
    ...a[key],
    ...b[key],
  });
  return {
    level: LEVELS[Math.max(LEVELS.indexOf(a.level), LEVELS.indexOf(b.level))] ?? 'files',
    unknown: both('unknown'),
    asks: a.asks || b.asks,
    interpreter: a.interpreter,
    code: both('code'),
    modules: both('modules'),
    texts: both('texts'),
    files: both('files'),
    directories: both('directories'),
    packages: both('packages'),
    paths: [...new Set([...a.paths, ...b.paths])].sort(),
  };
}
