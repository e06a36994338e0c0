import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from './lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pacegate-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('lets one in at a time, and leaves nothing', async () => {
  const file = join(directory, 'lock');
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(file, work)));
  expect(await readdir(directory)).toEqual([]);
});

it('is given up when the work fails, and taken from a process that is gone', async () => {
  const file = join(directory, 'lock');
  await expect(withLock(file, () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
  await writeFile(file, String(2 ** 30)); // above any process number that a system gives
  expect(await withLock(file, async () => existsSync(file))).toBe(true);
});
