import { execFileSync } from 'node:child_process';
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
  const gone = execFileSync('node', ['-p', 'process.pid'], { encoding: 'utf8' });
  await writeFile(file, gone);
  expect(await withLock(file, async () => existsSync(file))).toBe(true);
});
