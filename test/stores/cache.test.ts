import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CacheService, createCacheStore } from '../../src/stores/cache.ts';
import { environmentKey } from '../../src/stores/environment-key.ts';
import type { StoreProblem } from '../../src/stores/store.ts';
import { commitOf, describeStore, entryOf, LINUX } from './contract.ts';

/**
 * Our stand-in for the cache service, with its rules: a key is written once, restoring takes the first of the keys that
 * some cache begins with, and of several such caches the one that was made last.
 */
class FakeCache implements CacheService {
  readonly root = mkdtempSync(join(tmpdir(), 'pacegate-cache-'));
  readonly made: { key: string; paths: string; directory: string }[] = [];
  mayList = true;
  mayWrite = true;
  restores = 0;

  async save(paths: readonly string[], key: string): Promise<boolean> {
    expect(key).not.toContain(',');
    expect(key.length).toBeLessThanOrEqual(512);
    if (!this.mayWrite || this.made.some((cache) => cache.key === key)) return false;
    const directory = join(this.root, String(this.made.length));
    cpSync(paths[0] ?? '', directory, { recursive: true });
    this.made.push({ key, paths: paths.join(), directory });
    return true;
  }

  async restore(paths: readonly string[], keys: readonly string[]): Promise<string | undefined> {
    this.restores++;
    expect(keys.length).toBeLessThanOrEqual(10);
    for (const key of keys) {
      const found = this.made.findLast((cache) => cache.key.startsWith(key) && cache.paths === paths.join());
      if (!found) continue;
      cpSync(found.directory, paths[0] ?? '', { recursive: true });
      return found.key;
    }
    return undefined;
  }

  async keys(prefix: string): Promise<readonly string[] | undefined> {
    if (!this.mayList) return undefined;
    return this.made
      .filter((cache) => cache.key.startsWith(prefix))
      .map((cache) => cache.key)
      .reverse();
  }
}

describeStore('cache', async () => {
  const service = new FakeCache();
  const root = mkdtempSync(join(tmpdir(), 'pacegate-workspace-'));
  // Jobs have workspaces of their own, with one path; here they take turns in one process.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(use: () => Promise<Value>) => {
    const next = turn.then(use);
    turn = next.catch(() => undefined);
    return next;
  };
  return {
    open(onProblem) {
      const store = createCacheStore({ service, directory: join(root, 'cache'), onProblem });
      return {
        list: () => inTurn(() => store.list()),
        find: (query) => inTurn(() => store.find(query)),
        recent: (query) => inTurn(() => store.recent(query)),
        summaries: (query) => inTurn(() => store.summaries(query)),
        save: (entry) => inTurn(() => store.save(entry)),
      };
    },
    async damage(location, content) {
      const cache = service.made.find(({ key }) => key === location);
      const file = readdirSync(cache?.directory ?? '')[0] ?? '';
      writeFileSync(join(cache?.directory ?? '', file), content);
    },
    async close() {
      rmSync(service.root, { recursive: true, force: true });
      rmSync(root, { recursive: true, force: true });
    },
  };
});

describe('cache store', () => {
  let service: FakeCache;
  let directory: string;
  let problems: StoreProblem[];
  const key = environmentKey(LINUX);
  const open = (name?: string) =>
    createCacheStore({ service, directory, name, onProblem: (problem) => problems.push(problem) });

  beforeEach(() => {
    service = new FakeCache();
    directory = join(mkdtempSync(join(tmpdir(), 'pacegate-workspace-')), '.pacegate', 'cache');
    problems = [];
  });
  afterEach(() => {
    rmSync(service.root, { recursive: true, force: true });
    rmSync(join(directory, '..', '..'), { recursive: true, force: true });
  });

  test('asks for ten ancestors at a time, and stops at the nearest measured one', async () => {
    await open().save(entryOf('a', 0));
    const commits = [
      ...Array.from({ length: 24 }, (_, i) => i.toString(16).padStart(40, '0')),
      commitOf('a'),
    ];
    expect((await open().find({ environmentKey: key, commits }))?.commit).toBe(commitOf('a'));
    expect(service.restores).toBe(3);
  });

  test('without actions: read the newest session is found, and the permission is named', async () => {
    await open().save(entryOf('a', 0));
    await open().save(entryOf('b', 1));
    service.mayList = false;
    expect((await open().find({ environmentKey: key }))?.commit).toBe(commitOf('b'));
    expect((await open().find({ environmentKey: key, commits: [commitOf('a')] }))?.commit).toBe(
      commitOf('a'),
    );
    expect(problems).toEqual([]);
    expect(await open().recent({ environmentKey: key, limit: 5 })).toHaveLength(1);
    expect(problems[0]?.message).toContain('actions: read');
  });

  test('uses do not see each other, even where one name begins with the other', async () => {
    await open('api').save(entryOf('a', 0));
    await open('api-v2').save(entryOf('b', 1));
    expect((await open('api').list()).map(({ commit }) => commit)).toEqual([commitOf('a')]);
    expect((await open('api').find({ environmentKey: key }))?.commit).toBe(commitOf('a'));
    expect(problems).toEqual([]);
  });

  test('a cache that may not be written is an error, and leaves no files in the workspace', async () => {
    service.mayWrite = false;
    await expect(open().save(entryOf('a', 0))).rejects.toThrow(/could not be saved in the cache/);
    expect(existsSync(directory)).toBe(false);
  });

  test('a cache filed under the wrong commit is told and not used', async () => {
    await open().save(entryOf('a', 0));
    const [made] = service.made;
    if (made) made.key = made.key.replace(commitOf('a'), commitOf('b'));
    expect(await open().find({ environmentKey: key, commits: [commitOf('b')] })).toBeUndefined();
    expect(problems[0]?.message).toContain('another environment or commit');
    mkdirSync(directory, { recursive: true });
  });
});
