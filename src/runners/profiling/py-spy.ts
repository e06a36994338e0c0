/** py-spy: where it is, and how it looks into a process that is running already. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import type { Checkout } from '../../samples/checkout.ts';
import { runProcess } from '../processes/process.ts';

/** Samples a second; py-spy copes with more, but then skips some on a busy machine. */
export const PY_SPY_RATE = 500;

/** py-spy beside the benchmark's interpreter, or on PATH. */
export function findPySpy(
  python: string | undefined,
  checkouts: readonly Pick<Checkout, 'directory'>[],
  env: Readonly<Record<string, string>>,
  instead = '',
): string {
  const name = process.platform === 'win32' ? 'py-spy.exe' : 'py-spy';
  const beside =
    python !== undefined && /[\\/]/.test(python)
      ? checkouts.map(({ directory }) => dirname(isAbsolute(python) ? python : join(directory, python)))
      : [];
  const places = [...beside, ...(env.PATH ?? env.Path ?? '').split(delimiter)];
  const found = places.map((place) => resolve(place, name)).find((path) => existsSync(path));
  if (found === undefined) {
    throw new UsageError('py-spy is not installed, or not on PATH.', {
      hint: `\`python -m pip install py-spy\`${instead}.`,
    });
  }
  return found;
}

export interface Watched {
  readonly pid: number;
  readonly seconds: number;
  readonly directory: string;
  /** Empty directory for what py-spy writes; the caller removes it. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Seconds that py-spy takes to attach and to write. */
const ATTACHING = 60;

/**
 * Collapsed stacks of a running process, all of its threads and its Python children, each frame with the line that it was on.
 * @throws UsageError where there is no such process, or where it may not be looked into
 */
export async function watchProcess(watched: Watched): Promise<string> {
  const { pid, seconds, directory, scratch, env, signal } = watched;
  const pySpy = findPySpy(undefined, [], env);
  if (!isThere(pid))
    throw new UsageError(`There is no process ${pid}.`, { hint: '`ps` lists those that are.' });
  const output = join(scratch, 'stacks.txt');
  const end = await runProcess({
    command: pySpy,
    args: [
      ...['record', '--pid', String(pid), '--duration', String(seconds), '--rate', String(PY_SPY_RATE)],
      ...['--format', 'raw', '--full-filenames', '--subprocesses', '--output', output],
    ],
    cwd: directory,
    env,
    timeout: seconds + ATTACHING,
    signal,
  });
  if (end.aborted) throw new UsageError('Profiling was interrupted.');
  if (end.exit === 0 && existsSync(output)) return await readFile(output, 'utf8');
  // Its own sentence; what follows is where in its source that was.
  const said = end.startError ?? /^(?:Error: )?(.+)/.exec(end.output.trim())?.[1] ?? 'it said nothing';
  if (/permission|not permitted/i.test(end.output)) {
    throw new UsageError(`Process ${pid} may not be looked into: ${said}`, {
      hint: 'Run this as the same user, or as root: `sudo env "PATH=$PATH" …`. A container must be started with `--cap-add SYS_PTRACE`; elsewhere `sudo sysctl kernel.yama.ptrace_scope=0` allows it until the next start.',
    });
  }
  throw new UsageError(`Process ${pid} could not be profiled: ${said}`, {
    hint: 'It has to be running, and to be Python.',
  });
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
