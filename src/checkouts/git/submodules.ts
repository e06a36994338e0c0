/**
 * Submodules of the base. Only those that are checked out in the candidate are wanted, and they are cloned from there,
 * so no network and no password is needed. Limit: submodules of submodules are not checked out.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tryGit } from './git.ts';
import type { Repository } from './repository.ts';

/** Sentences about submodules that the base would need and has not got. */
export async function checkOutSubmodules(
  repository: Repository,
  root: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (!existsSync(join(root, '.gitmodules'))) return [];
  const notes: string[] = [];
  for (const { name, path } of await listSubmodules(root, signal)) {
    // A name becomes a part of a path below `modules/`. Git refuses such names, too (CVE-2018-11235).
    if (name.split(/[\\/]/).includes('..') || name.startsWith('-') || path.startsWith('-')) continue;
    const source = join(repository.gitDirectory, 'modules', name);
    if (!existsSync(join(source, 'HEAD'))) continue;
    const updated = await tryGit(
      ['submodule', 'update', '--init', '--quiet', '--no-recommend-shallow', '--', path],
      {
        cwd: root,
        signal,
        timeout: 600,
        config: { [`submodule.${name}.url`]: source, 'protocol.file.allow': 'always' },
      },
    );
    if (!updated.ok)
      notes.push(
        `The submodule ${shown(path)} of the base could not be checked out from the candidate's copy.`,
      );
    else if (existsSync(join(root, path, '.gitmodules')))
      notes.push(`Submodules inside the submodule ${shown(path)} are not checked out for the base.`);
  }
  return notes;
}

/** Paths of submodules that a checkout names and has not got: actions/checkout leaves them out unless it is told to. */
export async function findEmptySubmodules(root: string, signal?: AbortSignal): Promise<string[]> {
  if (!existsSync(join(root, '.gitmodules'))) return [];
  const all = await listSubmodules(root, signal);
  const empty = await Promise.all(
    all.map(async ({ path }) => (await readdir(join(root, path)).catch(() => [])).length === 0),
  );
  return all.flatMap(({ path }, i) => (empty[i] && !path.split('/').includes('..') ? [path] : []));
}

async function listSubmodules(
  root: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly name: string; readonly path: string }[]> {
  const listed = await tryGit(
    ['config', '-z', '-f', '.gitmodules', '--get-regexp', '^submodule\\..*\\.path$'],
    { cwd: root, signal },
  );
  return listed.stdout
    .split('\0')
    .filter(Boolean)
    .map((record) => {
      const [key = '', path = ''] = record.split('\n');
      return { name: key.slice('submodule.'.length, -'.path'.length), path };
    });
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 100));
}
