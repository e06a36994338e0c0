/** `pacegate merge DIR…`: judges what several machines measured as one run. */
import { plain } from '../report/words/escape.ts';
import type { Command } from './command.ts';
import { MEASURING_OPTIONS, settingsFrom } from './options.ts';
import { tellOutcome } from './run.ts';
import { withWorld } from './world.ts';

export const merge: Command = {
  usage: 'pacegate merge DIR… [--budgets FILE] [--out DIR] [--save-baseline]',
  summary:
    'Judge the outputs of all shares of a run (run --shard I/N --out DIR), or of several machines, as one run. A share that is absent makes its benchmarks missing (exit 3).',
  options: {
    budgets: MEASURING_OPTIONS.budgets,
    out: MEASURING_OPTIONS.out,
    'save-baseline': { type: 'boolean' },
  },
  positionals: [1, 10_000],
  async run(args, process) {
    const { mergeParts, refuseOutAmongParts } = await import('../sharing/merge.ts');
    const { directorySource, readParts } = await import('../sharing/read-parts.ts');
    const settings = settingsFrom(args, process);
    refuseOutAmongParts(args.positionals, settings);
    const parts = await readParts(args.positionals.map(directorySource), (message) =>
      process.stderr.write(`${plain(message)}\n`),
    );
    return await withWorld(process, async (world) =>
      tellOutcome(await mergeParts(parts, settings, world), settings, process),
    );
  },
};
