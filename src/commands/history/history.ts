/** `pacegate history [NAME]`: what changed when, by how much, on what machine, accepted why. */
import { readBudgetFile } from '../../budgets/read.ts';
import { listTags } from '../../checkouts/git/tags.ts';
import { renderProblem } from '../../errors.ts';
import { HISTORY_FORMATS, renderHistory } from '../../history/render.ts';
import { flattenHistory } from '../../history/rows.ts';
import { createProgress } from '../../measuring/progress.ts';
import { projectDirectory } from '../../measuring/sides/project.ts';
import type { Command, ExitStatus } from '../command.ts';
import { choiceFrom, DEFAULT_BUDGETS, MEASURING_OPTIONS, numberFrom } from '../options.ts';
import { originOf, withWorld } from '../world.ts';
import { readHistory } from './read-history.ts';

const ENTRIES = 200;
/** A page is for looking far back. */
const ENTRIES_OF_PAGE = 10_000;
const FORMATS = [...HISTORY_FORMATS, 'html'] as const;

export const history: Command = {
  usage: `pacegate history [NAME] [--format ${FORMATS.join('|')}] [--limit N] [--budgets FILE]`,
  summary: `What changed when, by how much, on what machine, accepted why; the newest ${ENTRIES} runs, as html (a page with curves) all.`,
  options: { budgets: MEASURING_OPTIONS.budgets, format: { type: 'string' }, limit: { type: 'string' } },
  positionals: [0, 1],
  async run(args, process) {
    const format = choiceFrom('format', args.text('format') ?? 'table', FORMATS);
    const limit = numberFrom('limit', args.text('limit'), format === 'html' ? ENTRIES_OF_PAGE : ENTRIES);
    const [name] = args.positionals;
    return withWorld<ExitStatus>(process, async (world) => {
      const { say } = createProgress(process.stderr);
      const file = args.text('budgets') ?? DEFAULT_BUDGETS;
      const directory = await projectDirectory(process.cwd(), file);
      const { budgets, warnings } = await readBudgetFile(file, {
        directory: process.cwd(),
        today: world.now(),
        project: directory,
      });
      for (const warning of warnings) say(renderProblem(warning));
      const hasOrigin = async () => (await originOf(directory)) !== undefined;
      const entries = await readHistory({ budgets, directory, limit, hasOrigin, say }, world);
      if (format === 'html') {
        const { renderHistoryPage } = await import('../../history/page/html.ts');
        process.stdout.write(renderHistoryPage(entries, { name, releases: await listTags(directory) }));
      } else process.stdout.write(renderHistory(flattenHistory(entries, name), format));
      return 0;
    });
  },
};
