/**
 * Forty of the ways in which people combine event, checkout, permission, store and number of uses: none ends in a bug,
 * none loses its verdict, and none is green where a use is red.
 */
import { describe, expect, test } from 'vitest';
import { cloneOf, makeRepository, type TestRepository } from '../checkouts/git-fixture.ts';
import { budgetFile, openServer, project, pullRequestEvent, pushEvent, runStep, speed } from './lab.ts';

const EVENTS = ['pull_request', 'fork', 'merge_group', 'push', 'schedule'] as const;
const CHECKOUTS = ['all', 'merge commit', 'head', 'merge commit alone', 'head alone'] as const;
const PERMISSIONS = ['write', 'refused', 'no token', 'no API'] as const;
const STORES = ['directory', 'branch', 'cache', 'artifact'] as const;

interface Combination {
  readonly event: (typeof EVENTS)[number];
  readonly checkout: (typeof CHECKOUTS)[number];
  readonly permission: (typeof PERMISSIONS)[number];
  readonly store: (typeof STORES)[number];
  readonly uses: 1 | 2;
  readonly slower: boolean;
}

/** Each value of each dimension with each event, and many of the pairs of the others. */
const COMBINATIONS = Array.from({ length: 40 }, (_, i): Combination => {
  const event = EVENTS[i % 5] ?? 'push';
  const round = Math.floor(i / 5);
  return {
    event,
    checkout: CHECKOUTS[(round + (i % 5)) % 5] ?? 'all',
    permission: PERMISSIONS[(round + (i % 5)) % 4] ?? 'write',
    store: STORES[(Math.floor(round / 2) + (i % 5)) % 4] ?? 'branch',
    uses: round % 2 === 0 ? 2 : 1,
    slower: round % 4 < 2,
  };
});

/** An absolute budget, so that there is something to break on events that compare with nothing. */
const budgets = '[time < baseline + 10%, time < 12 ms]';

function checkOut({ event, checkout, store, slower }: Combination) {
  const origin = makeRepository({
    ...project({ baseline: `{ store: ${store} }`, budgets }),
    'calm.yml': budgetFile({ baseline: `{ store: ${store} }`, budgets: '[time < 1 s]' }),
    'README.md': 'one\n',
  });
  const old = origin.commit('second', { 'README.md': 'two\n' });
  origin.git('checkout', '--quiet', '-b', 'topic');
  const head = origin.commit('the change', { 'speed.json': speed(slower ? 1.5 : 1), 'x.py': '' });
  origin.git('checkout', '--quiet', 'main');
  const base = origin.commit('main moved', { 'README.md': 'three\n' });
  origin.git('checkout', '--quiet', '-b', 'merged');
  origin.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'topic');
  // A push and a schedule are on main, after the merge.
  if (event === 'push' || event === 'schedule') origin.git('branch', '--force', 'main', 'merged');
  const onMain = event === 'push' || event === 'schedule';
  const branch = onMain
    ? 'main'
    : event !== 'merge_group' && checkout.startsWith('head')
      ? 'topic'
      : 'merged';
  const alone = checkout.endsWith('alone');
  const clone = cloneOf(origin, `--branch=${branch}`, ...(alone ? ['--depth=1'] : []));
  clone.git('checkout', '--quiet', '--detach');
  return { origin, clone, head, base, old };
}

function eventOf({ event }: Combination, clone: TestRepository, head: string, base: string) {
  const about = { repository: { full_name: 'acme/shop', default_branch: 'main' } };
  switch (event) {
    case 'pull_request':
      return { name: event, event: pullRequestEvent({ head, base }), ref: 'refs/pull/7/merge' };
    case 'fork':
      return {
        name: 'pull_request',
        event: pullRequestEvent({ head, base, fork: true }),
        ref: 'refs/pull/7/merge',
      };
    case 'merge_group':
      return { name: event, event: { merge_group: { base_sha: base }, ...about }, ref: 'refs/heads/queue/7' };
    case 'push':
      return { name: event, event: pushEvent(clone.git('rev-parse', 'HEAD')), ref: 'refs/heads/main' };
    case 'schedule':
      return { name: event, event: about, ref: 'refs/heads/main' };
  }
}

describe('of the combinations', () => {
  test.concurrent.each(COMBINATIONS.map((each) => [Object.values(each).join(', '), each] as const))(
    '%s',
    async (_name, combination) => {
      const { event, permission, uses, slower, store } = combination;
      const { clone, head, base } = checkOut(combination);
      await using api = await openServer(
        permission === 'refused' ? ({ method }) => (method === 'GET' ? undefined : 403) : undefined,
      );
      const step = {
        repository: clone,
        ...eventOf(combination, clone, head, base),
        run: 77,
        ...(permission === 'no API' ? {} : { api }),
      };
      const token = permission === 'no token' ? { 'github-token': '' } : {};
      const first = await runStep({ ...step, inputs: token });
      const second =
        uses === 2 ? await runStep({ ...step, inputs: { ...token, budgets: 'calm.yml' } }) : undefined;

      for (const ended of [first, ...(second ? [second] : [])])
        expect(ended.log).not.toMatch(/bug in Pacegate/);
      const compared = event !== 'push' && event !== 'schedule';
      const verdict = slower ? 'fail' : compared ? 'pass' : 'incomparable';
      expect({ verdict: first.outputs.verdict, code: first.code }, first.log).toEqual({
        verdict,
        code: slower ? 1 : 0,
      });
      expect(first.summary.split('\n')[0]).toMatch(
        slower ? /^### ❌/ : compared ? /^### ✅/ : /^### (?!✅|❌)/,
      );
      if (second)
        expect({ verdict: second.outputs.verdict, code: second.code }).toEqual({ verdict: 'pass', code: 0 });
      // The comment, where one may be written, is red as long as one use is, whichever wrote last.
      const comments = event === 'pull_request' && permission === 'write' && slower;
      expect(api.comments.map(({ body }) => /^### (\S+)/m.exec(body)?.[1])).toEqual(comments ? ['❌'] : []);
      // What could not be saved or posted is told, and nothing else.
      if (event === 'push' && store === 'directory') expect(first.log).toContain('saved as a baseline');
    },
  );

  test('each value occurs with each event, and none twice', () => {
    expect(new Set(COMBINATIONS.map((each) => Object.values(each).join())).size).toBe(40);
    for (const event of EVENTS)
      for (const [key, values] of Object.entries({
        checkout: CHECKOUTS,
        permission: PERMISSIONS,
        store: STORES,
      }))
        expect(
          new Set(COMBINATIONS.filter((each) => each.event === event).map((each) => each[key as 'store']))
            .size,
        ).toBe(values.length);
  });
});
