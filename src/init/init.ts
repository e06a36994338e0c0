/** `pacegate init`: looks through a directory, writes what is missing, and says what it found and did. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { planInit } from './plan.ts';

export interface InitOptions {
  readonly directory: string;
  readonly today?: Date;
  /** Creates a file that must not be there yet. */
  readonly write?: (path: string, text: string) => void;
}

/** Directories of tools and of other people's code. */
const SKIPPED = new Set([
  'node_modules',
  'site-packages',
  '__pycache__',
  'venv',
  'env',
  'build',
  'dist',
  'target',
  'vendor',
  '_vendor',
  'third_party',
]);
const MOST_FILES = 20_000;
const LARGEST_SOURCE = 1024 * 1024;

/** Returns what to tell the user, a line each. Never overwrites a file. */
export async function init({
  directory,
  today = new Date(),
  write = writeNew,
}: InitOptions): Promise<string[]> {
  const paths = listFiles(directory);
  const readText = (path: string): string | undefined => readSmall(join(directory, path));
  const plan = planInit(
    { paths, readText },
    { today: today.toISOString().slice(0, 10), defaultBranch: defaultBranch(readText) },
  );
  const written = plan.files.map(({ path, text }) => {
    try {
      write(join(directory, path), text);
      return `Wrote ${path}.`;
    } catch (error) {
      // Not seen as a file, but there: a symbolic link, for example.
      if (codeOf(error) === 'EEXIST') return `${path} is there already and stays as it is.`;
      throw new UsageError(`${path} cannot be written (${codeOf(error) ?? String(error)})`, { cause: error });
    }
  });
  const next =
    plan.files.length === 0
      ? []
      : ['Next: read them, replace OWNER by the owner of the action, and try `pacegate check`.'];
  return [...plan.messages, ...written, ...next];
}

/** Breadth first, so that a huge tree loses its depths and not its beginning. */
function listFiles(directory: string): string[] {
  const files: string[] = [];
  const queue = [''];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    for (const entry of entriesOf(join(directory, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const hidden = entry.name.startsWith('.') && entry.name !== '.github';
      // Symbolic links are not followed: they may lead out of the repository, or around in it.
      if (entry.isDirectory() && !hidden && !SKIPPED.has(entry.name)) queue.push(path);
      else if (entry.isFile() && files.push(path) >= MOST_FILES) return files;
    }
  }
  return files;
}

function entriesOf(directory: string): import('node:fs').Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // a directory that we may not read holds no benchmarks for us
  }
}

function readSmall(path: string): string | undefined {
  try {
    return statSync(path).size <= LARGEST_SOURCE ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** As the clone recorded it; `main` where that cannot be told. */
function defaultBranch(readText: (path: string) => string | undefined): string {
  const head = readText('.git/refs/remotes/origin/HEAD') ?? readText('.git/HEAD') ?? '';
  return /^ref: refs\/(?:remotes\/origin|heads)\/(\S+)\s*$/.exec(head)?.[1] ?? 'main';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function writeNew(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}
