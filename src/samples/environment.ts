/** The facts of machine and interpreter that decide whether two sessions can be compared at all. */
export interface Environment {
  /** CPU model name as the system gives it, for example `AMD EPYC 7763 64-Core Processor`. */
  readonly cpu?: string;
  /** Family, model and stepping, where known: two models can share a name. */
  readonly cpu_id?: string;
  readonly cores?: number;
  readonly arch?: string;
  /** Operating system, `Linux`, `Darwin` or `Windows`. */
  readonly os?: string;
  readonly kernel?: string;
  /** Python version, `3.11.7`. */
  readonly python?: string;
  /** `CPython`, `PyPy`. */
  readonly implementation?: string;
  /** Compiler and build flags that change speed: `GCC 12.2.0`, `debug`, `pgo`, `lto`, `free-threaded`, `jit`. */
  readonly python_build?: string;
  /** Digest of the installed distributions and their versions. */
  readonly packages?: string;
  /** The same by name, `numpy 2.1.0`, a line each; without the repository's own. */
  readonly distributions?: string;
  /** Variables and switches that change speed, `PYTHONMALLOC=malloc`, a line each. */
  readonly settings?: string;
  /** Processors' worth of time and bytes of memory that a container or another control group leaves. */
  readonly cpu_limit?: number;
  readonly memory_limit?: number;
  /** Image of a hosted runner, `ubuntu24 20261101.1`. */
  readonly runner_image?: string;
  /**
   * Where both sides' processes took turns: whether the two of each pair had one memory layout (`matched`) or what the system
   * gave them (`natural`). How it was measured, not what on: no reason not to compare.
   */
  readonly layout?: string;
  /** Of merged measurements: on how many machines they were made. The facts beside it are those of all of them. */
  readonly machines?: number;
  readonly [fact: string]: string | number | boolean | undefined;
}

/** The facts that must agree before times measured in two sessions may be compared. */
export const FINGERPRINT_FACTS = [
  'cpu',
  'cpu_id',
  'cores',
  'arch',
  'os',
  'kernel',
  'python',
  'implementation',
  'python_build',
  'packages',
] as const;

/**
 * Facts that are recorded beside these. Where they differ a change may come from that, but they are no reason not to compare, and
 * no part of what a stored baseline is found by.
 */
export const RECORDED_FACTS = [
  'distributions',
  'settings',
  'cpu_limit',
  'memory_limit',
  'runner_image',
] as const;

/** A list as a fact. */
export function joinLines(lines: readonly string[]): string {
  return lines.slice(0, MOST_LINES).join('\n');
}
const MOST_LINES = 500;

/** Names of the facts in which two environments differ, in a fixed order. Facts that neither side knows agree. */
export function differingFacts(a: Environment, b: Environment): string[] {
  return FINGERPRINT_FACTS.filter((fact) => a[fact] !== b[fact]);
}
