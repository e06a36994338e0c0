/** What was measured between the anchor and the base, from a real repository and a made-up history. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BudgetFile } from '../../src/budgets/model.ts';
import { findRepository } from '../../src/checkouts/git/repository.ts';
import { anchorKey } from '../../src/comparison/request.ts';
import { openAnchor } from '../../src/measuring/history/anchor.ts';
import type { BaselineStore, EntrySummary } from '../../src/stores/store.ts';
import { load } from '../budgets/project.ts';

const COMMITS = 8;
let home: string;
let commits: string[];
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'pacegate-anchor-'));
  git('init', '-q', '-b', 'main');
  commits = Array.from({ length: COMMITS }, (_, at) => {
    const date = `2026-10-0${at + 1}T12:00:00Z`;
    git('commit', '-q', '--allow-empty', '-m', String(at), '--date', date, date);
    return git('rev-parse', 'HEAD');
  });
  git('tag', 'v1.0', commits[3] as string);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function git(...args: string[]): string {
  const date = args.at(-1)?.endsWith('Z') ? (args.pop() as string) : undefined;
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  const env = { ...process.env, ...(date !== undefined && { GIT_COMMITTER_DATE: date }) };
  return execFileSync('git', [...identity, ...args], { cwd: home, encoding: 'utf8', env }).trim();
}

const budgets = (anchor: string): BudgetFile =>
  load(
    `version: 1\nbaseline: { anchor: ${anchor} }\nbenchmarks: { b: { timeit: pass, budgets: [ time < anchor + 10% ] } }\n`,
  ).budgets;

/** Each of `measured` beside the one before it, 1 % slower. */
function storeOf(measured: readonly number[]): BaselineStore {
  const summaries = measured.map((at, index): EntrySummary => {
    const beside = measured[index - 1];
    const change = { ratio: 1.01, low: 1.005, high: 1.01 ** 2 / 1.005 };
    const row = { benchmark: 'b', budget: null, verdict: 'pass', metric: 'time' };
    return {
      commit: commits[at] as string,
      created: `2026-10-0${at + 1}T13:00:00Z`,
      environmentKey: 'x',
      environment: {},
      location: '',
      history: [{ ...row, ...(beside !== undefined && { ...change, beside: commits[beside] as string }) }],
    };
  });
  return { summaries: async () => summaries.reverse() } as unknown as BaselineStore;
}

async function changeTo(base: number, anchor: string, measured: readonly number[]) {
  const open = await openAnchor(budgets(anchor), await findRepository(home), async () => storeOf(measured));
  const found = await open?.(commits[base] as string);
  return found?.changes.get(anchorKey('b', 'time')) ?? found?.otherwise;
}

const EACH = [...Array(COMMITS).keys()];

test('is the product of the steps since a tag, a commit or a day', async () => {
  const three = { steps: 3, commit: commits[3], log: expect.closeTo(3 * Math.log(1.01), 10) };
  expect(await changeTo(6, 'v1.0', EACH)).toMatchObject(three);
  expect(await changeTo(6, commits[3] as string, EACH)).toMatchObject(three);
  expect(await changeTo(6, '2026-10-05', EACH)).toMatchObject(three);
  const one = await changeTo(4, 'v1.0', EACH);
  const four = await changeTo(7, 'v1.0', EACH);
  expect(four?.variance).toBeCloseTo(4 * (one?.variance ?? 0), 12);
});

test('begins at the last measured commit before the anchor, so that nothing after it is missed', async () => {
  expect(await changeTo(6, 'v1.0', [0, 2, 5, 6])).toMatchObject({ steps: 2, commit: commits[2] });
});

test('ends at the last measured commit before the base', async () => {
  expect(await changeTo(7, 'v1.0', [0, 3, 5])).toMatchObject({ steps: 1, commit: commits[3] });
  // The base is the anchor, measured or not: nothing has changed since.
  expect(await changeTo(3, 'v1.0', EACH)).toMatchObject({ steps: 0, log: 0, commit: commits[3] });
  expect(await changeTo(3, 'v1.0', [])).toMatchObject({ steps: 0, log: 0, commit: commits[3] });
});

test('is not known where the history does not reach back', async () => {
  expect(await changeTo(6, 'v1.0', [5, 6])).toBeUndefined();
  expect(await changeTo(6, 'v1.0', [])).toBeUndefined();
});

test('nothing is read where no budget asks for it; an anchor that is not there is told with its place', async () => {
  const unread = () => Promise.reject(new Error('read'));
  const { benchmarks: _, ...rest } = budgets('v1.0');
  expect(await openAnchor({ ...rest, benchmarks: [] }, await findRepository(home), unread)).toBeUndefined();
  await expect(changeTo(6, 'v9', EACH)).rejects.toMatchObject({
    problems: [{ position: { line: 2, column: 21 }, message: 'this clone has no tag or commit `v9`' }],
  });
  await expect(changeTo(6, '2020-01-01', EACH)).rejects.toMatchObject({
    problems: [{ message: 'this clone has no commit before 2020-01-01' }],
  });
});
