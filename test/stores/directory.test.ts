import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDirectoryStore } from '../../src/stores/directory.ts';
import { environmentKey } from '../../src/stores/environment-key.ts';
import type { StoreProblem } from '../../src/stores/store.ts';
import { describeStore, entryOf, LINUX, measurementsOf, OTHER } from './contract.ts';

const makeDirectory = () => mkdtempSync(join(tmpdir(), 'pacegate-store-'));

describeStore('directory', async () => {
  const root = makeDirectory();
  const path = join(root, 'nested', 'baselines');
  return {
    open: (onProblem) => createDirectoryStore({ path, onProblem }),
    damage: async (location, content) => writeFileSync(location, content),
    plant: async (name, content) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
    saver: [fileURLToPath(new URL('./directory-saver.ts', import.meta.url)), path],
    close: async () => rmSync(root, { recursive: true, force: true }),
  };
});

describe('directory store', () => {
  let path: string;
  let problems: StoreProblem[];
  const open = () => createDirectoryStore({ path, onProblem: (problem) => problems.push(problem) });
  const key = environmentKey(LINUX);

  beforeEach(() => {
    path = makeDirectory();
    problems = [];
  });
  afterEach(() => rmSync(path, { recursive: true, force: true }));

  test('a person finds an entry by environment, time and commit', async () => {
    const location = await open().save(entryOf('a', 5));
    expect(location.slice(path.length)).toMatch(
      new RegExp(`^/${key}/2026-11-22T130500Z-aaaaaaaa-[0-9a-f]{6}\\.json$`),
    );
    expect(readdirSync(dirname(location)).sort()).toEqual([basename(location), 'index']);
    expect(readdirSync(join(dirname(location), 'index'))).toEqual([basename(location)]);
    const text = readFileSync(location, 'utf8');
    expect(text).toMatch(/^\{\n "format": "pacegate\/baseline-entry",\n "version": 1,\n "commit": "a{40}",/);
    expect(text).toMatch(/\{"order":2,"values":\[[\d.,]+\]\}/);
  });

  test('a session of a thousand benchmarks is split into files below 1 MB, and counts only whole', async () => {
    const one = measurementsOf(LINUX, 0.0123456789, 20).benchmarks[0];
    const many = {
      ...measurementsOf(LINUX),
      benchmarks: Array.from({ length: 1_000 }, (_, i) => ({
        ...one,
        name: `b${i}`,
        metrics: one?.metrics ?? {},
      })),
    };
    const entry = { ...entryOf('a', 0), measurements: many };
    const location = await open().save(entry);
    const names = readdirSync(dirname(location)).sort();
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(statSync(join(dirname(location), name)).size).toBeLessThan(1_000_000);
    const found = await open().find({ environmentKey: key });
    expect(found?.measurements.benchmarks.map(({ name }) => name)).toEqual(
      many.benchmarks.map(({ name }) => name),
    );
    expect(found?.history).toEqual(entry.history);
    rmSync(join(dirname(location), names.find((name) => name.includes('.part3.')) ?? ''));
    expect(await open().find({ environmentKey: key })).toBeUndefined();
    expect(problems.at(-1)?.message).toMatch(/part 3 of \d+ is missing/);
  });

  test('an entry moved to another environment is told and not used', async () => {
    const location = await open().save(entryOf('a', 0));
    const other = join(path, environmentKey(OTHER));
    mkdirSync(other);
    writeFileSync(join(other, location.split('/').at(-1) ?? ''), readFileSync(location));
    expect(await open().find({ environmentKey: environmentKey(OTHER) })).toBeUndefined();
    expect(problems[0]?.message).toMatch(/another environment/);
  });

  test('a link, a pipe, a directory and a huge file under an entry name are told, skipped, and block nothing', async () => {
    const location = await open().save(entryOf('a', 0));
    const name = (digit: string) =>
      join(dirname(location), `2026-11-22T14000${digit}Z-bbbbbbbb-00000${digit}.json`);
    symlinkSync(location, name('1'));
    execFileSync('mkfifo', [name('2')]);
    mkdirSync(name('3'));
    writeFileSync(name('4'), Buffer.alloc(9_000_000, ' '));
    expect((await open().find({ environmentKey: key }))?.location).toBe(location);
    expect(problems).toHaveLength(4);
    expect(await open().list()).toHaveLength(1);
  });

  test('a linked environment directory is not written through', async () => {
    const outside = makeDirectory();
    symlinkSync(outside, join(path, key));
    await expect(open().save(entryOf('a', 0))).rejects.toThrow(/is a link/);
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  test('a path that cannot be used says which setting names it', async () => {
    const file = join(path, 'file');
    writeFileSync(file, '');
    const store = createDirectoryStore({ path: file });
    await expect(store.save(entryOf('a', 0))).rejects.toMatchObject({
      name: 'UsageError',
      hint: /baseline: path/,
    });
    await expect(store.list()).rejects.toMatchObject({ name: 'UsageError', hint: /baseline: path/ });
  });

  test('a left-over of a killed write is no entry', async () => {
    const location = await open().save(entryOf('a', 0));
    writeFileSync(join(dirname(location), `.${location.split('/').at(-1)}.123.abc.tmp`), '{');
    chmodSync(location, 0o644);
    expect(await open().list()).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});
