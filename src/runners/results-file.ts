/** Finds the file that a results command has just written, and never one that was there before. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, parse, sep } from 'node:path';
import type { Failure } from '../samples/measurements.ts';

/** What was there before the command ran: path → time of change and size. */
export type Snapshot = ReadonlyMap<string, string>;

/** The files that a path matches; `*` in it stands for any part of a name. */
export async function snapshot(pattern: string): Promise<Snapshot> {
  const found = new Map<string, string>();
  for (const file of await matches(pattern)) {
    const facts = await stat(file, { bigint: true }).catch(() => undefined);
    if (facts?.isFile()) found.set(file, `${facts.mtimeNs} ${facts.ctimeNs} ${facts.size} ${facts.ino}`);
  }
  return found;
}

/** The one file that is new or changed. */
export async function findResultsFile(
  pattern: string,
  before: Snapshot,
): Promise<{ file: string } | { failure: Failure }> {
  const after = await snapshot(pattern);
  const fresh = [...after].filter(([file, facts]) => before.get(file) !== facts).map(([file]) => file);
  const [file] = fresh;
  if (file !== undefined && fresh.length === 1) return { file };
  const name = basename(pattern);
  if (fresh.length > 1) {
    return {
      failure: {
        code: 'garbage',
        message: `The command wrote ${fresh.length} files that match ${name}.`,
        hint: 'Name the one that holds the results in `file`.',
      },
    };
  }
  const stale = after.size > 0 ? ' The one that is there is older and does not count.' : '';
  return {
    failure: {
      code: 'no-values',
      message: `The command ended well, but did not write ${name}.${stale}`,
      hint: '`file` is relative to the project, as is the command.',
    },
  };
}

async function matches(pattern: string): Promise<string[]> {
  if (!pattern.includes('*')) return [pattern];
  const { root } = parse(pattern);
  let found = [root];
  for (const part of pattern.slice(root.length).split(sep)) {
    if (!part.includes('*')) {
      found = found.map((directory) => join(directory, part));
      continue;
    }
    const name = new RegExp(`^${part.split('*').map(escapeRegExp).join('.*')}$`, 's');
    const lists = await Promise.all(
      found.map(async (directory) => {
        const names = await readdir(directory).catch(() => []);
        return names.filter((each) => name.test(each)).map((each) => join(directory, each));
      }),
    );
    found = lists.flat().sort();
  }
  return found;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
