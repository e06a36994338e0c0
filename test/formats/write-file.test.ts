import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomically } from '../../src/formats/write-file.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pacegate-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('pieces of any size are put in place together', async () => {
  const path = join(directory, 'a.json');
  await writeFileAtomically(path, async (sink) => {
    for (let i = 0; i < 5; i++) await sink(`${i}${'é'.repeat(400_000)}`);
  });
  expect((await readFile(path, 'utf8')).replaceAll('é', '')).toBe('01234');
  expect(await readdir(directory)).toEqual(['a.json']);
});

it('a writer that fails leaves the old file and nothing beside it', async () => {
  const path = join(directory, 'a.json');
  await writeFile(path, 'old');
  const failing = writeFileAtomically(path, async (sink) => {
    await sink('new');
    throw new Error('boom');
  });
  await expect(failing).rejects.toThrow('boom');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(directory)).toEqual(['a.json']);
});
