/**
 * Baselines in the cache of GitHub Actions: one cache a session, its key
 * `pacegate/NAME/ENVIRONMENT/COMMIT/TIME-CONTENT`. No write permission is needed. What GitHub's scopes allow is seen: a
 * pull request reads what its base branch and the default branch saved, and never the other way round.
 *
 * Limits: GitHub drops caches that nobody read for a week, and the oldest beyond 10 GB. `recent` and `list` ask for the
 * keys, which needs `actions: read`; without it they know the newest session only.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { decodeEntry, encodeEntry, isEntryName, partName } from './entry.ts';
import { summarise } from './entry-index.ts';
import { isEnvironmentKey } from './environment-key.ts';
import type { BaselineStore, Entry, EntryInfo, OnProblem } from './store.ts';

/** What the store needs of the runner. `paths` must be the same for saving and restoring: they are part of the key. */
export interface CacheService {
  /** Restores the first key that a cache begins with, and returns that cache's whole key. */
  restore(paths: readonly string[], keys: readonly string[]): Promise<string | undefined>;
  /** False where no cache was made, for example because one of this key is there. */
  save(paths: readonly string[], key: string): Promise<boolean>;
  /** Whole keys that begin with `prefix`, newest first; undefined where the token may not list them. */
  keys(prefix: string): Promise<readonly string[] | undefined>;
}

export interface CacheStoreOptions {
  readonly service: CacheService;
  /** Directory that caches are packed from and unpacked to; inside the workspace, the same path in every job. */
  readonly directory: string;
  readonly name?: string | undefined;
  readonly onProblem?: OnProblem | undefined;
}

/** Keys that one restore may name. */
const KEYS_AT_ONCE = 10;
const READ_LIMIT = 8_000_000;

export function createCacheStore(options: CacheStoreOptions): BaselineStore {
  const { service, directory, name = 'default', onProblem = () => {} } = options;
  const prefix = `pacegate/${name}/`;
  let queue: Promise<unknown> = Promise.resolve();

  /** All caches unpack into the one directory: one after the other. */
  function alone<Value>(use: () => Promise<Value>): Promise<Value> {
    const turn = queue.then(use);
    queue = turn.catch(() => undefined);
    return turn;
  }

  /** Restores the first of `keys` and reads it; keys of caches whose entry is unusable are told and skipped. */
  function restore(keys: readonly string[]): Promise<{ key: string; entry: Entry | undefined } | undefined> {
    return alone(async () => {
      await rm(directory, { recursive: true, force: true });
      await mkdir(directory, { recursive: true });
      try {
        const key = await service.restore([directory], keys);
        return key === undefined ? undefined : { key, entry: await readDirectory(key) };
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    });
  }

  async function readDirectory(key: string): Promise<Entry | undefined> {
    const tell = (message: string) => {
      onProblem({ location: key, message });
      return undefined;
    };
    const texts = new Map<string, string>();
    for (const file of await readdir(directory)) {
      const path = join(directory, file);
      const facts = await stat(path);
      if (facts.isFile() && facts.size <= READ_LIMIT) texts.set(file, await readFile(path, 'utf8'));
    }
    const head = [...texts.keys()].find(isEntryName);
    if (head === undefined) return tell('it holds no entry');
    const decoded = decodeEntry(texts.get(head) ?? '', (part) => texts.get(partName(head, part)));
    if (!decoded.ok) return tell(decoded.problem);
    if (!key.startsWith(`${prefix}${decoded.entry.environmentKey}/${decoded.entry.commit}/`))
      return tell('it is named after another environment or commit');
    return { ...decoded.entry, location: key };
  }

  /** The newest usable entry whose key begins with `start`. */
  async function newest(start: string): Promise<Entry | undefined> {
    const found = await restore([start]);
    if (found === undefined || found.entry) return found?.entry;
    for (const key of ((await service.keys(start)) ?? []).filter((each) => each !== found.key)) {
      const next = await restore([key]);
      if (next?.entry) return next.entry;
    }
    return undefined;
  }

  async function recent(start: string, limit: number): Promise<Entry[]> {
    const keys = await service.keys(start);
    if (keys === undefined) {
      onProblem({
        location: 'cache',
        message: 'only the newest session is known: the job lacks `actions: read`',
      });
      const entry = limit > 0 ? await newest(start) : undefined;
      return entry ? [entry] : [];
    }
    const entries: Entry[] = [];
    for (const key of [...keys].sort(byTimeInKey)) {
      if (entries.length >= limit) break;
      const found = await restore([key]);
      if (found?.key === key && found.entry) entries.push(found.entry);
    }
    return entries.sort(newestFirst);
  }

  return {
    async list() {
      const entries = await recent(prefix, Number.POSITIVE_INFINITY);
      return entries.map(({ measurements: _values, history: _rows, ...info }) => info);
    },

    async find({ environmentKey, commits }) {
      if (!isEnvironmentKey(environmentKey)) return undefined;
      const start = `${prefix}${environmentKey}/`;
      if (commits === undefined) return newest(start);
      let left = commits.filter((commit) => /^[0-9a-f]{7,64}$|^unknown$/.test(commit));
      while (left.length > 0) {
        const some = left.slice(0, KEYS_AT_ONCE);
        const found = await restore(some.map((commit) => `${start}${commit}/`));
        // The server takes the first key that matches, and of its caches the one made last.
        const commit = found?.key.slice(start.length).split('/')[0];
        const entry = found && (await newestOf(`${start}${commit}/`, found.entry));
        if (entry) return entry;
        const position = commit === undefined ? -1 : some.indexOf(commit);
        left = left.slice(position < 0 ? some.length : position + 1);
      }
      return undefined;
    },

    async recent({ environmentKey, limit }) {
      if (environmentKey === undefined) return recent(prefix, limit);
      return isEnvironmentKey(environmentKey) ? recent(`${prefix}${environmentKey}/`, limit) : [];
    },

    async summaries({ limit }) {
      return (await recent(prefix, limit)).map(summarise);
    },

    async save(entry) {
      const files = encodeEntry(entry);
      const stem = files[0]?.name.slice(0, -'.json'.length) ?? randomUUID();
      // Time and content; the commit stands before them in full.
      const key = `${prefix}${entry.environmentKey}/${entry.commit}/${stem.replace(/Z-[^-]+-/, 'Z-')}`;
      return alone(async () => {
        await rm(directory, { recursive: true, force: true });
        await mkdir(directory, { recursive: true });
        try {
          for (const file of files) await writeFile(join(directory, file.name), file.text);
          if (!(await service.save([directory], key)) && (await service.restore([directory], [key])) !== key)
            throw new UsageError('The baseline could not be saved in the cache; the log above says why.', {
              hint: 'Runs of forks and of untrusted events may not write caches.',
            });
        } finally {
          await rm(directory, { recursive: true, force: true });
        }
        return key;
      });
    },
  };

  /** Sessions of one commit are rarely more than one; where they are, the newest measured one counts. */
  async function newestOf(start: string, restored: Entry | undefined): Promise<Entry | undefined> {
    const keys = await service.keys(start);
    if (keys === undefined || (keys.length <= 1 && restored)) return restored;
    return (await recent(start, 1))[0];
  }
}

function timeInKey(key: string): string {
  return /\d{4}-\d\d-\d\dT\d{6}Z/.exec(key)?.[0] ?? '';
}

function byTimeInKey(a: string, b: string): number {
  return timeInKey(a) < timeInKey(b) ? 1 : timeInKey(a) > timeInKey(b) ? -1 : 0;
}

function newestFirst(a: EntryInfo, b: EntryInfo): number {
  return a.created < b.created ? 1 : a.created > b.created ? -1 : 0;
}
