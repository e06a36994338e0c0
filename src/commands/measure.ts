/** `pacegate measure`: only measures, and writes what it measured. */
import { join, relative } from 'node:path';
import { forBlocks } from '../measuring/collecting/deciders.ts';
import { measure as measureSides } from '../measuring/collecting/measure.ts';
import { planRun } from '../measuring/plan-run.ts';
import { createProgress } from '../measuring/progress.ts';
import { createRunTime } from '../measuring/run-time.ts';
import { openSession } from '../measuring/sides/session.ts';
import { startRun } from '../measuring/start-run.ts';
import { announceRun } from '../measuring/tell.ts';
import { prepareOut, writeSides } from '../measuring/write-out.ts';
import { plain, plainName } from '../report/words/escape.ts';
import type { Measurements } from '../samples/measurements.ts';
import type { Command } from './command.ts';
import { MEASURING_OPTIONS, numberFrom, SHARE_OPTION, settingsFrom } from './options.ts';
import { withWorld } from './world.ts';

const BLOCKS = 10;

export const measure: Command = {
  usage:
    'pacegate measure [--budgets FILE] [--base REF [--base-exact]] [--only GLOB] [--out DIR] [--blocks N] [--seed TEXT] [--shard I/N]',
  summary: `Only measure: writes candidate.json and, with --base, baseline.json. N blocks (default ${BLOCKS}), within max_time.`,
  options: { ...MEASURING_OPTIONS, ...SHARE_OPTION, blocks: { type: 'string' } },
  positionals: [0, 0],
  async run(args, process) {
    const blocks = numberFrom('blocks', args.text('blocks'), BLOCKS);
    const settings = settingsFrom(args, process);
    const shard = args.text('shard');
    if (shard !== undefined) return (await import('./shard.ts')).runShare(shard, settings, process, blocks);
    const progress = createProgress(process.stderr);
    const measured = await withWorld(process, async (world) => {
      const started = world.clock();
      const plan = await planRun(settings, world, progress);
      const time = createRunTime(world.clock, started, plan.budgets.total_time);
      progress.say(announceRun(plan.specs, time.total));
      await using session = await openSession({ ...plan, world, progress, time });
      const run = await startRun(plan, session, time, world, progress);
      const checkouts =
        plan.base === undefined ? [session.candidate] : (await session.addBase(plan.base)).checkouts;
      // Awaited here: the session, with its worktree, is gone once this block is left.
      return await measureSides(run, plan.specs, checkouts, () => forBlocks(blocks));
    });
    progress.end();
    const out = await prepareOut(settings);
    await writeSides(out, measured.candidate, measured.baseline);
    const sides = [measured.candidate, ...(measured.baseline ? [measured.baseline] : [])];
    const failures = sides.flatMap(listFailures);
    for (const line of failures) process.stderr.write(`${line}\n`);
    process.stdout.write(
      `${sides.map((_, i) => relative(process.cwd(), join(out, i === 0 ? 'candidate.json' : 'baseline.json'))).join('\n')}\n`,
    );
    return failures.length > 0 || measured.candidate.benchmarks.length === 0 ? 3 : 0;
  },
};

function listFailures({ benchmarks }: Measurements): string[] {
  return benchmarks.flatMap(({ name, failures = [] }) =>
    failures.slice(0, 1).map(({ code, message, hint }) => {
      const told = `${plainName(name)}: not measured (${code}): ${plain(message)}`;
      return hint ? `${told}\n  ${plain(hint)}` : told;
    }),
  );
}
