import { relative, resolve, sep } from 'node:path';
import { parseBudgetFile, refusal } from '../../budgets/load.ts';
import type { Acceptance, BudgetFile } from '../../budgets/model.ts';
import { renamesOf, unknownRenames } from '../../budgets/rules/renames.ts';
import { fileAt, type Repository } from '../../checkouts/git/repository.ts';
import { type Renames, renamed, underNewNames } from '../../samples/names/renames.ts';
import type { Settings } from '../../settings.ts';

/**
 * The budget file as the base commit has it, to tell loosened budgets; undefined where it has none or a broken one,
 * since that one is not ours to complain about.
 */
export async function readBaseBudgets(
  settings: Settings,
  directory: string,
  repository: Repository,
  base: string,
): Promise<BudgetFile | undefined> {
  const path = relative(directory, resolve(settings.directory, settings.budgets)).split(sep).join('/');
  const text = await fileAt(repository, base, path);
  if (text === undefined) return undefined;
  try {
    // Not checked against the working tree, and on no particular day: what it says is what counts.
    const project = { today: '0001-01-01', exists: () => true, readText: () => undefined };
    return parseBudgetFile(path, new TextEncoder().encode(text), project).budgets;
  } catch {
    return undefined;
  }
}

/**
 * The base's file with the names that its benchmarks have now.
 * @throws UsageError where one is said to have had a name that is not there
 */
export function withNewNames(base: BudgetFile, { file, benchmarks }: BudgetFile): BudgetFile {
  const problems = unknownRenames(benchmarks, base.benchmarks);
  if (problems.length > 0) throw refusal(file, problems);
  const renames = renamesOf(benchmarks);
  const now = underNewNames(
    base.benchmarks,
    renames,
    ({ name }) => name,
    (spec, name) => ({ ...spec, name }),
  );
  return { ...base, benchmarks: now, accepted: acceptedNow(base.accepted, renames) };
}

/** Trade-offs under the names that the benchmarks have now. */
export function acceptedNow(accepted: readonly Acceptance[], renames: Renames): readonly Acceptance[] {
  return accepted.map((each) => ({ ...each, benchmark: renamed(each.benchmark, renames) }));
}
