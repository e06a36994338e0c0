/** `pacegate profile --pid N`: where a process that is running already spends its time. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeOut } from '../../checkouts/own/own-directory.ts';
import { createScratch } from '../../checkouts/own/scratch.ts';
import { UsageError } from '../../errors.ts';
import { summariseRunning } from '../../profiles/running.ts';
import { renderRunning } from '../../report/profiles/running.ts';
import { cleanEnvironment } from '../../runners/processes/clean-environment.ts';
import { watchProcess } from '../../runners/profiling/py-spy.ts';
import type { Arguments, ExitStatus, ProcessLike } from '../command.ts';
import { DEFAULT_OUT, numberFrom } from '../options.ts';
import { withWorld } from '../world.ts';

const SECONDS = 10;

export async function profilePid(args: Arguments, process: ProcessLike): Promise<ExitStatus> {
  const [needless] = [
    ...args.positionals,
    ...['base', 'budgets', 'tool']
      .filter((option) => args.text(option) !== undefined)
      .map((option) => `--${option}`),
    ...['base-exact', 'open'].filter((option) => args.flag(option)).map((option) => `--${option}`),
  ];
  if (needless !== undefined) {
    throw new UsageError(`--pid profiles one running process, so ${needless} means nothing here.`, {
      hint: 'Write `pacegate profile --pid N [--seconds S] [--out DIR]`, or name a benchmark and leave out --pid.',
    });
  }
  const pid = numberFrom('pid', args.text('pid'), 1234);
  const seconds = numberFrom('seconds', args.text('seconds'), SECONDS);
  return withWorld<ExitStatus>(process, async ({ env, signal }) => {
    await using scratch = await createScratch();
    process.stderr.write(`watching process ${pid} for ${seconds} s\n`);
    const text = await watchProcess({
      ...{ pid, seconds, signal, directory: process.cwd(), scratch: scratch.directory },
      env: cleanEnvironment(env, {}, {}),
    });
    const summary = summariseRunning(text, `the stacks of process ${pid}`);
    if (summary.samples === 0) {
      process.stderr.write(`Process ${pid} did nothing in ${seconds} s: all of its threads waited.\n`);
      return 3;
    }
    const out = join(await makeOut(process.cwd(), args.text('out') ?? DEFAULT_OUT), 'profiles');
    await mkdir(out, { recursive: true });
    const file = join(out, `pid-${pid}.collapsed.txt`);
    await writeFile(file, text);
    process.stdout.write(renderRunning(summary));
    process.stderr.write(`stacks: ${relative(process.cwd(), file)} (open it with speedscope)\n`);
    return 0;
  });
}
