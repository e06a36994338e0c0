/** Which commit a push to the default branch is measured beside. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRepository } from '../../src/checkouts/git/repository.ts';
import type { Plan } from '../../src/measuring/plan-run.ts';
import { besideLast } from '../../src/measuring/sides/beside-last.ts';
import type { BaselineStore, EntrySummary } from '../../src/stores/store.ts';

let home: string;
let commits: string[];
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'pacegate-beside-'));
  git('init', '-q', '-b', 'main');
  commits = [0, 1, 2].map((at) => {
    git('commit', '-q', '--allow-empty', '-m', String(at));
    return git('rev-parse', 'HEAD');
  });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  return execFileSync('git', [...identity, ...args], { cwd: home, encoding: 'utf8' }).trim();
}

/** `stored`: commits and verdicts, newest first. */
async function choose(
  stored: readonly (readonly [commit: string | undefined, verdict?: string])[],
  {
    plan = {},
    shallow = false,
    fetched = false,
  }: { plan?: Partial<Plan>; shallow?: boolean; fetched?: boolean } = {},
) {
  const asked: string[] = [];
  const store = {
    summaries: async ({ limit }: { limit: number }) =>
      stored.slice(0, limit).map(([commit, verdict = 'pass']) => ({ commit, verdict }) as EntrySummary),
  } as unknown as BaselineStore;
  const repository = await findRepository(home);
  const given = {
    repository: repository && { ...repository, shallow },
    commit: { id: commits[2] as string, dirty: false },
    compare: 'auto',
    acceptedAt: async () => undefined,
    ...plan,
  } as Plan;
  const fetchCommit = async (commit: string) => {
    asked.push(commit);
    return fetched;
  };
  const { base, compare, judging } = await besideLast(given, store, { fetchCommit });
  return { base, compare, asked, ...(plan.judging && { judging }) };
}

test('the newest entry of this branch, side by side', async () => {
  const [first, second, own] = commits;
  const beside = (base: string | undefined) => ({ base, compare: 'side-by-side', asked: [] });
  expect(await choose([[second], [first]])).toEqual(beside(second));
  // A job that is run again after others: neither itself nor what came later, and nothing that could not be measured.
  expect(await choose([['f'.repeat(40)], [own], ['unknown'], [second, 'missing'], [first]])).toEqual(
    beside(first),
  );
});

test('nothing where there is no history, or where something else was asked for', async () => {
  const [first] = commits;
  const untouched = { base: undefined, compare: 'auto', asked: [] };
  expect(await choose([])).toEqual(untouched);
  expect(await choose([['f'.repeat(40)]])).toEqual(untouched);
  expect(await choose([[first]], { plan: { compare: 'stored' } })).toMatchObject({ compare: 'stored' });
  expect(await choose([[first]], { plan: { base: 'x' } })).toMatchObject({ base: 'x', compare: 'auto' });
});

test('a shallow clone fetches the commit that it lacks', async () => {
  const [, second] = commits;
  const absent = 'f'.repeat(40);
  expect(await choose([[second]], { shallow: true })).toMatchObject({ base: second, asked: [] });
  expect(await choose([[absent]], { shallow: true, fetched: true })).toEqual({
    base: absent,
    compare: 'side-by-side',
    asked: [absent],
  });
  expect(await choose([[absent]], { shallow: true })).toMatchObject({ base: undefined, compare: 'auto' });
});

test('a push on top of an accepted trade-off is not excused by it once more', async () => {
  const [first, second] = commits;
  const accepted = [
    { benchmark: 'b', budget: 'time < baseline + 5%', reason: 'Safer.', until: '2027-06-30' },
  ];
  const judging = { accepted, today: '2027-03-01', cpuHour: 0 };
  const plan: Partial<Plan> = {
    judging,
    acceptedAt: async (commit) => (commit === second ? accepted : []),
  };
  const push = async (...stored: Parameters<typeof choose>[0]) => (await choose(stored, { plan })).judging;
  expect(await push([second], [first])).toEqual({ ...judging, acceptedBefore: accepted });
  // The push that brings it is what it was written for.
  expect(await push([first])).toEqual({ ...judging, acceptedBefore: [] });
});
