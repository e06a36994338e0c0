import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  isCheckedOut,
  type PullRequestFacts,
  pullRequestBase,
  resolveBase,
} from '../../src/checkouts/git/base.ts';
import { requireRepository } from '../../src/checkouts/git/repository.ts';
import { cloneOf, makeRepository, type TestRepository } from './git-fixture.ts';

let repo: TestRepository;
let first: string;
beforeEach(() => {
  repo = makeRepository({ 'app.py': 'x = 1\n' });
  first = repo.git('rev-parse', 'HEAD');
});
afterEach(() => repo[Symbol.dispose]());
const resolve = async (ref: string, from = repo, exact = false) =>
  resolveBase(ref, await requireRepository(from.root), exact);

describe('--base REF', () => {
  test('a commit, an abbreviation, a branch, a tag, a relative name', async () => {
    repo.git('tag', '-a', 'v1', '-m', 'one');
    repo.commit('second', { 'app.py': 'x = 2\n' });
    for (const ref of [first, first.slice(0, 8), 'v1', 'HEAD~1', 'main~1'])
      expect(await resolve(ref)).toEqual({ id: first, ref, how: 'given', missing: 0 });
  });

  test('a branch that only the remote has', async () => {
    repo.git('branch', 'release');
    repo.commit('second');
    using clone = cloneOf(repo);
    expect((await resolve('release', clone)).id).toBe(first);
  });

  test('commits that the candidate lacks are counted', async () => {
    repo.git('checkout', '--quiet', '-b', 'topic');
    repo.commit('mine', { 'b.py': '' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('theirs 1');
    repo.commit('theirs 2');
    repo.git('checkout', '--quiet', 'topic');
    expect((await resolve('main')).missing).toBe(2);
  });

  describe('where the base has commits that the candidate lacks', () => {
    let tip: string;
    beforeEach(() => {
      repo.git('checkout', '--quiet', '-b', 'topic');
      repo.commit('mine', { 'b.py': '' });
      repo.git('checkout', '--quiet', 'main');
      tip = repo.commit('theirs', { 'app.py': 'x = 2\n' });
      repo.git('tag', 'v2');
      repo.git('checkout', '--quiet', 'topic');
    });

    test('of a branch the commit where this one left it is taken, however the branch is named', async () => {
      repo.git('update-ref', 'refs/remotes/origin/main', tip);
      repo.git('branch', '--quiet', '--set-upstream-to=main');
      for (const ref of ['main', 'refs/heads/main', 'heads/main', 'origin/main', '@{upstream}'])
        expect(await resolve(ref)).toEqual({ id: first, ref, how: 'merge-base', missing: 1 });
      using clone = cloneOf(repo);
      expect(await resolve('main', clone)).toEqual({ id: first, ref: 'main', how: 'merge-base', missing: 1 });
    });

    test('with --base-exact its tip; of a commit, a tag or a relative name that very commit', async () => {
      expect(await resolve('main', repo, true)).toEqual({ id: tip, ref: 'main', how: 'given', missing: 1 });
      for (const ref of [tip, 'v2', 'main~0'])
        expect(await resolve(ref)).toEqual({ id: tip, ref, how: 'given', missing: 1 });
    });

    test('without a common commit it says so, and how to go on', async () => {
      repo.git('checkout', '--quiet', '--orphan', 'other');
      repo.commit('alone');
      await expect(resolve('main')).rejects.toMatchObject({
        message: expect.stringContaining('no commit in common'),
        hint: expect.stringContaining('--base-exact'),
      });
    });
  });

  test('an unknown ref names the nearest', async () => {
    repo.git('branch', 'develop');
    await expect(resolve('develpo')).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('develpo'),
      hint: 'Did you mean develop?',
    });
    await expect(resolve('zzz')).rejects.toMatchObject({ hint: expect.stringContaining('develop, main') });
  });

  test.each(['--help', '--output=/tmp/x', '-1', '', 'a\0b', 'HEAD:app.py', '@{upstream}', 'x'.repeat(300)])(
    'what is no commit, or an option, is refused: %j',
    async (ref) => {
      await expect(resolve(ref)).rejects.toMatchObject({ name: 'UsageError' });
    },
  );

  test('a shallow clone says fetch-depth: 0', async () => {
    repo.commit('second');
    using shallow = cloneOf(repo, '--depth=1');
    for (const ref of ['HEAD~1', first, 'v9'])
      await expect(resolve(ref, shallow)).rejects.toMatchObject({
        message: expect.stringContaining('shallow'),
        hint: expect.stringContaining('fetch-depth: 0'),
      });
  });

  test('a repository without commits', async () => {
    using empty = makeRepository();
    await expect(resolve('main', empty)).rejects.toThrow(/no commits yet/);
  });
});

describe('the base of a pull request', () => {
  let mainTip: string;
  let head: string;
  /** main: first – second; topic left main at first. */
  beforeEach(() => {
    repo.git('checkout', '--quiet', '-b', 'topic');
    head = repo.commit('topic', { 'b.py': 'slow\n' });
    repo.git('checkout', '--quiet', 'main');
    mainTip = repo.commit('second', { 'c.py': '' });
  });
  const facts = () => ({ head, baseRef: 'main', baseSha: mainTip });
  const base = async (from = repo, what: PullRequestFacts = facts()) =>
    pullRequestBase(what, await requireRepository(from.root));
  const forgeMerge = () => {
    repo.git('checkout', '--quiet', '--detach', 'main');
    repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge topic into main', 'topic');
  };

  test("the forge's merge commit: its first parent, which the branch does not know", async () => {
    forgeMerge();
    expect(await base()).toMatchObject({ id: mainTip, how: 'merge-commit', missing: 0 });
  });

  test('the head itself: where it left the base branch', async () => {
    repo.git('checkout', '--quiet', 'topic');
    expect(await base()).toMatchObject({ id: first, how: 'merge-base' });
  });

  test('a head that is itself a merge of the base branch is not taken for the forge’s merge', async () => {
    repo.git('checkout', '--quiet', 'topic');
    repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge main', 'main');
    head = repo.git('rev-parse', 'HEAD');
    expect(await base()).toMatchObject({ id: mainTip, how: 'merge-base' });
  });

  test('the base branch has moved since the event', async () => {
    repo.commit('third');
    repo.git('checkout', '--quiet', 'topic');
    expect((await base())?.id).toBe(first);
  });

  test('only the branch is named', async () => {
    repo.git('checkout', '--quiet', 'topic');
    expect((await base(repo, { head, baseRef: 'main', baseSha: 'f'.repeat(40) }))?.id).toBe(first);
  });

  test('the merge commit alone, as actions/checkout fetches it by default: says fetch-depth: 0', async () => {
    forgeMerge();
    repo.git('branch', 'merged');
    using shallow = cloneOf(repo, '--depth=1', '--branch=merged');
    await expect(base(shallow)).rejects.toMatchObject({
      message: expect.stringContaining('shallow'),
      hint: expect.stringContaining('fetch-depth: 0'),
    });
    using enough = cloneOf(repo, '--depth=2', '--branch=merged');
    expect((await base(enough))?.id).toBe(mainTip);
  });

  test('the head alone in a shallow clone: says fetch-depth: 0', async () => {
    repo.git('checkout', '--quiet', 'topic');
    using shallow = cloneOf(repo, '--depth=1', '--branch=topic');
    await expect(base(shallow)).rejects.toMatchObject({ hint: expect.stringContaining('fetch-depth: 0') });
  });

  test('an event that is older than what the branch merged since: not blamed for what main brought', async () => {
    repo.git('checkout', '--quiet', 'topic');
    repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge main', 'main');
    head = repo.git('rev-parse', 'HEAD');
    expect((await base(repo, { head, baseRef: 'main', baseSha: first }))?.id).toBe(mainTip);
  });

  test('a branch that is behind the event: the event’s commit is the nearer one', async () => {
    repo.git('checkout', '--quiet', '-b', 'stacked', 'topic');
    const newer = repo.commit('more');
    expect((await base(repo, { head: newer, baseRef: 'main', baseSha: head }))?.id).toBe(head);
  });

  describe('what is checked out is in the base branch', () => {
    test('after a squash: compared with what the base was before', async () => {
      const squashed = repo.commit('squashed', { 'b.py': 'slow\n' });
      expect(await base(repo, { ...facts(), closed: true })).toMatchObject({ id: mainTip });
      expect(await base(repo, { ...facts(), baseSha: squashed, closed: true })).toBeUndefined();
    });

    test('after a fast-forward: there is nothing to compare', async () => {
      repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge topic', 'topic');
      repo.git('checkout', '--quiet', '--detach', 'topic');
      expect(await base(repo, { head, baseRef: 'main', baseSha: head })).toBeUndefined();
    });

    test('the base branch instead of the pull request: a mistake in the workflow', async () => {
      await expect(base()).rejects.toMatchObject({
        message: expect.stringContaining('not the pull request'),
        hint: expect.stringContaining('ref:'),
      });
    });
  });

  test('branches with nothing in common', async () => {
    repo.git('checkout', '--quiet', '--orphan', 'alone');
    repo.commit('alone');
    await expect(base()).rejects.toThrow(/no commit in common/);
  });
});

test('whether a base is what is checked out', async () => {
  const second = repo.commit('second');
  const repository = await requireRepository(repo.root);
  for (const ref of ['HEAD', 'main', second]) expect(await isCheckedOut(ref, repository)).toBe(true);
  for (const ref of ['HEAD~1', first]) expect(await isCheckedOut(ref, repository)).toBe(false);
});
