/** Facts of an interpreter for benchmarks that the harness does not run itself. Asked once for each environment. */
import { join } from 'node:path';
import type { Checkout } from '../samples/checkout.ts';
import type { Environment } from '../samples/environment.ts';
import { digest } from './callable.ts';
import { harnessDirectory } from './harness-location.ts';
import { readEnvironment } from './harness-outcome.ts';
import { parseRecords } from './harness-records.ts';
import type { Interpreter } from './interpreter.ts';
import { runProcess } from './process.ts';

const known = new Map<string, Promise<Environment | undefined>>();

/** Undefined where the interpreter cannot tell; a benchmark is measured all the same. */
export function findFacts(
  python: Interpreter,
  checkout: Checkout,
  env: Readonly<Record<string, string>>,
): Promise<Environment | undefined> {
  const key = [python.path, checkout.directory, ...checkout.foreign].join('\0');
  const facts = known.get(key) ?? ask(python, checkout, env);
  known.set(key, facts);
  return facts;
}

async function ask(
  python: Interpreter,
  checkout: Checkout,
  env: Readonly<Record<string, string>>,
): Promise<Environment | undefined> {
  const end = await runProcess({
    command: python.path,
    args: [
      '-s',
      join(harnessDirectory(), 'environment_facts.py'),
      ...[checkout.directory, checkout.root, ...checkout.foreign],
    ],
    cwd: checkout.directory,
    env,
    timeout: 60,
    outputLimit: 1 << 20,
  });
  const line = end.output.trim().split('\n').at(-1) ?? '';
  const { all } = parseRecords(`{"record":"environment","facts":${line}}\n`);
  return readEnvironment(all, digest);
}
