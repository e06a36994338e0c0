/** The function that a slowdown is put down to. Names are untrusted text. */

/** A function that takes more time than before: of its own, by waiting, or by being called more often. */
export interface Culprit {
  readonly function: string;
  /** Relative POSIX path in the candidate's repository. */
  readonly file: string;
  readonly line: number;
  /** What the candidate changed of it: from the first changed line to the last one. */
  readonly changed_lines?: { readonly first: number; readonly last: number };
  /** Relative change of the function's own time: 0.31 is 31 % more. */
  readonly change: number;
  /** Share of the baseline's call that the change makes up: 0.074 is 7.4 points. */
  readonly points?: number;
  /** Calls per call of the benchmark. Missing where the tool cannot count. */
  readonly calls?: { readonly baseline: number; readonly candidate: number };
  /** Where it is called more often: the function that does so. */
  readonly called_by?: { readonly function: string; readonly file: string; readonly line: number };
  /** Seconds that it waits in a call of the benchmark, where it waits longer than before. */
  readonly waits?: { readonly baseline: number; readonly candidate: number };
  /** The new function or the library's function below this one that makes up most of the growth. */
  readonly through?: {
    readonly function: string;
    readonly file: string;
    readonly kind: 'new' | 'library';
    /** The installed package of a library's function, with its version and, where it was another one, that of before. */
    readonly package?: { readonly name: string; readonly version: string; readonly before?: string };
  };
  /** The file in which the baseline has the function. */
  readonly moved_from?: string;
}
