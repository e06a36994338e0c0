/** Where the time of one benchmark went, in one fresh process. Made by harness/profile_worker.py or read from py-spy. */

/** `cprofile`: CPU seconds; `py-spy`: wall seconds from samples; `bytecodes`: instructions of the interpreter, exact. */
export type ProfileTool = 'cprofile' | 'py-spy' | 'bytecodes';

export interface ProfiledFunction {
  /** Qualified name up to `.<locals>`: comprehensions and inner functions count as their outermost function. */
  readonly name: string;
  /** POSIX path relative to the repository's root; for code outside it the path below its library folder. */
  readonly file: string;
  /** Line of the `def`, in this side's source. */
  readonly line: number;
  /** Its last line; of code in C, and from py-spy, none. */
  readonly end?: number;
  /** Whether the repository holds the file: only such functions can be culprits. */
  readonly inside: boolean;
  /** Calls per call of the benchmark; 0 where the tool cannot count them. */
  readonly calls: number;
  /** What the function itself cost per call of the benchmark, in `unit`. Built-ins count as their caller. */
  readonly own: number;
  /** Seconds for which it waited itself, with nothing else of the process running. Nothing where that was not looked at. */
  readonly waited?: number | undefined;
  /** The distribution that a library's file came with. */
  readonly package?: { readonly name: string; readonly version: string };
}

/** How often and at what cost one function called another. `from` and `to` are places in `functions`. */
export interface ProfileEdge {
  readonly from: number;
  readonly to: number;
  readonly calls: number;
  /** What the called function itself cost on these calls. */
  readonly own: number;
  /** The same with everything that it called. */
  readonly total: number;
  readonly waited?: number | undefined;
}

export interface Profile {
  readonly tool: ProfileTool;
  readonly unit: 's' | 'bytecodes';
  /** `CPython 3.11.7`: two versions are never compared, they cut code into functions differently. */
  readonly python: string;
  /** Seconds of wall time that the fastest call of the same process took before it was profiled. */
  readonly unprofiled?: number;
  /** What the profiler itself adds to a call of a function, in `unit`. */
  readonly perCall?: number;
  readonly functions: readonly ProfiledFunction[];
  readonly edges: readonly ProfileEdge[];
  /** What one sample stands for, of tools that take samples. */
  readonly resolution?: number;
  /** Whole stacks, where the tool saw them; of other tools' profiles they are made of the edges. */
  readonly stacks?: readonly { readonly frames: readonly number[]; readonly own: number }[];
}

/** What makes a function the same one on both sides: its file and its qualified name, but not its line. */
export function functionKey(entry: { readonly file: string; readonly name: string }): string {
  return `${entry.file}\n${entry.name}`;
}
