import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requireRepository } from '../../src/checkouts/git/repository.ts';
import { candidateCheckout, checkOutBase } from '../../src/checkouts/worktree.ts';
import { cloneOf, GIT_ENV, makeRepository, type TestRepository } from './git-fixture.ts';

let repo: TestRepository;
let first: string;
beforeEach(() => {
  repo = makeRepository({ 'app.py': 'x = 1\n', 'sub/app.py': 'y = 1\n' });
  first = repo.git('rev-parse', 'HEAD');
  repo.commit('second', { 'app.py': 'x = 2\n', 'sub/app.py': 'y = 2\n' });
});
afterEach(() => repo[Symbol.dispose]());

const checkOut = async (commit = first, directory = repo.root) =>
  checkOutBase(await requireRepository(directory), commit, { env: repo.env });
const registered = () => repo.git('worktree', 'list', '--porcelain').match(/^worktree /gm)?.length;
const claims = () => {
  const folder = join(repo.root, '.git/pacegate');
  return existsSync(folder) ? readdirSync(folder) : [];
};
/** Nothing is left: no directory, no note of git's, no claim of ours. */
const expectNothingLeft = () => {
  expect(repo.worktrees()).toEqual([]);
  expect(registered()).toBe(1);
  expect(claims()).toEqual([]);
};

describe('the base beside the candidate', () => {
  test('has the base commit, outside the repository, and is gone afterwards', async () => {
    let root = '';
    {
      await using base = await checkOut();
      root = base.checkout.root;
      expect(readFileSync(join(root, 'app.py'), 'utf8')).toBe('x = 1\n');
      expect(base.checkout).toEqual({ side: 'baseline', directory: root, root, foreign: [repo.root] });
      expect(relative(repo.root, root).startsWith('..')).toBe(true);
      expect(basename(root)).toBe(basename(repo.root));
      expect(base.notes).toEqual([]);
      const repository = await requireRepository(repo.root);
      expect(candidateCheckout(repository, base)).toEqual({
        side: 'candidate',
        directory: repo.root,
        root: repo.root,
        foreign: [root],
      });
    }
    expect(existsSync(root)).toBe(false);
    expectNothingLeft();
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('a project in a subdirectory', async () => {
    await using base = await checkOut(first, join(repo.root, 'sub'));
    expect(base.checkout.directory).toBe(join(base.checkout.root, 'sub'));
    expect(readFileSync(join(base.checkout.directory, 'app.py'), 'utf8')).toBe('y = 1\n');
  });

  test('a project that the base has not got yet is an empty directory there', async () => {
    repo.commit('third', { 'new/app.py': '' });
    await using base = await checkOut(first, join(repo.root, 'new'));
    expect(readdirSync(base.checkout.directory)).toEqual([]);
  });

  test('files that a measurement left in it, read-only ones too, do not keep it from going', async () => {
    {
      await using base = await checkOut();
      mkdirSync(join(base.checkout.root, 'build/deep'), { recursive: true });
      writeFileSync(join(base.checkout.root, 'build/deep/x.so'), '', { mode: 0o400 });
      repo.git('-C', base.checkout.root, 'checkout', '--quiet', '-b', 'stray');
    }
    expectNothingLeft();
  });

  test('two at once do not disturb each other', async () => {
    const [one, two] = await Promise.all([checkOut(), checkOut()]);
    expect(one.checkout.root).not.toBe(two.checkout.root);
    await one[Symbol.asyncDispose]();
    expect(existsSync(join(two.checkout.root, 'app.py'))).toBe(true);
    await two[Symbol.asyncDispose]();
    expectNothingLeft();
  });

  test('no hook of the repository runs', async () => {
    const proof = join(repo.root, '../hook-ran');
    writeFileSync(join(repo.root, '.git/hooks/post-checkout'), `#!/bin/sh\ntouch '${proof}'\n`, {
      mode: 0o755,
    });
    await using _base = await checkOut();
    expect(existsSync(proof)).toBe(false);
  });

  test('a worktree of the user’s, even one that is out of reach, is left alone', async () => {
    const theirs = join(repo.root, '../theirs');
    repo.git('worktree', 'add', '--quiet', '--detach', theirs);
    repo.git('worktree', 'add', '--quiet', '--detach', join(repo.root, '../unmounted'));
    const { renameSync } = await import('node:fs');
    renameSync(join(repo.root, '../unmounted'), join(repo.root, '../elsewhere'));
    {
      await using _base = await checkOut();
    }
    expect(existsSync(join(theirs, 'app.py'))).toBe(true);
    expect(registered()).toBe(3);
  });

  test('a commit that cannot be checked out leaves nothing', async () => {
    await expect(checkOut('f'.repeat(40))).rejects.toThrow(/could not be checked out/);
    expectNothingLeft();
  });

  test('an interruption while checking out leaves nothing', async () => {
    const repository = await requireRepository(repo.root);
    const controller = new AbortController();
    const started = checkOutBase(repository, first, { env: repo.env, signal: controller.signal });
    controller.abort();
    await expect(started).rejects.toThrow();
    expectNothingLeft();
  });
});

describe('the paths of both sides', () => {
  /** Where the base of the repository at `root` is, and how it looks there. */
  async function baseOf(root: string, env: NodeJS.ProcessEnv) {
    await using base = await checkOutBase(await requireRepository(root), 'HEAD', { env });
    expect(existsSync(join(base.checkout.root, 'app.py'))).toBe(true);
    expect(basename(base.checkout.root)).toBe(basename(root));
    return base.checkout.root;
  }
  /** The same repository elsewhere. */
  const copiedTo = (root: string) => {
    repo.git('clone', '--quiet', repo.root, root);
    return root;
  };

  test('have one length, of the project in a subdirectory, too', async () => {
    await using base = await checkOut();
    expect(dirname(dirname(base.checkout.root))).toBe(repo.env.RUNNER_TEMP);
    expect(base.checkout.root).toHaveLength(repo.root.length);
    const subdirectory = join(repo.root, 'sub');
    await using other = await checkOut(first, subdirectory);
    expect(other.checkout.directory).toHaveLength(subdirectory.length);
  });

  test('have one length by the next directory where the first has a path that is too long', async () => {
    const RUNNER_TEMP = join(repo.root, '../../deep/and/deeper/and/ever/so/deep');
    mkdirSync(RUNNER_TEMP, { recursive: true });
    const root = await baseOf(repo.root, { ...repo.env, RUNNER_TEMP });
    expect(root).toHaveLength(repo.root.length);
    expect(root.startsWith(RUNNER_TEMP)).toBe(false);
  });

  test.each([
    ['short', () => join(tmpdir(), basename(dirname(dirname(repo.root))).slice(-6))],
    ['long', (home: string) => join(home, 'd'.repeat(200), 'e'.repeat(60), 'p')],
  ])('differ in length where that of the project is too %s', async (_, rootIn) => {
    const root = copiedTo(rootIn(dirname(repo.env.RUNNER_TEMP ?? '')));
    const base = await baseOf(root, repo.env);
    expect(basename(dirname(base))).toMatch(/^pacegate-[0-9a-f]{12}$/);
    expect(existsSync(dirname(base))).toBe(false);
  });
});

describe('submodules and LFS', () => {
  test('a submodule is cloned from the candidate’s copy, at the commit that the base names', async () => {
    using library = makeRepository({ 'lib.py': 'v = 1\n' });
    repo.git('submodule', 'add', '--quiet', `file://${library.root}`, 'vendor/lib');
    const base = repo.commit('with a submodule');
    library.commit('second', { 'lib.py': 'v = 2\n' });
    repo.git('-C', 'vendor/lib', 'pull', '--quiet');
    repo.commit('newer submodule');
    // The place that it came from is out of reach: offline, or in need of a password.
    repo.git('config', 'submodule.vendor/lib.url', 'file:///nonexistent');
    {
      await using worktree = await checkOut(base);
      expect(worktree.notes).toEqual([]);
      expect(readFileSync(join(worktree.checkout.root, 'vendor/lib/lib.py'), 'utf8')).toBe('v = 1\n');
    }
    expect(readFileSync(join(repo.root, 'vendor/lib/lib.py'), 'utf8')).toBe('v = 2\n');
    expect(repo.git('config', 'submodule.vendor/lib.url')).toBe('file:///nonexistent');
    expectNothingLeft();
  });

  test('a commit of the submodule that the candidate has not got is told', async () => {
    using library = makeRepository({ 'lib.py': 'v = 1\n' });
    repo.git('submodule', 'add', '--quiet', `file://${library.root}`, 'lib');
    const base = repo.commit('with a submodule');
    library.commit('second');
    repo.git('-C', 'lib', 'pull', '--quiet');
    repo.commit('newer');
    using clone = cloneOf(repo);
    clone.git('-c', 'protocol.file.allow=always', 'submodule', 'update', '--init', '--depth=1', '--quiet');
    await using worktree = await checkOutBase(await requireRepository(clone.root), base, { env: clone.env });
    expect(worktree.notes).toEqual([expect.stringContaining('"lib" of the base could not be checked out')]);
  });

  test('LFS files that are only pointers are told', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
    const base = repo.commit('lfs', { '.gitattributes': '*.bin filter=lfs -text\n', 'data.bin': pointer });
    await using worktree = await checkOut(base);
    expect(worktree.notes).toEqual([expect.stringContaining('install git-lfs')]);
  });
});

describe('a run that is ended from outside', () => {
  const holder = fileURLToPath(new URL('./holder.ts', import.meta.url));
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** A real process that holds a worktree; `root` is the worktree's. */
  async function hold(mode = '') {
    const child = spawn(process.execPath, [holder, repo.root, first, mode], {
      env: { ...GIT_ENV, RUNNER_TEMP: repo.env.RUNNER_TEMP },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    const closed = once(child, 'close');
    const root = String((await once(child.stdout, 'data'))[0]).split('\n')[0] ?? '';
    return { child, root, closed };
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: the run ends in order and nothing is left',
    async (signal) => {
      const { child, root, closed } = await hold();
      expect(existsSync(join(root, 'app.py'))).toBe(true);
      child.kill(signal);
      expect(await closed).toEqual([0, null]);
      expectNothingLeft();
    },
  );

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'a second signal (%s) ends it at once, and nothing is left',
    async (second) => {
      const { child, closed } = await hold('stuck');
      child.kill('SIGINT');
      await once(child.stdout as NodeJS.ReadableStream, 'data'); // "aborted"
      child.kill(second);
      expect(await closed).toEqual([second === 'SIGINT' ? 130 : 143, null]);
      expectNothingLeft();
    },
  );

  test('an uncaught error leaves nothing', async () => {
    const { closed } = await hold('throws');
    expect(await closed).toEqual([1, null]);
    expectNothingLeft();
  });

  test('SIGKILL: the next run removes what is left, and not what a living run holds', async () => {
    const dead = await hold();
    const living = await hold();
    dead.child.kill('SIGKILL');
    await dead.closed;
    expect(existsSync(dead.root)).toBe(true);
    {
      await using _next = await checkOut();
      expect(existsSync(dirname(dead.root))).toBe(false);
      expect(existsSync(join(living.root, 'app.py'))).toBe(true);
      expect(claims()).toHaveLength(2);
    }
    living.child.kill('SIGTERM');
    await living.closed;
    expectNothingLeft();
  });

  test('a claim whose process number is used by another process now counts as left behind', async () => {
    const dead = await hold();
    dead.child.kill('SIGKILL');
    await dead.closed;
    const file = join(repo.root, '.git/pacegate', claims()[0] ?? '');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...record, pid: process.pid }));
    {
      await using _next = await checkOut();
    }
    expectNothingLeft();
  });

  test('a forged claim cannot make us remove anything else', async () => {
    const precious = join(repo.root, '../precious');
    mkdirSync(precious);
    mkdirSync(join(repo.root, '.git/pacegate'), { recursive: true });
    symlinkSync(precious, join(repo.root, '../pacegate-000000000002'));
    const forge = (name: string, directory: string) =>
      writeFileSync(
        join(repo.root, '.git/pacegate', `${name}.json`),
        JSON.stringify({ pid: 2 ** 30, began: null, host: '', created: '2000-01-01T00:00:00Z', directory }),
      );
    forge('pacegate-000000000001', precious);
    forge('pacegate-000000000002', join(repo.root, '../pacegate-000000000002'));
    forge('pacegate-000000000003', 'relative/pacegate-000000000003');
    writeFileSync(join(repo.root, '.git/pacegate/half.json'), '{"pid":');
    {
      await using _next = await checkOut();
    }
    expect(existsSync(precious)).toBe(true);
  });
});
