import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitEnvironment, tryGit } from '../../src/checkouts/git/git.ts';
import {
  ancestors,
  candidateCommit,
  fileAt,
  findRepository,
  requireRepository,
} from '../../src/checkouts/git/repository.ts';
import { cloneOf, makeRepository, type TestRepository } from './git-fixture.ts';

let repo: TestRepository;
beforeEach(() => {
  repo = makeRepository({ 'app.py': 'x = 1\n', 'sub/budgets.yml': 'version: 1\n', '.gitignore': 'build/\n' });
});
afterEach(() => repo[Symbol.dispose]());

describe('findRepository', () => {
  test('knows root, prefix and git directory from a directory below', async () => {
    expect(await findRepository(join(repo.root, 'sub'))).toEqual({
      root: repo.root,
      directory: join(repo.root, 'sub'),
      prefix: 'sub',
      gitDirectory: join(repo.root, '.git'),
      shallow: false,
    });
  });

  test('knows a shallow clone', async () => {
    repo.commit('second');
    using shallow = cloneOf(repo, '--depth=1');
    expect((await findRepository(shallow.root))?.shallow).toBe(true);
  });

  test('outside a repository: nothing, or an error that says what to do', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pacegate-none-'));
    expect(await findRepository(directory)).toBeUndefined();
    await expect(requireRepository(directory)).rejects.toMatchObject({
      message: expect.stringContaining('not in a git repository'),
      hint: expect.stringContaining('--base'),
    });
    rmSync(directory, { recursive: true });
  });
});

describe('candidateCommit', () => {
  const candidate = async (ignore?: string[]) =>
    candidateCommit(await requireRepository(repo.root), { ...(ignore && { ignore }) });

  test('files that nobody added count, unless they are to be ignored, as in a workflow', async () => {
    repo.write({ 'dist/build.py': '' });
    const repository = await requireRepository(repo.root);
    expect((await candidateCommit(repository))?.dirty).toBe(true);
    expect((await candidateCommit(repository, { untracked: 'ignored' }))?.dirty).toBe(false);
  });

  test('reports of coverage and tests do not count anywhere', async () => {
    repo.write({ 'coverage.xml': '', 'htmlcov/index.html': '', '.coverage': '' });
    expect((await candidate())?.dirty).toBe(false);
  });

  test('a clean tree on a branch', async () => {
    expect(await candidate()).toEqual({ id: repo.git('rev-parse', 'HEAD'), ref: 'main', dirty: false });
  });

  test('a detached HEAD has no ref', async () => {
    repo.git('checkout', '--quiet', '--detach');
    expect(await candidate()).toEqual({ id: repo.git('rev-parse', 'HEAD'), dirty: false });
  });

  test.each<[string, Record<string, string | null>]>([
    ['a changed file', { 'app.py': 'x = 2\n' }],
    ['a removed file', { 'app.py': null }],
    ['a new module that nobody added', { 'new.py': '' }],
  ])('%s makes it dirty', async (_what, files) => {
    repo.write(files);
    expect((await candidate())?.dirty).toBe(true);
  });

  test('what tools leave, ignored files, our own output and named paths do not', async () => {
    repo.write({
      '.pacegate/out/report.json': '{}',
      'sub/__pycache__/x.pyc': '',
      '.pytest_cache/v': '',
      'build/lib.so': '',
      'perf-out/report.json': '{}',
    });
    for (const path of ['perf-out', './perf-out/', 'sub/../perf-out', join(repo.root, 'perf-out')])
      expect((await candidate([path]))?.dirty).toBe(false);
    // Paths that are not in the repository, and the repository itself, take nothing out.
    for (const path of ['/tmp/elsewhere', '../elsewhere', '.', '', 'a\0b'])
      expect((await candidate([path]))?.dirty).toBe(true);
    expect((await candidate())?.dirty).toBe(true);
  });

  test('before the first commit there is none', async () => {
    using empty = makeRepository();
    expect(await candidateCommit(await requireRepository(empty.root))).toBeUndefined();
  });
});

test('fileAt reads the base side of the budget file, and nothing outside the tree', async () => {
  const base = repo.git('rev-parse', 'HEAD');
  repo.write({ 'sub/budgets.yml': 'version: 2\n' });
  const repository = await requireRepository(join(repo.root, 'sub'));
  expect(await fileAt(repository, base, 'budgets.yml')).toBe('version: 1\n');
  expect(await fileAt(repository, base, './x/../budgets.yml')).toBe('version: 1\n');
  expect(await fileAt(repository, base, join(repo.root, 'sub/budgets.yml'))).toBe('version: 1\n');
  expect(await fileAt(repository, base, '../app.py')).toBe('x = 1\n');
  expect(await fileAt(repository, base, 'absent.yml')).toBeUndefined();
  expect(await fileAt(repository, base, '../../../etc/passwd')).toBeUndefined();
  expect(await fileAt(repository, '--help', 'budgets.yml')).toBeUndefined();
});

test('ancestors: nearest first', async () => {
  const first = repo.git('rev-parse', 'HEAD');
  const second = repo.commit('second');
  const repository = await requireRepository(repo.root);
  expect(await ancestors(repository, second)).toEqual([second, first]);
  expect(await ancestors(repository, '--all')).toEqual([]);
});

describe('git is run safely', () => {
  test('the variables of a git that called us are gone, the ways to a remote stay', () => {
    const env = gitEnvironment({
      GIT_DIR: '/x',
      GIT_INDEX_FILE: '/y',
      GIT_SSH_COMMAND: 'ssh -i k',
      HOME: '/h',
    });
    expect(env).toEqual({ GIT_SSH_COMMAND: 'ssh -i k', HOME: '/h', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' });
  });

  test('output beyond the limit and a time-out are failures, not hangs', async () => {
    repo.write({ 'big.txt': 'x'.repeat(100_000) });
    repo.commit('big');
    const big = await tryGit(['cat-file', 'blob', 'HEAD:big.txt'], { cwd: repo.root, limit: 1_000 });
    expect(big.ok).toBe(false);
    const late = await tryGit(['cat-file', '--batch'], { cwd: repo.root, timeout: 0.2 });
    expect(late).toMatchObject({ ok: false, stderr: expect.stringContaining('took longer') });
  });
});
