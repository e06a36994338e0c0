/** A git repository of a project's released source, with what `pacegate init` writes, and commits on top of that. */
import { execFile } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Edit, Project } from './projects.ts';
import { unpack } from './source.ts';

const run = promisify(execFile);
export const CLI = join(import.meta.dirname, '..', 'dist', 'cli.js');

/** Releases come without it, and what building leaves behind is no change of the project. */
const IGNORED = ['*.so', '*.egg-info/', 'build/', '__pycache__/', ''].join('\n');

export interface Repository {
  readonly directory: string;
  /** What `init` said. */
  readonly messages: string;
  /** What of its files had to be changed. */
  readonly patches: readonly string[];
}

export async function prepare(project: Project, directory: string): Promise<Repository> {
  await unpack(project.release, directory);
  await appendFile(join(directory, '.gitignore'), `\n${IGNORED}`);
  for (const [path, text] of Object.entries(project.added ?? {})) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text, { flag: 'wx' });
  }
  await git(directory, 'init', '--quiet', '--initial-branch', 'main');
  const { stdout: messages } = await run(process.execPath, [CLI, 'init'], { cwd: directory });
  const patches = project.patches ?? [];
  await edit(directory, patches);
  await commit(directory, 'The released source, with budgets');
  return { directory, messages, patches: patches.map(({ reason }) => reason) };
}

/** A commit with these edits on `from`; nothing of another trial stays in the directory but what git ignores. */
export async function change(directory: string, name: string, edits: readonly Edit[]): Promise<void> {
  await git(directory, 'checkout', '--quiet', '-B', name, 'main');
  await edit(directory, edits);
  await commit(directory, name);
}

async function edit(directory: string, edits: readonly Edit[]): Promise<void> {
  for (const { file, find, replace } of edits) {
    const path = join(directory, file);
    const parts = (await readFile(path, 'utf8')).split(find);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
    await writeFile(path, parts.join(replace));
  }
}

async function commit(directory: string, message: string): Promise<void> {
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '--quiet', '--message', message);
}

export async function git(directory: string, ...args: string[]): Promise<string> {
  const identity = [
    '-c',
    'user.name=suites',
    '-c',
    'user.email=suites@localhost',
    '-c',
    'commit.gpgsign=false',
  ];
  const { stdout } = await run('git', [...identity, ...args], { cwd: directory });
  return stdout;
}
