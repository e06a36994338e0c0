/**
 * Baselines in a directory, one file a session: `<path>/<environment key>/<time>-<commit>-<content>.json`, and what the
 * history shows of it in `index/` beside it.
 *
 * Several processes may write at once: names hold a digest of the content, and a file appears under its name only when
 * it is complete and on disk. Whatever else lies in the directory is left alone.
 */
import { randomBytes } from 'node:crypto';
import { constants, lstatSync, readFileSync } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { decodeEntry, encodeEntry, isEntryName, mayBeCommit, partName } from './entry.ts';
import { decodeIndex, encodeIndex, summarise } from './entry-index.ts';
import { isEnvironmentKey } from './environment-key.ts';
import type { BaselineStore, Entry, EntrySummary, OnProblem } from './store.ts';

/** A larger file is not ours: we never write one above `FILE_LIMIT`. */
const READ_LIMIT = 8_000_000;
const INDEX = 'index';

/** `path`: absolute, or relative to the process's directory; made by the first `save`. */
export function createDirectoryStore(options: { path: string; onProblem?: OnProblem }): BaselineStore {
  const { path, onProblem = () => {} } = options;

  async function readEntry(key: string, name: string): Promise<Entry | undefined> {
    const location = join(path, key, name);
    try {
      const texts = new Map([[1, await readBounded(location)]]);
      const parts = countParts(texts.get(1) ?? '');
      for (let part = 2; part <= parts; part++) {
        const text = await readBounded(join(path, key, partName(name, part))).catch(() => undefined);
        if (text !== undefined) texts.set(part, text);
      }
      const decoded = decodeEntry(texts.get(1) ?? '', (part) => texts.get(part));
      if (!decoded.ok) onProblem({ location, message: decoded.problem });
      else if (decoded.entry.environmentKey !== key)
        onProblem({ location, message: 'it lies in the directory of another environment' });
      else return { ...decoded.entry, location };
    } catch (error) {
      onProblem({ location, message: `it cannot be read (${reason(error)})` });
    }
    return undefined;
  }

  /** Names of heads, newest first: names start with the time in UTC. */
  async function heads(key: string): Promise<string[]> {
    const names = await readNames(join(path, key)).catch(() => []);
    return names.filter(isEntryName).sort(descending);
  }

  async function keys(): Promise<string[]> {
    return (await readNames(path)).filter(isEnvironmentKey).sort();
  }

  async function readAll(key: string, names: readonly string[], limit: number): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const name of names) {
      if (entries.length >= limit) break;
      const entry = await readEntry(key, name);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  async function summary(key: string, name: string): Promise<EntrySummary | undefined> {
    const indexed = decodeIndex(readSmall(join(path, key, INDEX, name)));
    const known = indexed?.info.environmentKey === key ? indexed.summary : undefined;
    if (known) return { ...known, location: join(path, key, name) };
    const entry = await readEntry(key, name);
    return entry && summarise(entry);
  }

  async function recent(environmentKeys: readonly string[], limit: number): Promise<Entry[]> {
    const found = await Promise.all(
      environmentKeys.map(async (key) => readAll(key, await heads(key), limit)),
    );
    return found.flat().sort(newestFirst).slice(0, limit);
  }

  return {
    async list() {
      const entries = await recent(await keys(), Number.POSITIVE_INFINITY);
      return entries.map(({ measurements: _values, history: _rows, ...info }) => info);
    },

    async find({ environmentKey, commits }) {
      if (!isEnvironmentKey(environmentKey)) return undefined;
      const names = await heads(environmentKey);
      if (commits === undefined) return (await readAll(environmentKey, names, 1))[0];
      for (const commit of commits) {
        const likely = names.filter((name) => mayBeCommit(name, commit));
        const entries = await readAll(environmentKey, likely, Number.POSITIVE_INFINITY);
        const match = entries.sort(newestFirst).find((entry) => entry.commit === commit);
        if (match) return match;
      }
      return undefined;
    },

    async recent({ environmentKey, limit }) {
      if (environmentKey === undefined) return recent(await keys(), limit);
      return isEnvironmentKey(environmentKey) ? recent([environmentKey], limit) : [];
    },

    async summaries({ limit }) {
      const found = await Promise.all(
        (await keys()).map(async (key) => (await heads(key)).map((name) => ({ key, name }))),
      );
      const newest = found
        .flat()
        .sort((a, b) => descending(a.name, b.name))
        .slice(0, limit);
      const summaries: EntrySummary[] = [];
      for (const { key, name } of newest) {
        const found = await summary(key, name);
        if (found) summaries.push(found);
      }
      return summaries;
    },

    async save(entry) {
      const [head, ...parts] = encodeEntry(entry);
      const directory = join(path, entry.environmentKey);
      await mkdir(directory, { recursive: true }).catch((error: unknown) => {
        throw unwritable(path, error);
      });
      // The head goes last: without it the parts are only files that nobody reads.
      if ((await lstat(directory)).isSymbolicLink())
        throw unwritable(path, new Error(`${directory} is a link`));
      for (const file of [...parts, ...(head ? [head] : [])])
        await writeWhole(directory, file.name, file.text).catch((error: unknown) => {
          throw unwritable(path, error);
        });
      // Only a copy for speed, so it need not be there.
      if (head) await writeIndex(directory, head.name, encodeIndex(entry)).catch(() => {});
      return join(directory, head?.name ?? '');
    },
  };
}

async function writeIndex(directory: string, name: string, text: string): Promise<void> {
  await mkdir(join(directory, INDEX), { recursive: true });
  await writeWhole(join(directory, INDEX), name, text);
}

/** Afterwards the file is there whole or not at all, whenever the process or the machine stops. */
async function writeWhole(directory: string, name: string, text: string): Promise<void> {
  const temporary = join(directory, `.${name}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(directory, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** Makes the renaming itself durable. Windows has no such call; there the file system's journal has to do. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Reads a regular file of bounded size; a link, a pipe or a device that somebody put there is refused. */
async function readBounded(file: string): Promise<string> {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  const handle = await open(
    file,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw new Error('not a regular file');
    if (facts.size > READ_LIMIT) throw new Error(`larger than ${READ_LIMIT / 1e6} MB`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** The text of a regular file, empty where it cannot be had. At once: ten thousand promises cost more than the reading. */
function readSmall(file: string): string {
  try {
    const facts = lstatSync(file);
    return facts.isFile() && facts.size <= READ_LIMIT ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

/** How many files the head asks for; bounded by the schema once it is checked, and here against a hostile number. */
function countParts(head: string): number {
  const parts = Number(/"parts":\s*(\d{1,4})\b/.exec(head.slice(0, 2_000))?.[1] ?? 1);
  return Math.min(parts, 1_000);
}

async function readNames(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw new UsageError(`the baseline store cannot be read: ${directory} (${reason(error)})`, {
      hint: 'Check `baseline: path` in the budget file and the permissions of that directory.',
    });
  }
}

function unwritable(path: string, error: unknown): Error {
  if (error instanceof UsageError) return error;
  return new UsageError(`the baseline could not be saved in ${path} (${reason(error)})`, {
    hint: 'Name a writable directory in `baseline: path`.',
    cause: error,
  });
}

function newestFirst(a: Entry, b: Entry): number {
  return descending(a.created, b.created) || descending(a.location, b.location);
}

function descending(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function reason(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.message : 'unknown error';
}
