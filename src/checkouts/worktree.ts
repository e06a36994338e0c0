/** The base commit, checked out beside the candidate for as long as it is measured. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { access, constants, mkdir, open, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Checkout } from '../samples/checkout.ts';
import { gitEnvironment, lastLines, tryGit } from './git/git.ts';
import type { Repository } from './git/repository.ts';
import { checkOutSubmodules } from './git/submodules.ts';
import { claim, removeLeftovers, removeWorktree } from './own/leftovers.ts';
import { onExit } from './own/on-exit.ts';

export interface BaseWorktree extends AsyncDisposable {
  readonly checkout: Checkout;
  /** What may differ from a checkout by hand, in sentences for the user: submodules, LFS files, another disk. */
  readonly notes: readonly string[];
}

export interface WorktreeOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** The working tree as it is. `foreign` is known once the base is checked out. */
export function candidateCheckout(repository: Repository, base?: BaseWorktree): Checkout {
  return {
    side: 'candidate',
    directory: repository.directory,
    root: repository.root,
    foreign: base ? [base.checkout.root] : [],
  };
}

/**
 * Checks `commit` (a full id) out into a new directory outside the repository. It is removed by disposing, by the end
 * of this process, or, should that be killed, by the next call for the same repository.
 */
export async function checkOutBase(
  repository: Repository,
  commit: string,
  options: WorktreeOptions = {},
): Promise<BaseWorktree> {
  await removeLeftovers(repository.gitDirectory);
  const { parent, sameDisk } = await chooseParent(repository, options.env ?? process.env);
  // The repository's own name: some projects look at the name of the directory that they lie in.
  const name = basename(repository.root) || 'base';
  const directory = join(parent, nameAsLong(repository.root.length - join(parent, name).length - 1));
  const root = join(directory, name);
  const record = await claim(repository.gitDirectory, directory);

  const forget = onExit(() => removeNow(repository.gitDirectory, directory, root, record));
  const dispose = async () => {
    await removeWorktree(repository.gitDirectory, directory);
    rmSync(record, { force: true });
    forget();
  };
  try {
    await mkdir(directory, { mode: 0o700 });
    const added = await tryGit(['worktree', 'add', '--detach', '--quiet', '--', root, commit], {
      cwd: repository.root,
      timeout: 600,
      signal: options.signal,
    });
    if (!added.ok)
      throw new UsageError(
        `the base ${commit.slice(0, 8)} could not be checked out: ${lastLines(added.stderr)}`,
        {
          hint: 'Try it by hand: git worktree add --detach /tmp/base COMMIT.',
        },
      );
    const notes = [
      ...(sameDisk
        ? []
        : [`The base is checked out on another disk (${parent}): reading files may cost more there.`]),
      ...(await checkOutSubmodules(repository, root, options.signal)),
      ...(await findPointers(root, options.signal)),
    ];
    const project = join(root, repository.prefix);
    // A project that this change adds: its benchmarks are laid over, and then find no code to measure.
    await mkdir(project, { recursive: true });
    return {
      checkout: { side: 'baseline', directory: project, root, foreign: [repository.root] },
      notes,
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/**
 * A fresh name of `length` characters, so that both sides' paths are of one length: they stand in every module and code
 * object, and move what is on the heap. Twelve digits where that is too short to be ours and unique, or too long for a name.
 */
function nameAsLong(length: number): string {
  const digits = length - PREFIX.length;
  const wanted = digits >= LEAST_DIGITS && digits <= MOST_DIGITS ? digits : 12;
  return PREFIX + randomBytes(wanted).toString('hex').slice(0, wanted);
}
const PREFIX = 'pacegate-';
const LEAST_DIGITS = 7;
const MOST_DIGITS = 200;

/**
 * Outside the repository, or test runners and packaging tools would find the one from within the other; on the same
 * disk where possible, or a benchmark that reads files would compare disks.
 */
async function chooseParent(
  repository: Repository,
  env: NodeJS.ProcessEnv,
): Promise<{ parent: string; sameDisk: boolean }> {
  const disk = (await stat(repository.root)).dev;
  const choices = [env.RUNNER_TEMP, tmpdir(), dirname(repository.root)];
  const usable: { parent: string; sameDisk: boolean }[] = [];
  for (const choice of choices) {
    if (choice === undefined || choice === '') continue;
    try {
      await access(choice, constants.W_OK);
      const parent = await realpath(choice);
      if (isInside(parent, repository.root)) continue;
      usable.push({ parent, sameDisk: (await stat(parent)).dev === disk });
    } catch {
      // Not there, or not ours to write in: the next one.
    }
  }
  const fits = (parent: string) =>
    repository.root.length >=
    join(parent, basename(repository.root)).length + PREFIX.length + LEAST_DIGITS + 1;
  const best =
    usable.find(({ parent, sameDisk }) => sameDisk && fits(parent)) ??
    usable.find(({ sameDisk }) => sameDisk) ??
    usable[0];
  if (best) return best;
  throw new UsageError('there is no writable directory outside the repository for checking out the base', {
    hint: 'Set TMPDIR to one.',
  });
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/** The last resort, when the process is about to end and nothing asynchronous runs any more. */
function removeNow(gitDirectory: string, directory: string, root: string, record: string): void {
  try {
    execFileSync('git', ['worktree', 'remove', '--force', '--force', '--', root], {
      cwd: gitDirectory,
      env: gitEnvironment(process.env),
      stdio: 'ignore',
      timeout: 20_000,
    });
  } catch {
    // Not registered yet, or git is gone: the directory goes all the same.
  }
  rmSync(directory, { recursive: true, force: true });
  rmSync(record, { force: true });
}

const POINTER = 'version https://git-lfs';

/** Files that should come from LFS and are only pointers, because git-lfs is not installed or did not fetch them. */
async function findPointers(root: string, signal: AbortSignal | undefined): Promise<string[]> {
  const listed = await tryGit(['ls-files', '-z', '--', ':(attr:filter=lfs)'], { cwd: root, signal });
  const files = listed.ok ? listed.stdout.split('\0').filter(Boolean) : [];
  for (const file of files.slice(0, 100)) {
    const handle = await open(join(root, file), 'r').catch(() => undefined);
    const start = await handle
      ?.read(Buffer.alloc(POINTER.length), 0, POINTER.length, 0)
      .catch(() => undefined);
    await handle?.close();
    if (start?.buffer.toString('latin1') === POINTER)
      return [
        `${files.length === 1 ? '1 file of the base is' : `${files.length} files of the base are`} kept in Git LFS and not fetched: install git-lfs.`,
      ];
  }
  return [];
}
