/** Which directory the budget file's paths are relative to. */
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The budget file's own directory. Where that lies neither below the working directory nor in a repository – a budget
 * file that somebody keeps elsewhere – it is the working directory.
 */
export async function projectDirectory(workingDirectory: string, budgets: string): Promise<string> {
  const own = dirname(resolve(workingDirectory, budgets));
  const way = relative(workingDirectory, own);
  const below = !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
  if (below) return own;
  // Git is loaded where it is needed: `check` starts sooner without.
  const { findRepository } = await import('../../checkouts/git/repository.ts');
  return (await findRepository(own).catch(() => undefined)) ? own : workingDirectory;
}
