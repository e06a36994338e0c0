/**
 * Which variables a benchmark, a `setup` command or a results command gets to see: what it needs to run, and nothing
 * that lets it act for the job that started it. The lists are in src/samples/names/withheld.ts.
 */
import type { MeasureOptions } from '../../samples/benchmark-spec.ts';
import { isNeverPassed, isWithheld } from '../../samples/names/withheld.ts';

export type Variables = Pick<MeasureOptions, 'env' | 'pass_env' | 'untrusted'>;

/**
 * The environment for a process that runs the project's code. PATH, HOME, LANG, VIRTUAL_ENV, setup-python's
 * `pythonLocation` and LD_LIBRARY_PATH, CI and whatever else a person set stay. So do Python's development switches
 * (PYTHONDEVMODE, PYTHONTRACEMALLOC, …): somebody set them, and the harness warns (`development-mode`,
 * `tracing-active`) where they are in force. What the budget file sets (`env`) and hands on (`pass_env`) is added, and
 * `extra` as it is.
 */
export function cleanEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  extra: Readonly<Record<string, string>> = {},
  variables: Variables = {},
): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !withholds(name, value, variables)) clean[name] = value;
  }
  return { ...clean, ...variables.env, ...extra };
}

/** Names of the variables that are there and that a process does not get to see. */
export function withheldNames(
  env: Readonly<Record<string, string | undefined>>,
  variables: Variables = {},
): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && withholds(name, value, variables) && !Object.hasOwn(variables.env ?? {}, name)
      ? [name]
      : [],
  );
}

function withholds(name: string, value: string, { pass_env = [], untrusted }: Variables): boolean {
  if (!isWithheld(name, value)) return false;
  return untrusted === true || isNeverPassed(name) || !pass_env.includes(name);
}
