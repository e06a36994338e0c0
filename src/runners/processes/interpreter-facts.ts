/** Facts of the machine and of an interpreter, with all that is installed in it. Asked once for each environment. */
import { join } from 'node:path';
import type { Checkout } from '../../samples/checkout.ts';
import type { Environment } from '../../samples/environment.ts';
import { digest } from '../callable.ts';
import { harnessDirectory } from '../harness/harness-location.ts';
import { readEnvironment } from '../harness/harness-outcome.ts';
import { parseRecords } from '../harness/harness-records.ts';
import type { Interpreter } from './interpreter.ts';
import { runProcess } from './process.ts';

const known = new Map<string, Promise<Environment | undefined>>();

/**
 * Undefined where the interpreter cannot tell; a benchmark is measured all the same.
 *
 * @param projects directories of the checkout's own projects, beside itself: what is installed of them does not count
 */
export function findFacts(
  python: Interpreter,
  checkout: Checkout,
  env: Readonly<Record<string, string>>,
  projects: readonly string[] = [],
): Promise<Environment | undefined> {
  const { directory, root, foreign } = checkout;
  const about = JSON.stringify({ checkout: directory, root, foreign, projects });
  const key = JSON.stringify([python.path, about, env]);
  const facts = known.get(key) ?? ask(python, about, directory, env);
  known.set(key, facts);
  return facts;
}

async function ask(
  python: Interpreter,
  about: string,
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<Environment | undefined> {
  const end = await runProcess({
    command: python.path,
    args: [join(harnessDirectory(), 'environment_facts.py'), about],
    cwd: directory,
    env,
    timeout: 60,
    outputLimit: 1 << 20,
  });
  const line = end.output.trim().split('\n').at(-1) ?? '';
  const { all } = parseRecords(`{"record":"environment","facts":${line}}\n`);
  return readEnvironment(all, digest);
}
