/** Finds the Python interpreter that a benchmark is to run in. */
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Failure } from '../../samples/measurements.ts';
import { runProcess } from './process.ts';

export interface Interpreter {
  /** `sys.executable`: the interpreter itself, not a shim that would cost time at every start. */
  readonly path: string;
  /** `3.11.7`. */
  readonly version: string;
}

export type FoundInterpreter = Interpreter | { readonly failure: Failure };

const ASK = 'import sys; print(sys.executable or ""); print("%d.%d.%d" % sys.version_info[:3])';

/** One answer for each interpreter and directory: pyenv chooses by directory, and asking takes a tenth of a second. */
const known = new Map<string, Promise<FoundInterpreter>>();

/**
 * @param python as in the budget file: a path with a slash is relative to the checkout, a bare name is looked up on
 *   PATH. Default `python3` (on Windows `python`).
 * @param directory of the checkout
 * @param env clean environment of the benchmark
 */
export function findInterpreter(
  python: string | undefined,
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<FoundInterpreter> {
  const command = python ?? (process.platform === 'win32' ? 'python' : 'python3');
  const path = /[\\/]/.test(command) && !isAbsolute(command) ? resolve(directory, command) : command;
  const key = [path, directory, env.PATH ?? env.Path ?? ''].join('\0');
  const found = known.get(key) ?? ask(path, command, directory, env);
  known.set(key, found);
  // What was not there may be made by a later `setup`: only good news is kept.
  found.then(
    (answer) => 'failure' in answer && known.delete(key),
    () => known.delete(key),
  );
  return found;
}

async function ask(
  path: string,
  command: string,
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<FoundInterpreter> {
  const missing = (message: string): FoundInterpreter => ({
    failure: {
      code: 'unsupported',
      message,
      hint: /[\\/]/.test(command)
        ? `\`python: ${command}\` is looked for in each checkout, so \`setup\` has to make it: ` +
          '`setup: python3 -m venv .pacegate/venv && .pacegate/venv/bin/python -m pip install .`'
        : 'Install Python 3.9 or newer (in a workflow: actions/setup-python before this step), or name one with `python:`.',
    },
  });
  if (isAbsolute(path) && !existsSync(path) && !existsSync(`${path}.exe`)) {
    return missing(`There is no Python interpreter at ${path}.`);
  }
  const end = await runProcess({
    command: path,
    args: ['-I', '-S', '-c', ASK],
    cwd: directory,
    env,
    timeout: 60,
  });
  if (end.startError !== undefined || end.exit !== 0) {
    const why = end.startError ?? end.output.trim().split('\n').at(-1) ?? '';
    return missing(`${command} could not be started as a Python interpreter: ${why}`);
  }
  const [executable = '', version = ''] = end.output.trim().split(/\r?\n/).slice(-2);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (!(major === 3 && minor >= 9)) {
    return missing(`${command} is Python ${version || 'of an unknown version'}; 3.9 or newer is needed.`);
  }
  return { path: executable || path, version };
}

/** PATH with the interpreter's own directory first, so that `python` and its tools in shell commands are its own. */
export function pathWith(interpreter: Interpreter, env: Readonly<Record<string, string>>): string {
  return [join(interpreter.path, '..'), env.PATH ?? env.Path].filter(Boolean).join(delimiter);
}
