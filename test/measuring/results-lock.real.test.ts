/** Two runs at once in one directory, whose commands write one and the same results file. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ourselves } from '../../src/checkouts/own/owner.ts';
import { holdResults } from '../../src/checkouts/own/results-lock.ts';
import type { Session } from '../../src/measuring/sides/session.ts';
import { tryOnce } from '../../src/measuring/try-once.ts';
import { metric, session, spec } from '../comparison/measured.ts';
import { temporaryDirectory, writeProject } from '../runners/project.ts';

const never = new AbortController().signal;
const locks = (directory: string) =>
  readdirSync(join(directory, '.pacegate')).filter((name) => name !== '.gitignore');

test('wait for one another, so that each reads what its own command wrote', async () => {
  const file = session([{ name: 'load', metrics: { p95: metric('s', [[0.2]]) } }]);
  const directory = writeProject({ 'made.json': JSON.stringify(file) });
  // Fails where another one is at it.
  const command = 'mkdir busy && sleep 0.2 && cp made.json out.json && sleep 0.2 && rmdir busy';
  const load = spec('load', ['p95 < 1 s'], {
    runner: { kind: 'results', command, format: 'pacegate', file: 'out.json' },
  });
  const candidate = { side: 'candidate', directory, root: directory, foreign: [] };
  const around = {
    session: { broken: () => undefined, candidate } as unknown as Session,
    env: process.env,
    signal: never,
  };
  const both = await Promise.all([tryOnce(load, around), tryOnce(load, around)]);
  expect(both).toEqual([[{ name: 'load' }], [{ name: 'load' }]]);
  expect(locks(directory)).toEqual([]);
});

test('do not wait for one that was killed, nor for another file, nor beyond their own end', async () => {
  const directory = temporaryDirectory();
  const waits: string[] = [];
  const hold = (file: string, signal = never) =>
    holdResults(directory, file, { signal, onWait: () => waits.push(file) });
  await hold('one.json');
  const killed = JSON.stringify({ ...ourselves(), pid: 2 ** 22 + 1 });
  for (const lock of locks(directory)) writeFileSync(join(directory, '.pacegate', lock), killed);
  await hold('one.json');
  await hold('two.json');
  expect(waits).toEqual([]);
  await hold('two.json', AbortSignal.timeout(150));
  expect(waits).toEqual(['two.json']);
});

test('measure where nothing can be written beside the file', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, '.pacegate'), 'a file');
  const held = await holdResults(directory, 'out.json', { signal: never });
  await held[Symbol.asyncDispose]();
  expect(readdirSync(directory)).toEqual(['.pacegate']);
});
