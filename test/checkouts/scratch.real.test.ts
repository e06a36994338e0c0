/** What a killed run leaves in the temporary directory, and who may have put it there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ourselves } from '../../src/checkouts/own/owner.ts';
import { createScratch, removeOldScratches } from '../../src/checkouts/own/scratch.ts';

const dead = { ...ourselves(), pid: 2 ** 22 + 1 };

function plant(home: string, name: string, owner: unknown, mode = 0o700): string {
  const directory = join(home, name);
  mkdirSync(directory);
  writeFileSync(join(directory, 'owner.json'), typeof owner === 'string' ? owner : JSON.stringify(owner));
  writeFileSync(join(directory, 'values.jsonl'), 'x');
  chmodSync(directory, mode);
  return directory;
}

test('only what a process of ours left that is no more is removed', async () => {
  const home = mkdtempSync(join(tmpdir(), 'scratches-'));
  const elsewhere = plant(home, 'elsewhere', dead);
  const left = plant(home, 'pacegate-run-aaaaaa', dead);
  const reused = plant(home, 'pacegate-run-bbbbbb', { ...ourselves(), began: '1' });
  const kept = [
    elsewhere,
    plant(home, 'pacegate-run-cccccc', ourselves()),
    plant(home, 'pacegate-run-dddddd', 'no JSON'),
    plant(home, 'pacegate-run-eeeeee', {}),
    plant(home, 'pacegate-run-ffffff', dead, 0o777), // anybody may have written there
    plant(home, 'pacegate-run-too-long', dead),
  ];
  symlinkSync(elsewhere, join(home, 'pacegate-run-gggggg'));
  expect((await removeOldScratches(home)).sort()).toEqual([left, reused]);
  expect(existsSync(left)).toBe(false);
  for (const directory of kept) expect(existsSync(join(directory, 'values.jsonl'))).toBe(true);
  expect(await removeOldScratches(join(home, 'nowhere'))).toEqual([]);
});

test('one in use stays until it is done with', async () => {
  const { directory } = await (async () => {
    await using scratch = await createScratch();
    expect(await removeOldScratches()).not.toContain(scratch.directory);
    expect(existsSync(scratch.directory)).toBe(true);
    return { directory: scratch.directory };
  })();
  expect(existsSync(directory)).toBe(false);
});

test('after a SIGKILL in the middle, the next run removes it', async () => {
  const module = JSON.stringify(new URL('../../src/checkouts/own/scratch.ts', import.meta.url).href);
  const script = `import(${module}).then(async ({ createScratch }) => {
    console.log((await createScratch()).directory); setInterval(() => {}, 1000);
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const directory = said.toString().trim();
  expect(await removeOldScratches()).not.toContain(directory);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await removeOldScratches()).toContain(directory);
  expect(existsSync(directory)).toBe(false);
});
