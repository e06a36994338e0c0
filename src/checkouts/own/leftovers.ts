/**
 * What a run leaves when it is killed outright (SIGKILL, power, an evicted container), and how the next run finds it.
 *
 * Every worktree is written down in the repository's own git directory, `pacegate/<name>.json`, before it is made. Only
 * what is written there is ever removed: nothing is searched in shared temporary directories, where others may plant.
 */
import { rmSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { tryGit } from '../git/git.ts';
import { isAlive, type Owner, ourselves } from './owner.ts';

/** Directories that this program makes are called so; nothing else is removed. */
export const NAME_PATTERN = /^pacegate-[0-9a-f]{7,200}$/;

interface Claim extends Owner {
  /** The directory around the worktree. */
  readonly directory: string;
}

/** Writes down that this process is about to make `directory`. Returns the claim's file. */
export async function claim(gitDirectory: string, directory: string): Promise<string> {
  const folder = join(gitDirectory, 'pacegate');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${basename(directory)}.json`);
  const record: Claim = {
    ...ourselves(),
    directory,
  };
  await writeFile(file, `${JSON.stringify(record)}\n`, { flag: 'wx' });
  return file;
}

/** Removes the worktrees of runs that are no more. Returns their directories. Running ones are left alone. */
export async function removeLeftovers(gitDirectory: string): Promise<string[]> {
  const folder = join(gitDirectory, 'pacegate');
  const names = await readdir(folder).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const record = await readClaim(file);
    if (!record || isAlive(record)) continue;
    await removeWorktree(gitDirectory, record.directory);
    rmSync(file, { force: true });
    removed.push(record.directory);
  }
  return removed;
}

/** Removes a worktree directory of ours and git's note of it, however much of either there is. */
export async function removeWorktree(gitDirectory: string, directory: string): Promise<void> {
  for (const path of await worktreesIn(gitDirectory, directory)) {
    // Not `git worktree prune`: it would also forget worktrees of the user's that are on an unmounted disk.
    await tryGit(['worktree', 'remove', '--force', '--force', '--', path], {
      cwd: gitDirectory,
      timeout: 300,
    });
  }
  const facts = await lstat(directory).catch(() => undefined);
  if (facts?.isDirectory()) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

async function worktreesIn(gitDirectory: string, directory: string): Promise<string[]> {
  const list = await tryGit(['worktree', 'list', '--porcelain', '-z'], { cwd: gitDirectory });
  return list.stdout
    .split('\0')
    .filter((line) => line.startsWith('worktree '))
    .map((line) => line.slice('worktree '.length))
    .filter((path) => basename(join(path, '..')) === basename(directory));
}

async function readClaim(file: string): Promise<Claim | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as Claim;
    const { directory, pid } = record;
    const ours =
      typeof directory === 'string' &&
      isAbsolute(directory) &&
      NAME_PATTERN.test(basename(directory)) &&
      basename(file) === `${basename(directory)}.json` &&
      Number.isInteger(pid);
    return ours ? record : undefined;
  } catch {
    return undefined; // Half-written by a run that was killed before it made the directory.
  }
}
