/** Says of a failure that it may come from a variable that benchmarks do not get to see, and how to hand it on. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Failure } from '../../samples/measurements.ts';
import { isNeverPassed, isOfRunner } from '../../samples/names/withheld.ts';
import type { Runner } from '../runner.ts';
import { type Variables, withheldNames } from './clean-environment.ts';

/** Files of a traceback that are looked into, and how large they may be. */
const MOST_FILES = 20;
const MOST_BYTES = 256 * 1024;

export function advisingVariables(runner: Runner): Runner {
  return {
    ...runner,
    async measure(request) {
      const outcome = await runner.measure(request);
      const withheld = withheldNames(request.env ?? process.env, request.measure);
      const advise = (failure: Failure) =>
        adviseVariables(failure, withheld, request.measure, request.checkout.directory);
      return {
        ...outcome,
        ...(outcome.failure && { failure: await advise(outcome.failure) }),
        measured: await Promise.all(
          outcome.measured.map(async (each) =>
            each.failure ? { ...each, failure: await advise(each.failure) } : each,
          ),
        ),
      };
    },
  };
}

/** @param withheld names of variables that are set and were not handed on */
export async function adviseVariables(
  failure: Failure,
  withheld: readonly string[],
  variables: Variables,
  directory: string,
): Promise<Failure> {
  if (withheld.length === 0 || failure.code === 'interrupted') return failure;
  const said = withheld.filter((name) => names(failure.message, name));
  const named = said.length > 0 ? said : await namedInFiles(failure.message, withheld, directory);
  if (named.length === 0) return failure;
  const advice = describeWithheld(named, variables);
  return { ...failure, hint: failure.hint === undefined ? advice : `${advice} ${failure.hint}` };
}

function describeWithheld(named: readonly string[], { untrusted, pass_env = [] }: Variables): string {
  const list = named.slice(0, 5).join(', ');
  const why = named.every((name) => isOfRunner(name))
    ? 'which belongs to the runner of the job'
    : `which ${named.length === 1 ? 'looks like a credential' : 'look like credentials'}`;
  const told = `Pacegate withholds ${list}, ${why}.`;
  if (untrusted && named.some((name) => pass_env.includes(name)))
    return `${told} This is a pull request from a fork, to which \`pass_env\` hands nothing on.`;
  if (named.every(isNeverPassed))
    return `${told} It is handed to no benchmark: give it what it needs under another name.`;
  return `${told} Where the benchmark needs it, write \`pass_env: [${list}]\` under \`measure\` or on the benchmark.`;
}

/** The sources that a traceback goes through may read a variable whose name no message has: `os.environ.get(…)`. */
async function namedInFiles(
  message: string,
  withheld: readonly string[],
  directory: string,
): Promise<string[]> {
  const files = new Set([...message.matchAll(/File "([^"\n]+\.py)", line \d+/g)].map(([, file]) => file));
  const found = new Set<string>();
  for (const file of [...files].slice(-MOST_FILES)) {
    const path = resolve(directory, file ?? '');
    const facts = await stat(path).catch(() => undefined);
    if (!facts?.isFile() || facts.size > MOST_BYTES) continue;
    const text = await readFile(path, 'utf8').catch(() => '');
    for (const name of withheld) if (readsVariable(text, name)) found.add(name);
  }
  return withheld.filter((name) => found.has(name));
}

function names(text: string, name: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9_])${escapeRegExp(name)}(?![A-Za-z0-9_])`).test(text);
}

/** As a text of its own: a name such as PAT is a word of many sources. */
function readsVariable(text: string, name: string): boolean {
  return new RegExp(`(["'])${escapeRegExp(name)}\\1`).test(text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
