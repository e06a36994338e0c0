/**
 * One memory layout for both processes of a block, another one for each block.
 *
 * Where the kernel puts a process's stack, heap and libraries is random, and moves the speed of the same code by some
 * percent from process to process (Mytkowicz et al. 2009, "Producing Wrong Data Without Doing Anything Obviously Wrong!",
 * ASPLOS). Randomisation is therefore switched off (`setarch -R`), and in its place both processes get one stack limit,
 * which moves the base of all mappings to the page, and environments of one size, which moves the stack to the byte. Both
 * are drawn anew for each block: a single fixed layout would be a bias that no test sees (Curtsinger & Berger 2013,
 * "STABILIZER", ASPLOS). The harness puts everything back before it loads the benchmark: `address_space.py`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface MemoryLayout {
  /** Soft limit of the stack, in bytes. */
  readonly stack: number;
  /** Bytes that are added to the environment. */
  readonly padding: number;
}

/** The gap that the kernel leaves below the stack is at least so large: smaller limits move nothing. */
const LEAST_STACK = 2 ** 27;
const PAGE = 4096;
const STACK_PAGES = 2 ** 18;
const MOST_PADDING = 4096;

/** `random`: uniform in [0, 1). */
export function drawLayout(random: () => number): MemoryLayout {
  return {
    stack: LEAST_STACK + PAGE * Math.floor(random() * STACK_PAGES),
    padding: Math.floor(random() * MOST_PADDING),
  };
}

/** The program and its arguments that a command is run by, to get the layout. */
export function underLayout({ stack }: MemoryLayout): readonly string[] {
  return ['prlimit', `--stack=${stack}:`, 'setarch', '-R'];
}

/** What is added to the command's environment. The harness takes it out again. */
export function layoutEnvironment({ padding }: MemoryLayout): Readonly<Record<string, string>> {
  return { PACEGATE_PADDING: 'x'.repeat(padding) };
}

/**
 * Soft limit of the stack of our own process, which the benchmark's is set back to: bytes, or null where there is none.
 * Undefined where this system does not tell it. We tell the harness: it cannot ask for the limits of a parent in another
 * PID namespace, or of another user's.
 */
export function ownStackLimit(): number | null | undefined {
  try {
    const [, soft] =
      /^Max stack size +(\d+|unlimited) /m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    if (soft === undefined) return undefined;
    return soft === 'unlimited' ? null : Number(soft);
  } catch {
    return undefined;
  }
}

let allowed: boolean | undefined;

/**
 * Whether this system gives a process the layout that was asked for: Linux with util-linux, where no seccomp profile
 * forbids it (Docker's default does) and the stack limit may be raised so far. Tried once.
 */
export function canMatchLayouts(): boolean {
  allowed ??= process.platform === 'linux' && ownStackLimit() !== undefined && areObeyed(process.env);
  return allowed;
}

/** Tries two layouts with a program that shows its own; `env` is where `prlimit` and `setarch` are looked for. */
export function areObeyed(env: Readonly<Record<string, string | undefined>>): boolean {
  const maps = (stack: number): string | undefined => {
    const [command = '', ...args] = [...underLayout({ stack, padding: 0 }), 'cat', '/proc/self/maps'];
    const { status, stdout } = spawnSync(command, args, { env, encoding: 'utf8', timeout: 10_000 });
    return status === 0 && stdout !== '' ? stdout : undefined;
  };
  const most = LEAST_STACK + PAGE * STACK_PAGES;
  const [one, again, other] = [maps(most), maps(most), maps(LEAST_STACK)];
  return one !== undefined && one === again && other !== undefined && one !== other;
}
