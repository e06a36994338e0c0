/** What `pacegate init` writes and says, from what is in the repository. Pure. */
import { type AsvConfig, readAsvConfig } from '../samples/asv-config.ts';
import { detectBenchmarks, type Repository } from './detect.ts';
import { chooseEntries, type Entries } from './entries.ts';
import { messagesFor } from './messages.ts';
import { lockedSetUp } from './project/locked.ts';
import { pythonVersion } from './project/python-version.ts';
import { plainSetUp } from './project/set-up.ts';
import { findNeeds, type Needs } from './project/sides.ts';
import { renderBudgets, renderWorkflow } from './templates.ts';

export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

export interface InitPlan {
  /** Files that are not there yet. */
  readonly files: readonly PlannedFile[];
  readonly messages: readonly string[];
}

export const BUDGETS = 'budgets.yml';
export const WORKFLOW = '.github/workflows/pacegate.yml';

export function planInit(
  repository: Repository,
  { today, defaultBranch }: { readonly today: string; readonly defaultBranch: string },
): InitPlan {
  const found = detectBenchmarks(repository);
  const chosen = chooseEntries(found, repository.paths);
  const asv = found.asv.map((path) => readAsvConfig(repository.readText(path) ?? ''));
  const needs = findNeeds(repository, found, asv);
  const there = new Set(repository.paths);
  const planned = [
    {
      path: BUDGETS,
      text: renderBudgets(chosen.entries, {
        measure: measureOf(needs, chosen, asv, there),
        today,
        base: defaultBranch,
      }),
    },
    { path: WORKFLOW, text: renderWorkflow(defaultBranch, pythonVersion(repository, needs.requiresPython)) },
  ];
  const example =
    chosen.entries.length === 0 && !there.has(BUDGETS)
      ? ['budgets.yml holds an example: replace it by a benchmark of your own.']
      : [];
  return {
    files: planned.filter(({ path }) => !there.has(path)),
    messages: [
      ...messagesFor(repository, found, { chosen, needs, asv }),
      ...example,
      ...planned
        .filter(({ path }) => there.has(path))
        .map(({ path }) => `${path} is there already and stays as it is.`),
    ],
  };
}

function measureOf(
  needs: Needs,
  { entries, maxTime }: Entries,
  asv: readonly AsvConfig[],
  there: ReadonlySet<string>,
) {
  const compiles = needs.projects.some(({ project }) => project.isPackage && project.mayCompile);
  const nothing = needs.projects.length === 0 && needs.files.length === 0 && needs.more.length === 0;
  return {
    setUp: nothing ? undefined : (lockedSetUp(needs) ?? plainSetUp(needs, !there.has('.python-version'))),
    maxTime,
    // Compiling both sides may take as long as all measuring.
    totalTime: entries.length === 0 ? undefined : compiles ? '20 min' : '10 min',
    env: Object.assign({}, ...asv.map((each) => each.env)) as Record<string, string>,
  };
}
