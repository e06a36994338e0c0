import { relative, resolve, sep } from 'node:path';
import { parseBudgetFile } from '../budgets/load.ts';
import type { BudgetFile } from '../budgets/model.ts';
import { fileAt, type Repository } from '../checkouts/repository.ts';
import type { Settings } from '../settings.ts';

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
