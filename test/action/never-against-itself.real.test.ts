/** A commit is never compared with itself: such a run would say that the budget holds, whatever the commit did. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDirectoryStore } from '../../src/stores/directory.ts';
import { makeRepository, type TestRepository } from '../checkouts/git-fixture.ts';
import {
  annotations,
  type Ended,
  openServer,
  project,
  pullRequestEvent,
  pushEvent,
  runStep,
  speed,
} from './lab.ts';

const STORE = '{ store: directory, path: ../store }';

async function push(repository: TestRepository, inputs = {}): Promise<Ended> {
  const event = pushEvent(repository.git('rev-parse', 'HEAD'));
  return await runStep({ repository, name: 'push', ref: 'refs/heads/main', event, inputs });
}

describe('a push to main with `base: main`, in one step for both events', () => {
  test('is judged as one without a base, and says so', async () => {
    using repository = makeRepository(project({ baseline: STORE }));
    const ended = await push(repository, { base: 'main' });
    expect(annotations(ended.log, 'notice').join()).toContain('is the commit that is checked out');
    expect(ended.summary).toContain('Nothing to compare with');
    expect(ended.summary).not.toContain('the budget holds');
    expect(ended.log).toContain('(1 benchmark)');
  });

  test('an untracked file that an earlier step left does not detach the baseline from its commit', async () => {
    using repository = makeRepository(project({ baseline: STORE }));
    repository.write({ 'dist/report.txt': 'left' });
    const ended = await push(repository, { base: 'main' });
    expect(ended.log).toMatch(/saved as a baseline:/);
    expect(ended.log).not.toContain('under no commit');
  });
});

test('a job that is run again is compared with the commit before, not with its own first run', async () => {
  using repository = makeRepository(project({ baseline: STORE }));
  expect((await push(repository)).code).toBe(0);
  repository.commit('slower', { 'speed.json': speed(1.5) });
  const first = await push(repository);
  const again = await push(repository);
  expect([first.outputs.verdict, again.outputs.verdict]).toEqual(['fail', 'fail']);
  expect(again.code).toBe(1);
  // Both times beside the last commit of the history, which grows by a measured change.
  const stored = await createDirectoryStore({ path: join(repository.root, '../store') }).summaries({
    limit: 9,
  });
  const changes = stored.map(({ commit, history }) => [commit, history[0]?.beside, history[0]?.ratio]);
  const [before, after] = [repository.git('rev-parse', 'HEAD~1'), repository.git('rev-parse', 'HEAD')];
  const grew = [after, before, expect.closeTo(1.5, 2)];
  expect(changes).toEqual([grew, grew, [before, undefined, undefined]]);
});

describe('a pull request that is closed', () => {
  /** main, and a topic branch that makes it slower. */
  function merged(how: 'squash' | 'fast-forward') {
    const repository = makeRepository(project());
    const base = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', '-b', 'topic');
    const head = repository.commit('slower', { 'speed.json': speed(1.5) });
    repository.git('checkout', '--quiet', 'main');
    if (how === 'squash') repository.commit('slower (#7)', { 'speed.json': speed(1.5) });
    else repository.git('merge', '--quiet', '--ff-only', 'topic');
    return { repository, base, head, main: repository.git('rev-parse', 'main') };
  }
  const red = '<!-- pacegate:default -->\n<!-- pacegate-run:1 -->\n### ❌ Pacegate: search is slower\n';

  test.each(['squash', 'fast-forward'] as const)(
    'by a %s, with the new main as its base: nothing to compare, and the comment stays',
    async (how) => {
      const { repository, head, main } = merged(how);
      await using api = await openServer();
      api.comments.push({ id: 50, issue: 7, body: red });
      const event = pullRequestEvent({ head, base: main, action: 'closed' });
      const ended = await runStep({ repository, event, api, ref: 'refs/heads/main' });
      expect(annotations(ended.log, 'notice').join()).toContain('is the commit that is checked out');
      expect(ended.summary).not.toContain('the budget holds');
      expect(api.comments.map(({ body }) => body)).toEqual([red]);
      expect(ended.code).toBe(0);
    },
  );

  test('by a squash, with the old main as its base: judged as the pull request that it was', async () => {
    const { repository, head, base } = merged('squash');
    await using api = await openServer();
    const event = pullRequestEvent({ head, base, action: 'closed' });
    const ended = await runStep({ repository, event, api, ref: 'refs/heads/main' });
    expect(ended.outputs.verdict).toBe('fail');
  });
});

test('a pull request that merged a newer main than its event knows is not blamed for main’s slowdown', async () => {
  using repository = makeRepository(project());
  const old = repository.git('rev-parse', 'HEAD');
  repository.git('checkout', '--quiet', '-b', 'topic');
  repository.commit('harmless', { 'other.py': '' });
  repository.git('checkout', '--quiet', 'main');
  const tip = repository.commit('main got slower', { 'speed.json': speed(1.6) });
  repository.git('checkout', '--quiet', 'topic');
  repository.git('merge', '--quiet', '--no-ff', '-m', 'Merge main', 'main');
  const head = repository.git('rev-parse', 'HEAD');
  repository.git('update-ref', 'refs/remotes/origin/main', tip);
  repository.git('branch', '--quiet', '-D', 'main');
  const ended = await runStep({ repository, event: pullRequestEvent({ head, base: old }) });
  expect(ended.outputs.verdict).toBe('pass');
});

test('the base branch checked out on a pull request is a mistake, and no pass', async () => {
  using repository = makeRepository(project());
  repository.git('checkout', '--quiet', '-b', 'topic');
  const head = repository.commit('slower', { 'speed.json': speed(1.5) });
  repository.git('checkout', '--quiet', 'main');
  const base = repository.git('rev-parse', 'HEAD');
  const ended = await runStep({ repository, event: pullRequestEvent({ head, base }) });
  expect(ended.code).toBe(1);
  expect(annotations(ended.log, 'error').join()).toContain('not the pull request');
});

test('other events run without a bug and say what they compared with', async () => {
  using repository = makeRepository(project({ baseline: STORE }));
  const base = repository.git('rev-parse', 'HEAD');
  mkdirSync(join(repository.root, 'coverage'));
  writeFileSync(join(repository.root, 'coverage', 'index.html'), '');
  repository.git('checkout', '--quiet', '-b', 'topic');
  const head = repository.commit('slower', { 'speed.json': speed(1.5) });
  const about = { repository: { full_name: 'acme/shop', default_branch: 'main' } };
  const queue = {
    merge_group: { base_sha: base, head_sha: head, base_ref: 'refs/heads/main' },
    ...about,
  };
  const run = (name: string, ref: string, event: object, inputs = {}) =>
    runStep({ repository, name, ref, event, inputs });
  const ended = {
    queue: await run('merge_group', 'refs/heads/gh-readonly-queue/main/pr-7', queue),
    dispatch: await run('workflow_dispatch', 'refs/heads/topic', { ref: 'refs/heads/topic', ...about }),
    withBase: await run('workflow_dispatch', 'refs/heads/topic', about, { base: 'main' }),
    tag: await run('push', 'refs/tags/v1', { ref: 'refs/tags/v1', ...about }),
    schedule: await run('schedule', 'refs/heads/main', { schedule: '0 0 * * *', ...about }),
    scheduleAgain: await run('schedule', 'refs/heads/main', { schedule: '0 0 * * *', ...about }),
    empty: await run('push', '', {}),
  };
  const verdicts = Object.fromEntries(
    Object.entries(ended).map(([event, { outputs }]) => [event, outputs.verdict]),
  );
  expect(Object.values(ended).filter(({ log }) => /bug in Pacegate/.test(log))).toEqual([]);
  expect(verdicts).toEqual({
    queue: 'fail',
    dispatch: 'incomparable',
    withBase: 'fail',
    tag: 'incomparable',
    schedule: 'incomparable',
    scheduleAgain: 'incomparable',
    empty: 'incomparable',
  });
});
