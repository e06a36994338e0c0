/** The text of source lines that a profile names. The names are untrusted: only files of the checkout are read. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { HotLine } from '../../profiles/lines.ts';
import type { ShownLine } from '../../report/profiles/where.ts';
import { repositoryPath } from '../../report/words/escape.ts';

const LONGEST_FILE = 4 << 20;

/** @param root the repository's root, which the files are relative to */
export async function addSource(root: string, lines: readonly HotLine[]): Promise<ShownLine[]> {
  const files = new Map<string, Promise<readonly string[]>>();
  return Promise.all(
    lines.map(async (each) => {
      const file = files.get(each.file) ?? readLines(root, each.file);
      files.set(each.file, file);
      const text = (await file)[each.line - 1]?.trim();
      return { ...each, ...(text && { text }) };
    }),
  );
}

async function readLines(root: string, file: string): Promise<readonly string[]> {
  const path = repositoryPath(file);
  if (path === undefined) return [];
  try {
    const real = await realpath(join(root, path));
    if (!real.startsWith((await realpath(root)) + sep) || (await stat(real)).size > LONGEST_FILE) return [];
    return (await readFile(real, 'utf8')).split(/\r\n|\r|\n/);
  } catch {
    return []; // the line is shown without its text
  }
}
