/** The repository that a project lies in, and the state of its working tree. */
import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { UsageError } from '../../errors.ts';
import type { CommitInfo } from '../../samples/measurements.ts';
import { git, lastLines, tryGit } from './git.ts';

/** Absolute paths, links resolved. */
export interface Repository {
  /** Root of the working tree. */
  readonly root: string;
  /** The project directory, that of the budget file; equal to `root` or below it. */
  readonly directory: string;
  /** `directory` relative to `root`, with `/` and without one at the end; empty at the root. */
  readonly prefix: string;
  /** The git directory that all worktrees of the repository share. */
  readonly gitDirectory: string;
  /** Only the newest commits are there: `actions/checkout` without `fetch-depth: 0`. */
  readonly shallow: boolean;
}

/** Undefined where the directory is in no repository. Throws where git refuses to look at it. */
export async function findRepository(directory: string): Promise<Repository | undefined> {
  const real = await realpath(directory);
  const found = await tryGit(
    [
      'rev-parse',
      '--path-format=absolute',
      '--show-toplevel',
      '--git-common-dir',
      '--is-shallow-repository',
      '--show-prefix',
    ],
    { cwd: real },
  );
  if (!found.ok) {
    if (/dubious ownership/.test(found.stderr))
      throw new UsageError(`git does not trust this repository: it belongs to another user (${real})`, {
        hint: `Run: git config --global --add safe.directory '${real}'`,
      });
    if (/not a git repository|must be run in a work tree/.test(found.stderr)) return undefined;
    throw new UsageError(`git cannot read this repository: ${lastLines(found.stderr)}`);
  }
  const [root = '', common = '', shallow, prefix = ''] = found.stdout.split('\n');
  return {
    root: await realpath(root),
    directory: real,
    prefix: prefix.replace(/\/$/, ''),
    gitDirectory: await realpath(common),
    shallow: shallow === 'true',
  };
}

/** As `findRepository`, for those who cannot do without. */
export async function requireRepository(directory: string): Promise<Repository> {
  const repository = await findRepository(directory);
  if (repository) return repository;
  throw new UsageError(
    `${directory} is not in a git repository, so there is no base commit to compare with`,
    {
      hint: 'Run in a clone of the project, or leave out --base: absolute budgets need no base. In a workflow, let a step with `uses: actions/checkout@v5` and `fetch-depth: 0` come first.',
    },
  );
}

/** Left by tools that ran the project or its tests; they change nothing that is measured. */
const LEFT_BEHIND = [
  ...['.pacegate', '__pycache__', '.pytest_cache', '.benchmarks', '.asv', '.hypothesis'],
  ...['.coverage', 'coverage.xml', 'coverage.json', 'htmlcov', 'junit.xml', '.tox', '.nox'],
  ...['.mypy_cache', '.ruff_cache'],
];

export interface CommitQuestion {
  /** Further paths of our own, absolute or relative to the project (`--out`, the store). */
  readonly ignore?: readonly string[];
  /** Whether files that nobody added count, unless they are ignored or left behind by tools. Default `counted`. */
  readonly untracked?: 'counted' | 'ignored';
}

/**
 * The commit that the working tree is on, and whether the tree differs from it. Undefined outside a repository and before
 * the first commit.
 */
export async function candidateCommit(
  repository: Repository,
  { ignore = [], untracked = 'counted' }: CommitQuestion = {},
): Promise<CommitInfo | undefined> {
  const cwd = repository.root;
  const head = await tryGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { cwd });
  if (!head.ok) return undefined;
  const branch = await tryGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], { cwd });
  const status = await git(
    [
      'status',
      '--porcelain=v1',
      '-z',
      `--untracked-files=${untracked === 'counted' ? 'normal' : 'no'}`,
      '--no-renames',
      '--',
      '.',
      ...excludeLeftBehind(repository, ignore),
    ],
    { cwd, timeout: 300 },
  );
  const ref = branch.ok ? branch.stdout.trim() : '';
  return { id: head.stdout.trim(), ...(ref === '' ? {} : { ref }), dirty: status !== '' };
}

/** Path specifications for git that leave out what tools left behind, and `ignore`. */
export function excludeLeftBehind(repository: Repository, ignore: readonly string[]): string[] {
  return [
    ...LEFT_BEHIND.flatMap((name) => [`:(exclude,glob)**/${name}`, `:(exclude,glob)**/${name}/**`]),
    ...ignore.flatMap((path) => {
      const inside = pathInside(repository, path);
      return inside === undefined ? [] : [`:(exclude,literal)${inside}`];
    }),
  ];
}

/** The text of a file as a commit has it, undefined where it has none. `path` as for `CommitQuestion.ignore`. */
export async function fileAt(
  repository: Repository,
  commit: string,
  path: string,
  limit = 1_000_000,
): Promise<string | undefined> {
  const inside = pathInside(repository, path);
  if (!/^[0-9a-f]{7,64}$/.test(commit) || inside === undefined) return undefined;
  const blob = await tryGit(['cat-file', 'blob', `${commit}:${inside}`], { cwd: repository.root, limit });
  return blob.ok ? blob.stdout : undefined;
}

/** `path`, absolute or relative to the project, as git names it; undefined where it is the root or outside of it. */
function pathInside({ root, directory }: Repository, path: string): string | undefined {
  const way = relative(root, resolve(directory, path));
  const outside = way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  return outside || way.includes('\0') ? undefined : way.split(sep).join('/');
}

/** Whether this clone has a commit, whole. */
export async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
  return (await tryGit(['cat-file', '-e', `${commit}^{commit}`], { cwd: repository.root })).ok;
}

/** Ids of a commit's first ancestors, itself first: where a stored baseline is looked for. At most `limit`. */
export async function ancestors(repository: Repository, commit: string, limit = 200): Promise<string[]> {
  const args = ['rev-list', '--first-parent', `--max-count=${limit}`, '--end-of-options', commit, '--'];
  const list = await tryGit(args, { cwd: repository.root });
  return list.ok ? list.stdout.split('\n').filter(Boolean) : [];
}
