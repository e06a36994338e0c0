import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBranchStore } from '../../src/stores/branch.ts';
import { environmentKey } from '../../src/stores/environment-key.ts';
import { commitOf, describeStore, entryOf, LINUX, measurementsOf } from './contract.ts';

const BRANCH = 'pacegate-baselines';
const SAVER = fileURLToPath(new URL('./branch-saver.ts', import.meta.url));

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** A bare repository that serves filtered fetches, as GitHub does. */
function makeRemote(): string {
  const root = mkdtempSync(join(tmpdir(), 'pacegate-remote-'));
  git(root, 'init', '--quiet', '--bare', '.');
  git(root, 'config', 'uploadpack.allowFilter', 'true');
  return root;
}

/** Commits a file on the branch, as a person with write access would. */
function putFile(remote: string, path: string, content: string | Buffer): void {
  const clone = mkdtempSync(join(tmpdir(), 'pacegate-clone-'));
  try {
    git(clone, 'clone', '--quiet', '--branch', BRANCH, remote, '.');
    execFileSync('mkdir', ['-p', join(clone, path, '..')]);
    writeFileSync(join(clone, path), content);
    git(clone, 'add', '-A');
    git(clone, '-c', 'user.name=p', '-c', 'user.email=p@localhost', 'commit', '--quiet', '-m', 'by hand');
    git(clone, 'push', '--quiet', 'origin', `HEAD:${BRANCH}`);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

describeStore('branch', async () => {
  const remote = makeRemote();
  const opened: AsyncDisposable[] = [];
  return {
    open(onProblem) {
      const url = `file://${remote}`;
      // However long many at once take on a busy machine: nothing here is timed.
      const store = createBranchStore({ url, branch: BRANCH, onProblem, patience: 3_600 });
      opened.push(store);
      return store;
    },
    // Each starts git a dozen times.
    writers: 8,
    damage: async (location, content) => putFile(remote, location.slice(BRANCH.length + 1), content),
    plant: async (name, content) => putFile(remote, `default/${name}`, content),
    saver: [SAVER, `file://${remote}`],
    async close() {
      for (const store of opened) await store[Symbol.asyncDispose]();
      rmSync(remote, { recursive: true, force: true });
    },
  };
});

describe('branch store', () => {
  let remote: string;
  const open = (options: { name?: string; branch?: string; patience?: number } = {}) =>
    createBranchStore({ url: `file://${remote}`, branch: BRANCH, ...options });
  const key = environmentKey(LINUX);
  const paths = () => git(remote, 'ls-tree', '-r', '--name-only', BRANCH).split('\n');

  beforeEach(() => {
    remote = makeRemote();
  });
  afterEach(() => rmSync(remote, { recursive: true, force: true }));

  test('a person who opens the branch sees what it is, by use, environment and month', async () => {
    await using store = open({ name: 'api' });
    await store.save(entryOf('a', 5));
    expect(paths()).toEqual([
      'README.md',
      expect.stringMatching(
        new RegExp(`^api/${key}/2026-11/2026-11-22T130500Z-aaaaaaaa-[0-9a-f]{6}\\.json$`),
      ),
      expect.stringMatching(
        new RegExp(`^api/${key}/2026-11/index/2026-11-22T130500Z-aaaaaaaa-[0-9a-f]{6}\\.json$`),
      ),
    ]);
    expect(git(remote, 'show', `${BRANCH}:README.md`)).toContain('Deleting\nthis branch is safe');
    expect(git(remote, 'log', '--format=%s|%P', BRANCH)).toBe(`Baseline of aaaaaaaaaaaa on ${key}|`);
  });

  test('two uses in one repository do not see each other', async () => {
    await using one = open({ name: 'one' });
    await using two = open({ name: 'two' });
    await one.save(entryOf('a', 0));
    await two.save(entryOf('b', 1));
    expect((await one.list()).map(({ commit }) => commit)).toEqual([commitOf('a')]);
    expect((await two.find({ environmentKey: key }))?.commit).toBe(commitOf('b'));
  });

  test('listing and finding among 200 entries fetches indexes and one entry, not all of them', async () => {
    const entries = Array.from({ length: 200 }, (_, at) => entryOf('a', at % 60, { value: at + 1 }));
    const file = join(remote, 'entries.json');
    // Entries are put there by one commit: 200 pushes would only take time.
    const { encodeEntry } = await import('../../src/stores/entry.ts');
    {
      await using store = open();
      await store.save(entryOf('f', 0));
    }
    const clone = mkdtempSync(join(tmpdir(), 'pacegate-clone-'));
    git(clone, 'clone', '--quiet', '--branch', BRANCH, remote, '.');
    for (const entry of entries)
      for (const { name, text } of encodeEntry(entry))
        writeFileSync(join(clone, `default/${key}/2026-11`, name), text);
    git(clone, 'add', '-A');
    git(clone, '-c', 'user.name=p', '-c', 'user.email=p@localhost', 'commit', '--quiet', '-m', 'a year');
    git(clone, 'push', '--quiet', 'origin', BRANCH);
    rmSync(clone, { recursive: true, force: true });
    rmSync(file, { force: true });
    const home = mkdtempSync(join(tmpdir(), 'pacegate-reader-'));
    await using store = createBranchStore({
      url: `file://${remote}`,
      branch: BRANCH,
      env: { ...process.env, GIT_TRACE_PACKET: join(home, 'packets') },
    });
    expect((await store.find({ environmentKey: key, commits: [commitOf('e'), commitOf('f')] }))?.commit).toBe(
      commitOf('f'),
    );
    expect(await store.list()).toHaveLength(1);
    const packets = execFileSync('cat', [join(home, 'packets')], { encoding: 'utf8' });
    const blobs = new Set(git(remote, 'ls-tree', '-r', '--object-only', BRANCH).split('\n'));
    const wanted = [...packets.matchAll(/fetch> want ([0-9a-f]{40})/g)].filter(([, oid]) =>
      blobs.has(oid ?? ''),
    );
    expect(new Set(wanted.map(([, oid]) => oid)).size).toBe(2);
    rmSync(home, { recursive: true, force: true });
  });

  test('a server that knows no filter works as well', async () => {
    git(remote, 'config', 'uploadpack.allowFilter', 'false');
    await using store = open();
    await store.save(entryOf('a', 0));
    await store.save(entryOf('b', 1));
    await using other = open();
    expect(await other.recent({ environmentKey: key, limit: 5 })).toHaveLength(2);
  });

  test('500 benchmarks of 30 processes: no file above 1 MB', async () => {
    const one = measurementsOf(LINUX, 0.012, 30).benchmarks[0];
    const metric = one?.metrics.wall_time;
    const benchmarks = Array.from({ length: 500 }, (_, i) => ({
      name: `bench-${i}`,
      metrics: metric
        ? {
            wall_time: {
              ...metric,
              runs: metric.runs.map((run) => ({
                ...run,
                values: Array.from({ length: 20 }, (_, v) => (i + 1) / 7 + run.order / 1000 + v / 10000),
              })),
            },
          }
        : {},
    }));
    const entry = entryOf('a', 0);
    await using store = open();
    await store.save({ ...entry, measurements: { ...entry.measurements, benchmarks } });
    const sizes = git(remote, 'ls-tree', '-r', '-l', BRANCH)
      .split('\n')
      .map((line) => Number(line.split(/\s+/)[3]));
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    await using reader = open();
    expect((await reader.find({ environmentKey: key }))?.measurements.benchmarks).toHaveLength(500);
  });

  test('20 jobs of their own push at once: 20 entries, none lost', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'pacegate-jobs-'));
    const jobs = Array.from({ length: 20 }, async (_, i) => {
      const file = join(scratch, `${i}.json`);
      writeFileSync(file, JSON.stringify([entryOf('a', i, { value: i + 1 })]));
      const child = spawn(process.execPath, [SAVER, `file://${remote}`, file], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [code] = await once(child, 'close');
      return code;
    });
    expect(await Promise.all(jobs)).toEqual(Array(20).fill(0));
    await using store = open();
    expect(await store.list()).toHaveLength(20);
    expect(await store.recent({ environmentKey: key, limit: 100 })).toHaveLength(20);
    rmSync(scratch, { recursive: true, force: true });
  });

  test('a job killed at any moment of a push leaves the branch intact', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'pacegate-kill-'));
    const file = join(scratch, 'entries.json');
    const trace = join(scratch, 'trace');
    const config = join(scratch, 'config');
    // The server is another machine: it is not killed with the job.
    writeFileSync(config, '[remote "origin"]\n\treceivepack = setsid git-receive-pack\n');
    /** How far a job is: the steps that git has told of. */
    const steps = () => (existsSync(trace) ? readFileSync(trace, 'utf8').split('\n').length - 1 : 0);
    /** Saves one entry, and is killed after so many steps of git's. */
    const save = async (number: number, most = Number.POSITIVE_INFINITY) => {
      rmSync(trace, { force: true });
      writeFileSync(file, JSON.stringify([entryOf('a', number, { value: number + 1 })]));
      const child = spawn(process.execPath, [SAVER, `file://${remote}`, file], {
        stdio: 'ignore',
        detached: true,
        env: { ...process.env, GIT_TRACE: trace, GIT_CONFIG_GLOBAL: config },
      });
      const closed = once(child, 'close');
      while (child.exitCode === null && steps() < most) await sleep(1);
      try {
        process.kill(-(child.pid as number), 'SIGKILL'); // the job's git processes too
      } catch {} // it has ended
      await closed;
      // What the server was told before, it does.
      const processes = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      await vi.waitFor(() => expect(processes()).not.toContain(remote), { timeout: 100_000 });
    };
    await save(0);
    const all = steps();
    expect(all).toBeGreaterThan(12);
    for (let i = 1; i <= 12; i++) await save(i, Math.floor((i * all) / 13));
    git(remote, 'fsck', '--no-dangling', '--connectivity-only');
    const problems: unknown[] = [];
    await using store = createBranchStore({
      url: `file://${remote}`,
      branch: BRANCH,
      onProblem: (p) => problems.push(p),
    });
    const before = (await store.list()).length;
    expect(before).toBeGreaterThanOrEqual(1);
    expect(await store.recent({ environmentKey: key, limit: 100 })).toHaveLength(before);
    await store.save(entryOf('b', 59));
    expect(await store.list()).toHaveLength(before + 1);
    expect(problems).toEqual([]);
    rmSync(scratch, { recursive: true, force: true });
  });

  test('a remote that cannot be read names the permission', async () => {
    await using store = createBranchStore({ url: `${remote}/nowhere`, branch: BRANCH, patience: 1 });
    await expect(store.list()).rejects.toMatchObject({
      name: 'UsageError',
      hint: expect.stringContaining('contents: read'),
    });
  });

  test('a refused push names the permission and does not try again', async () => {
    writeFileSync(
      join(remote, 'hooks', 'pre-receive'),
      '#!/bin/sh\necho "GH006: Protected branch update failed" >&2\nexit 1\n',
      { mode: 0o755 },
    );
    await using store = open();
    await expect(store.save(entryOf('a', 0))).rejects.toMatchObject({
      name: 'UsageError',
      hint: expect.stringContaining('contents: write'),
    });
  });
});
