/** `pacegate baseline import PATH…`: what another tool has kept becomes the beginning of the history. */
import { relative, resolve } from 'node:path';
import type { BudgetFile } from '../../budgets/model.ts';
import { readBudgetFile } from '../../budgets/read.ts';
import { UsageError } from '../../errors.ts';
import { Unreadable } from '../../formats/reading.ts';
import { type Imported, listFiles, readImported } from '../../importing/read-files.ts';
import { entryOf } from '../../importing/run.ts';
import { createProgress } from '../../measuring/progress.ts';
import { projectDirectory } from '../../measuring/sides/project.ts';
import { plain, plainName } from '../../report/words/escape.ts';
import { plural } from '../../report/words/numbers.ts';
import type { World } from '../../settings.ts';
import type { Entry } from '../../stores/store.ts';
import type { Arguments, ExitStatus, ProcessLike } from '../command.ts';
import { DEFAULT_BUDGETS } from '../options.ts';

/** Exit status 3 where a file could not be used; the others' runs are kept. */
export async function importHistory(
  args: Arguments,
  process: ProcessLike,
  world: World,
): Promise<ExitStatus> {
  const [, ...paths] = args.positionals;
  if (paths.length === 0)
    throw new UsageError('pacegate baseline import needs what is to be imported.', {
      hint: 'For example: pacegate baseline import .benchmarks, .asv/results or a data.js of github-action-benchmark.',
    });
  const file = args.text('budgets') ?? DEFAULT_BUDGETS;
  const directory = await projectDirectory(process.cwd(), file);
  const { budgets } = await readBudgetFile(file, {
    directory: process.cwd(),
    today: world.now(),
    project: directory,
  });
  const { say, end } = createProgress(process.stderr);
  const found: Omit<Entry, 'location'>[] = [];
  let unusable = 0;
  const files = (await Promise.all(paths.map((path) => listFiles(resolve(process.cwd(), path))))).flat();
  for (const path of files) {
    try {
      const { tool, runs } = await readImported(path);
      const prefix = args.text('as') ?? entryFor(tool, budgets);
      found.push(...runs.map((run) => entryOf(run, tool, prefix)));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unusable++;
      say(
        `${plainName(relative(process.cwd(), path))}: ${plain(error.message)}${error.hint === undefined ? '' : ` ${plain(error.hint)}`}`,
      );
    }
  }
  const kept = found.filter(({ history = [] }) => history.length > 0);
  if (kept.length > 0) {
    const store = await world.openStore(budgets.baseline, directory);
    if (store.saveAll) await store.saveAll(kept);
    else for (const entry of kept) await store.save(entry);
  }
  end();
  process.stdout.write(tellImported(kept));
  return unusable > 0 || kept.length === 0 ? 3 : 0;
}

/** The one entry of the budget file that has such benchmarks: there they have its name before their own. */
function entryFor(tool: Imported['tool'], { benchmarks }: BudgetFile): string | undefined {
  const kind = tool === 'asv' ? 'asv' : 'pytest';
  const [only, ...others] = benchmarks.filter(({ runner }) => runner.kind === kind);
  return others.length === 0 ? only?.name : undefined;
}

function tellImported(entries: readonly Omit<Entry, 'location'>[]): string {
  if (entries.length === 0) return 'nothing was imported\n';
  const days = entries.map(({ created }) => created.slice(0, 10)).sort();
  const names = new Set(entries.flatMap(({ history = [] }) => history.map(({ benchmark }) => benchmark)));
  const [first, last] = [days[0], days.at(-1)];
  return `imported ${plural(entries.length, 'run')} of ${plural(names.size, 'benchmark')}, ${first === last ? first : `${first} to ${last}`}: values for the history, with nothing compared\n`;
}
