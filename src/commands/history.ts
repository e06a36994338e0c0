/** `pacegate history [NAME]`: what changed when, by how much, on what machine, accepted why. */
import { HISTORY_FORMATS, renderHistory } from '../history/render.ts';
import { flattenHistory } from '../history/rows.ts';
import { planRun } from '../measuring/plan-run.ts';
import { createProgress } from '../measuring/progress.ts';
import type { Command, ExitStatus } from './command.ts';
import { choiceFrom, MEASURING_OPTIONS, numberFrom, settingsFrom } from './options.ts';
import { withWorld } from './world.ts';

const ENTRIES = 200;

export const history: Command = {
  usage: `pacegate history [NAME] [--format ${HISTORY_FORMATS.join('|')}] [--limit N] [--budgets FILE]`,
  summary: `What changed when, by how much, on what machine, accepted why; the newest ${ENTRIES} runs.`,
  options: { budgets: MEASURING_OPTIONS.budgets, format: { type: 'string' }, limit: { type: 'string' } },
  positionals: [0, 1],
  async run(args, process) {
    const format = choiceFrom('format', args.text('format') ?? 'table', HISTORY_FORMATS);
    const limit = numberFrom('limit', args.text('limit'), ENTRIES);
    return withWorld<ExitStatus>(process, async (world) => {
      const plan = await planRun(settingsFrom(args, process), world, createProgress(process.stderr));
      const store = await world.openStore(plan.budgets.baseline, plan.directory);
      const entries = await store.recent({ limit });
      process.stdout.write(renderHistory(flattenHistory(entries, args.positionals[0]), format));
      return 0;
    });
  },
};
