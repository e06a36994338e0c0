/** Where `pacegate history` finds what was measured. The stores are real, the remote is a directory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BudgetFile } from '../../src/budgets/model.ts';
import { readHistory } from '../../src/commands/history/read-history.ts';
import { openStore } from '../../src/stores/open.ts';
import { entryOf } from '../stores/contract.ts';

const POLICY: BudgetFile['baseline'] = { compare: 'auto', path: 'baselines', branch: 'pacegate-baselines' };
let home: string;
let remote: string | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pacegate-read-'));
  remote = join(home, 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', remote]);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const open = (policy: BudgetFile['baseline']) =>
  openStore(
    { ...policy, store: policy.store ?? 'directory' },
    { directory: home, remote: async () => (remote === undefined ? undefined : { url: `file://${remote}` }) },
  );

async function read(store?: 'directory' | 'branch' | 'cache') {
  const said: string[] = [];
  const entries = await readHistory(
    {
      budgets: { baseline: { ...POLICY, ...(store && { store }) }, benchmarks: [] },
      directory: home,
      limit: 9,
      hasOrigin: async () => remote !== undefined,
      say: (message) => said.push(message),
    },
    { openStore: open },
  );
  return { commits: entries.map(({ commit }) => commit[0]), said };
}

test('a clone has no directory of baselines: it reads the branch that the action writes, and says so', async () => {
  expect(await read()).toEqual({ commits: [], said: [] });
  await (await open({ ...POLICY, store: 'branch' })).save(entryOf('b', 1));
  expect(await read()).toEqual({
    commits: ['b'],
    said: ['read from the branch pacegate-baselines of origin'],
  });
  // What was measured here comes first.
  await (await open({ ...POLICY, store: 'directory' })).save(entryOf('d', 2));
  expect(await read()).toEqual({ commits: ['d'], said: [] });
  expect(await read('branch')).toEqual({ commits: ['b'], said: [] });
});

test('no origin is nothing to talk about; one that cannot be reached is told and fails nothing', async () => {
  remote = join(home, 'gone.git');
  const { commits, said } = await read();
  expect(commits).toEqual([]);
  expect(said).toEqual([expect.stringMatching(/^baselines is empty, and the branch .* cannot be read/)]);
  remote = undefined;
  expect(await read()).toEqual({ commits: [], said: [] });
});

test('what GitHub keeps cannot be read here, and the hint says what could', async () => {
  await expect(read('cache')).rejects.toMatchObject({
    message: expect.stringContaining('inside a job'),
    hint: expect.stringContaining('store: branch'),
  });
});
