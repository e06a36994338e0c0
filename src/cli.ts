#!/usr/bin/env node
/** The command line: `pacegate COMMAND …`. Everything it touches comes in through `process`. */
import { fileURLToPath } from 'node:url';
import type { Arguments, Command, ExitStatus, ProcessLike } from './commands/command.ts';
import { asUsageError, renderProblem, UsageError } from './errors.ts';

// Without `import`, which would load all that node:util and node:fs export, streams among it: see budgets/read.ts.
const { parseArgs } = process.getBuiltinModule?.('node:util') ?? (await import('node:util'));
const { realpathSync } = process.getBuiltinModule?.('node:fs') ?? (await import('node:fs'));

/** Loaded when asked for: `pacegate check` must not pay for what only `run` needs. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  run: async () => (await import('./commands/run.ts')).run,
  measure: async () => (await import('./commands/measure.ts')).measure,
  compare: async () => (await import('./commands/compare.ts')).compare,
  merge: async () => (await import('./commands/merge.ts')).merge,
  check: async () => (await import('./commands/check.ts')).check,
  init: async () => (await import('./commands/init.ts')).init,
  baseline: async () => (await import('./commands/baseline.ts')).baseline,
  history: async () => (await import('./commands/history/history.ts')).history,
  try: async () => (await import('./commands/try.ts')).tryBenchmarks,
  profile: async () => (await import('./commands/profile/profile.ts')).profile,
};

declare const PACEGATE_VERSION: string | undefined;
const VERSION = typeof PACEGATE_VERSION === 'string' ? PACEGATE_VERSION : 'development';

/** Runs one command and returns its exit status. Never throws: a bug shows its stack and counts as wrong usage. */
export async function main(process: ProcessLike): Promise<ExitStatus> {
  const [name, ...rest] = process.argv.slice(2);
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      process.stdout.write(await renderHelp(name === 'help' ? rest[0] : undefined));
      return name === undefined ? 2 : 0;
    }
    if (name === '--version' || name === 'version') {
      process.stdout.write(`pacegate ${VERSION}\n`);
      return 0;
    }
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!load) throw await unknownName(`There is no command "${name}".`, name, Object.keys(COMMANDS));
    const command = await load();
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(`${command.usage}\n\n${command.summary}\n`);
      return 0;
    }
    return await command.run(await parse(name, command, rest), process);
  } catch (error) {
    process.stderr.write(renderError(error));
    return 2;
  }
}

async function parse(name: string, command: Command, rest: readonly string[]): Promise<Arguments> {
  const known = Object.keys(command.options);
  for (const word of rest) {
    if (word === '--') break;
    const option = /^--([^=]+)/.exec(word)?.[1];
    if (option !== undefined && !known.includes(option)) {
      const names = known.map((key) => `--${key}`);
      throw await unknownName(`pacegate ${name} has no option --${option}.`, `--${option}`, names);
    }
  }
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...rest], options: command.options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message, { hint: `Usage: ${command.usage}` });
  }
  const [fewest, most] = command.positionals;
  if (parsed.positionals.length < fewest || parsed.positionals.length > most) {
    throw new UsageError(
      parsed.positionals.length < fewest
        ? `pacegate ${name} needs ${fewest} argument${fewest === 1 ? '' : 's'}.`
        : `pacegate ${name} does not take "${parsed.positionals[most]}".`,
      { hint: `Usage: ${command.usage}` },
    );
  }
  const { values, positionals } = parsed;
  return {
    positionals,
    text: (option) => (typeof values[option] === 'string' ? values[option] : undefined),
    texts: (option) => [values[option] ?? []].flat().filter((value) => typeof value === 'string'),
    flag: (option) => values[option] === true,
  };
}

async function unknownName(message: string, name: string, known: readonly string[]): Promise<UsageError> {
  const { nearest } = await import('./samples/names/nearest.ts');
  const close = nearest(name, known);
  return new UsageError(message, {
    hint: close ? `Did you mean ${close}?` : `Write one of ${known.join(', ')}.`,
  });
}

async function renderHelp(name: string | undefined): Promise<string> {
  const names = name !== undefined && Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
  const commands = await Promise.all(names.map((each) => (COMMANDS[each] as () => Promise<Command>)()));
  const lines = commands.map((command) => `  ${command.usage}\n      ${command.summary}`);
  return `Pacegate: the performance-regression gate for Python projects.\n\n${lines.join('\n')}\n
Exit status: 0 the gate passes, 1 a budget is broken, 2 wrong usage or budget file,
3 something declared could not be measured. Progress goes to stderr, the report to stdout.\n`;
}

/** What a user reads when something went wrong: problems with their places, the message, the hint; a bug's stack. */
export function renderError(thrown: unknown): string {
  const error = asUsageError(thrown);
  if (!error) {
    return `pacegate: this is a bug in Pacegate, please report it.\n${(thrown as Error)?.stack ?? String(thrown)}\n`;
  }
  const problems = error.problems.map((problem) => `${renderProblem(problem)}\n`).join('');
  const hint = error.hint ? `  ${error.hint}\n` : '';
  return `${problems}pacegate: ${error.message}\n${hint}`;
}

const invoked = process.argv[1];
if (invoked !== undefined && realpathSync(invoked) === fileURLToPath(import.meta.url)) {
  // A pipe that closes early (`| head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await main(process);
}
