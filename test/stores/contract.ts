/**
 * What every store promises, as one suite. A store's own test file calls `describeStore(name, factory)`; the factory
 * makes a fresh, empty place for each test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Environment } from '../../src/samples/environment.ts';
import type { Measurements } from '../../src/samples/measurements.ts';
import { environmentKey } from '../../src/stores/environment-key.ts';
import type { BaselineStore, Entry, StoreProblem } from '../../src/stores/store.ts';

export interface StorePlace {
  /** A store on this place, opened anew, as another job would. Problems are told to `onProblem`. */
  open(onProblem: (problem: StoreProblem) => void): BaselineStore;
  /** Replaces what is stored at a location that `save` returned. */
  damage(location: string, content: string | Buffer): Promise<void>;
  /**
   * Puts a file or whatever this store has instead under a name of the caller's, relative to the store. Left out where
   * names cannot be chosen from outside.
   */
  plant?(name: string, content: string): Promise<void>;
  /**
   * A Node program and its arguments. Given the path of a JSON file as a further one, it saves every entry in there,
   * one after the other, and prints a line after each. It is killed at some moment. Left out where a save has no moment that a kill could hit.
   */
  readonly saver?: readonly string[];
  /** Jobs that save at once. Default 20. */
  readonly writers?: number;
  close(): Promise<void>;
}

export const LINUX: Environment = {
  cpu: 'AMD EPYC 7763 64-Core Processor',
  cpu_id: '25/1/1',
  cores: 2,
  arch: 'x86_64',
  os: 'Linux',
  kernel: '6.8.0',
  python: '3.11.7',
  implementation: 'CPython',
  packages: 'a1',
};

export const OTHER: Environment = {
  ...LINUX,
  cpu: 'Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz',
  cpu_id: '6/106/6',
};

/** A commit id made of one hexadecimal digit. */
export const commitOf = (digit: string): string => digit.repeat(40);

export function measurementsOf(environment: Environment, value = 0.012, runs = 3): Measurements {
  const of = (offset: number) =>
    Array.from({ length: runs }, (_, order) => ({
      order,
      values: [digits(value + offset), digits(value + offset * 2)],
    }));
  return {
    format: 'pacegate/measurements',
    version: 1,
    session: `session-${value}`,
    created: '2026-11-22T13:00:00.000Z',
    environment,
    benchmarks: [
      {
        name: 'search-endpoint',
        metrics: {
          wall_time: { unit: 's', better: 'lower', runs: of(0.001) },
          cpu_time: { unit: 's', better: 'lower', runs: of(0.0005) },
          peak_memory: { unit: 'B', better: 'lower', runs: [{ order: 0, values: [52428800] }] },
        },
      },
    ],
  };
}

/** Stores keep seven significant digits; these have fewer. */
const digits = (value: number): number => Number(value.toPrecision(6));

/** `at` counts minutes; `value` tells entries apart. */
export function entryOf(
  digit: string,
  at: number,
  options: { environment?: Environment; value?: number; verdict?: string } = {},
): Omit<Entry, 'location'> {
  const { environment = LINUX, value = 0.012 + at / 1e4, verdict = 'pass' } = options;
  return {
    commit: commitOf(digit),
    ref: 'main',
    created: new Date(Date.UTC(2026, 10, 22, 13, at)).toISOString(),
    environmentKey: environmentKey(environment),
    verdict,
    measurements: measurementsOf(environment, value),
    history: [
      {
        benchmark: 'search-endpoint',
        budget: 'time < baseline + 5%',
        verdict,
        ratio: 1.01,
        low: 0.99,
        high: 1.03,
      },
    ],
  };
}

const KEY = environmentKey(LINUX);
const sessions = (entries: readonly Entry[]) => entries.map((entry) => entry.measurements.session);

export function describeStore(name: string, factory: () => Promise<StorePlace>): void {
  describe(`${name}: the contract of stores`, () => {
    let place: StorePlace;
    let problems: StoreProblem[];
    let store: BaselineStore;
    const reopen = () => place.open((problem) => problems.push(problem));

    beforeEach(async () => {
      problems = [];
      place = await factory();
      store = reopen();
    });
    afterEach(() => place.close());

    test('an empty store has no entries and is no error', async () => {
      expect(await store.list()).toEqual([]);
      expect(await store.find({ environmentKey: KEY })).toBeUndefined();
      expect(await store.find({ environmentKey: KEY, commits: [commitOf('a')] })).toBeUndefined();
      expect(await store.recent({ limit: 5 })).toEqual([]);
      expect(problems).toEqual([]);
    });

    test('what was saved is found again, whole, by another job', async () => {
      const entry = entryOf('a', 0);
      const location = await store.save(entry);
      const found = await reopen().find({ environmentKey: KEY, commits: [commitOf('a')] });
      expect(found).toMatchObject({
        commit: entry.commit,
        ref: 'main',
        environmentKey: KEY,
        verdict: 'pass',
        history: entry.history,
        location,
      });
      expect(new Date(found?.created ?? '')).toEqual(new Date(entry.created));
      expect(found?.measurements).toEqual(entry.measurements);
      expect(location).not.toBe('');
    });

    test('lists newest first, without values, whatever the order of saving', async () => {
      for (const at of [2, 0, 3, 1]) await store.save(entryOf('abcd'[at] ?? '', at));
      const list = await reopen().list();
      expect(list.map(({ commit }) => commit[0])).toEqual(['d', 'c', 'b', 'a']);
      expect(list[0]).not.toHaveProperty('measurements');
      expect(list[0]).toMatchObject({ ref: 'main', verdict: 'pass', environmentKey: KEY });
    });

    test('finds the nearest measured ancestor, not the newest entry', async () => {
      await store.save(entryOf('a', 0));
      await store.save(entryOf('b', 1));
      await store.save(entryOf('c', 2));
      const found = await store.find({ environmentKey: KEY, commits: ['f', 'e', 'b', 'a'].map(commitOf) });
      expect(found?.commit).toBe(commitOf('b'));
      expect(await store.find({ environmentKey: KEY, commits: [commitOf('e')] })).toBeUndefined();
      expect(await store.find({ environmentKey: KEY, commits: [] })).toBeUndefined();
      expect((await store.find({ environmentKey: KEY }))?.commit).toBe(commitOf('c'));
    });

    test('of several sessions of one commit the newest counts, and all are kept', async () => {
      await store.save(entryOf('a', 1, { value: 0.02 }));
      await store.save(entryOf('a', 2, { value: 0.03 }));
      await store.save(entryOf('a', 0, { value: 0.01 }));
      const found = await store.find({ environmentKey: KEY, commits: [commitOf('a')] });
      expect(found?.measurements.session).toBe('session-0.03');
      expect(await store.list()).toHaveLength(3);
    });

    test('environments never mix', async () => {
      await store.save(entryOf('a', 0));
      await store.save(entryOf('b', 1, { environment: OTHER }));
      const other = environmentKey(OTHER);
      expect((await store.find({ environmentKey: KEY }))?.commit).toBe(commitOf('a'));
      expect(await store.find({ environmentKey: KEY, commits: [commitOf('b')] })).toBeUndefined();
      expect((await store.find({ environmentKey: other }))?.commit).toBe(commitOf('b'));
      expect(await store.recent({ environmentKey: other, limit: 9 })).toHaveLength(1);
      expect(await store.recent({ limit: 9 })).toHaveLength(2);
    });

    test('recent: the newest first, no more than asked for', async () => {
      for (const at of [0, 1, 2, 3]) await store.save(entryOf('a', at, { value: at + 1 }));
      const recent = await reopen().recent({ environmentKey: KEY, limit: 3 });
      expect(sessions(recent)).toEqual(['session-4', 'session-3', 'session-2']);
      expect(await store.recent({ environmentKey: KEY, limit: 0 })).toEqual([]);
    });

    test('summaries: of all environments, the newest first, with what was said and without values', async () => {
      for (const at of [1, 0, 2])
        await store.save(entryOf('abc'[at] ?? '', at, at === 1 ? { environment: OTHER } : {}));
      const summaries = await reopen().summaries({ limit: 2 });
      expect(summaries.map(({ commit }) => commit[0])).toEqual(['c', 'b']);
      expect(summaries[1]).toMatchObject({
        environmentKey: environmentKey(OTHER),
        environment: { cpu: OTHER.cpu, cores: 2 },
        history: entryOf('b', 1).history,
        verdict: 'pass',
      });
      expect(summaries[0]).not.toHaveProperty('measurements');
      expect(problems).toEqual([]);
    });

    test('saving the same entry twice keeps one or both, and loses none', async () => {
      await store.save(entryOf('a', 0));
      await store.save(entryOf('a', 0));
      expect((await store.find({ environmentKey: KEY }))?.measurements).toEqual(entryOf('a', 0).measurements);
    });

    test('many jobs save at once: every entry is there', async () => {
      const writers = place.writers ?? 20;
      const values = Array.from({ length: writers }, (_, i) => i + 1);
      // The same commit in the same minute: nothing but the content tells them apart.
      await Promise.all(values.map((value) => reopen().save(entryOf('a', 0, { value }))));
      const kept = sessions(await reopen().recent({ environmentKey: KEY, limit: writers + 1 }));
      expect(kept.sort()).toEqual(values.map((value) => `session-${value}`).sort());
      expect(problems).toEqual([]);
    });

    test('an entry that cannot be stored is refused, and the store stays as it was', async () => {
      await store.save(entryOf('a', 0));
      const nan = entryOf('b', 1, { value: Number.NaN });
      await expect(store.save(nan)).rejects.toThrow(/cannot be stored/);
      const foreign = { ...entryOf('c', 2), environmentKey: environmentKey(OTHER) };
      await expect(store.save(foreign)).rejects.toThrow(/environment/);
      for (const environmentKey of ['../../escape', '/tmp/escape', '', '.', 'x'.repeat(5_000)])
        await expect(store.save({ ...entryOf('d', 3), environmentKey })).rejects.toThrow();
      for (const commit of ['../../escape', 'HEAD', '', `${commitOf('a')}/..`])
        await expect(store.save({ ...entryOf('d', 3), commit })).rejects.toThrow();
      expect((await reopen().list()).map(({ commit }) => commit)).toEqual([commitOf('a')]);
    });

    test('names from a benchmark, however hostile, are kept as text', async () => {
      const names = [
        '../../etc/passwd',
        '__proto__',
        'constructor',
        'a\u0000b',
        '\u202Egnp.exe',
        '::error::x',
        '<img>',
        '🐍',
      ];
      const entry = entryOf('a', 0);
      const metric = entry.measurements.benchmarks[0]?.metrics.wall_time;
      const benchmarks = names.map((benchmark) => ({
        name: benchmark,
        metrics: metric ? { wall_time: metric } : {},
      }));
      await store.save({
        ...entry,
        ref: '../../refs/heads/main',
        measurements: { ...entry.measurements, benchmarks },
      });
      const found = await reopen().find({ environmentKey: KEY });
      expect(found?.measurements.benchmarks.map((benchmark) => benchmark.name)).toEqual(names);
      expect(found?.ref).toBe('../../refs/heads/main');
    });

    test('a query with a hostile key or commit finds nothing', async () => {
      await store.save(entryOf('a', 0));
      for (const text of [
        '',
        '.',
        '..',
        '../',
        '__proto__',
        `${KEY}/..`,
        `../x/${KEY}`,
        '*',
        '\u0000',
        '--help',
      ]) {
        expect(await store.find({ environmentKey: text })).toBeUndefined();
        expect(await store.recent({ environmentKey: text, limit: 5 })).toEqual([]);
        expect(await store.find({ environmentKey: KEY, commits: [text] })).toBeUndefined();
      }
    });

    test.each<[string, string | Buffer | ((good: string) => string)]>([
      ['empty', ''],
      ['cut off', (good) => good.slice(0, good.length / 2)],
      ['not text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
      ['another format', '{"format":"pacegate/report","version":1}'],
      ['null', 'null'],
      ['a newer schema version', (good) => good.replace(/"version": ?1/, '"version": 2')],
      ['a value that is no number', (good) => good.replace(/"values": ?\[[^\]]*\]/, '"values": [null]')],
      ['an infinite value', (good) => good.replace(/"values": ?\[[^\]]*\]/, '"values": [1e999]')],
      [
        'a prototype key',
        (good) => good.replace(/"environment": ?\{/, '"environment": {"__proto__": {"cpu": 1},'),
      ],
      ['another environment', (good) => good.replaceAll('EPYC 7763', 'EPYC 9999')],
    ])('a damaged entry (%s) is told, skipped and never counted', async (_kind, content) => {
      await store.save(entryOf('a', 0));
      const location = await store.save(entryOf('b', 1));
      // The encoding is the same in all stores; a store may only differ in where it puts the bytes.
      const { encodeEntry } = await import('../../src/stores/entry.ts');
      const good = encodeEntry(entryOf('b', 1))[0]?.text ?? '';
      const bad = typeof content === 'function' ? content(good) : content;
      expect(bad).not.toBe(good);
      await place.damage(location, bad);
      const job = reopen();
      if (_kind === 'a prototype key') {
        // Harmless where the key is dropped: the rest of the entry is as it was.
        const found = await job.find({ environmentKey: KEY, commits: [commitOf('b')] });
        expect(found === undefined || found.measurements.environment.cpu === LINUX.cpu).toBe(true);
        expect(({} as Record<string, unknown>).cpu).toBeUndefined();
        return;
      }
      expect(await job.find({ environmentKey: KEY, commits: [commitOf('b')] })).toBeUndefined();
      expect(problems.length).toBeGreaterThan(0);
      expect(problems[0]?.message).not.toBe('');
      expect((await job.list()).map(({ commit }) => commit)).toEqual([commitOf('a')]);
      expect((await job.find({ environmentKey: KEY }))?.commit).toBe(commitOf('a'));
      await job.save(entryOf('c', 2));
      expect((await reopen().find({ environmentKey: KEY }))?.commit).toBe(commitOf('c'));
    });

    test('files that are not entries are left alone', async (context) => {
      const plant = place.plant;
      if (!plant) return context.skip();
      await store.save(entryOf('a', 0));
      const strangers = [
        'README.md',
        `${KEY}/notes.txt`,
        `${KEY}/2026-11-22T130000Z-aaaaaaaa-000000.json.tmp`,
        '.hidden',
      ];
      for (const stranger of strangers) await plant(stranger, 'hello');
      expect(await reopen().list()).toHaveLength(1);
      await reopen().save(entryOf('b', 1));
      expect(await reopen().list()).toHaveLength(2);
      expect(problems).toEqual([]);
    });

    test('a job killed while saving leaves whole entries only', { timeout: 120_000 }, async (context) => {
      const { saver } = place;
      if (saver === undefined) return context.skip();
      const directory = await mkdtemp(join(tmpdir(), 'pacegate-saver-'));
      try {
        const file = join(directory, 'entries.json');
        await writeFile(
          file,
          JSON.stringify(Array.from({ length: 50 }, (_, at) => entryOf('a', at, { value: at + 1 }))),
        );
        let told = 0;
        for (const delay of [0, 3, 9]) {
          const child = spawn(process.execPath, [...saver, file], { stdio: ['ignore', 'pipe', 'inherit'] });
          told = Math.max(told, await linesUntilKilled(child, delay));
          const entries = await reopen().recent({ environmentKey: KEY, limit: 100 });
          // Whatever it said was saved is there, and at most the one it was writing besides.
          expect(entries.length).toBeGreaterThanOrEqual(told);
          for (const entry of entries) expect(entry.measurements.benchmarks).toHaveLength(1);
        }
        await reopen().save(entryOf('b', 59));
        expect((await reopen().find({ environmentKey: KEY }))?.commit).toBe(commitOf('b'));
        expect(problems).toEqual([]);
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    });
  });
}

/** Kills the child some milliseconds after its first line; how many entries it had told by then. */
async function linesUntilKilled(child: ChildProcess, delay: number): Promise<number> {
  let lines = 0;
  child.stdout?.on('data', (data: Buffer) => {
    if (lines === 0) setTimeout(() => child.kill('SIGKILL'), delay);
    lines += data.toString().split('\n').length - 1;
  });
  await once(child, 'close');
  return lines;
}
