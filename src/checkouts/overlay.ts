/**
 * Lays the candidate's benchmarks over the base: where a benchmark's own files differ between the two sides, both run
 * the candidate's. The base worktree is ours alone, so writing there harms nobody.
 */
import { constants } from 'node:fs';
import {
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
} from 'node:fs/promises';
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { readAsvConfig } from '../samples/asv-config.ts';
import type { RunnerSpec } from '../samples/benchmark-spec.ts';
import { git } from './git/git.ts';
import { isLacking, wordsOf } from './new-benchmarks.ts';
import { asvConfigs, type Listing, ownFiles } from './own-files.ts';

export interface OverlaidBenchmark {
  readonly name: string;
  /** Own files that differed, relative to the project: `benchmark-changed`. Untrusted text. */
  readonly changed: readonly string[];
  /** The dataset, where it differed: `dataset-changed`. */
  readonly dataset: readonly string[];
  /** None of the benchmark's own files was in the base: it is new. False where it has no files of its own. */
  readonly isNew: boolean;
  /** Whether the base's own files did not have it, or the sub-benchmark of that name, while the candidate's do. */
  readonly lacked: (sub: string | undefined) => boolean;
}

export interface Overlaid {
  readonly benchmarks: readonly OverlaidBenchmark[];
  /** What could not be laid over, in sentences for the user. */
  readonly notes: readonly string[];
}

export interface OverlayRequest {
  /** Project directories of the two sides; `baseRoot` is the worktree's root. */
  readonly candidate: string;
  readonly base: string;
  readonly baseRoot: string;
  readonly benchmarks: readonly {
    readonly name: string;
    readonly spec: RunnerSpec;
    /** Path of the dataset, as in the budget file. */
    readonly dataset?: string;
  }[];
}

type Copied = 'same' | 'changed' | 'added' | 'removed' | { readonly refused: string };

/** To be called before `setup`: an ordinary install copies the benchmarks, too, where they lie in a package. */
export async function overlay(request: OverlayRequest): Promise<Overlaid> {
  const { candidate, base, baseRoot } = request;
  const [newer, older] = [await listProject(candidate), await listProject(base)];
  const done = new Map<string, Promise<Copied>>();
  const lay = (file: string) => {
    const known = done.get(file) ?? layOver(candidate, base, baseRoot, file);
    done.set(file, known);
    return known;
  };
  const benchmarks: OverlaidBenchmark[] = [];
  for (const { name, spec, dataset } of request.benchmarks) {
    const own = unite(ownFiles(spec, newer), ownFiles(spec, older));
    const data =
      dataset === undefined ? [] : unite(await filesOf(candidate, dataset), await filesOf(base, dataset));
    const changed: string[] = [];
    const words = await wordsOf({ candidate, base }, own);
    let inBase = 0;
    for (const file of own) {
      const copied = await lay(file);
      if (copied === 'same' || copied === 'changed' || copied === 'removed') inBase++;
      const isExtra = copied === 'added' && spec.kind === 'pytest' && TEST_FILE.test(file);
      if (copied !== 'same' && !isExtra && !data.includes(file)) changed.push(file);
    }
    const differing: string[] = [];
    for (const file of data) if ((await lay(file)) !== 'same') differing.push(file);
    const isNew = own.length > 0 && inBase === 0;
    const lacked = (sub: string | undefined) => isNew || isLacking(spec, sub, words);
    benchmarks.push({ name, changed, dataset: differing, isNew, lacked });
  }
  const results = await Promise.all([...done].map(async ([file, copied]) => [file, await copied] as const));
  const notes = results.flatMap(([file, copied]) =>
    typeof copied === 'object'
      ? [`${JSON.stringify(file.slice(0, 200))} ${copied.refused}, so each side keeps its own.`]
      : [],
  );
  return { benchmarks, notes };
}

/** pytest runs nothing of it in other files' tests: one that the base has not got changes none of these. */
const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;

/** Tracked and new files of a project; ignored ones are a dataset's affair (`filesOf`). */
export async function listProject(directory: string): Promise<Listing> {
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.'], {
    cwd: directory,
    timeout: 300,
  });
  const files = [...new Set(listed.split('\0').filter(Boolean))];
  const configs = asvConfigs(files);
  const asvDirectories = await Promise.all(
    configs.map(async (file) => {
      const text = await readFile(join(directory, file), 'utf8').catch(() => '');
      return posix.join(posix.dirname(file), readAsvConfig(text).benchmarks);
    }),
  );
  return { files, ...(configs.length > 0 && { asvDirectories }) };
}

/** A dataset's own limit; a directory of more files is copied up to here, and the rest told by `setup`'s author. */
const MOST_FILES = 10_000;

/** The dataset's files, ignored ones too, relative to the project; links are not followed. */
async function filesOf(project: string, dataset: string): Promise<string[]> {
  const start = posix.normalize(dataset.replaceAll('\\', '/')).replace(/\/$/, '');
  if (isAbsolute(dataset) || start === '.' || start === '..' || start.startsWith('../')) return [];
  const found: string[] = [];
  const visit = async (path: string): Promise<void> => {
    const facts = await lstat(join(project, path)).catch(() => undefined);
    if (!facts || found.length >= MOST_FILES) return;
    if (!facts.isDirectory()) void found.push(path);
    else for (const name of (await readdir(join(project, path))).sort()) await visit(`${path}/${name}`);
  };
  await visit(start);
  return found;
}

/** Makes `file` of the base what it is in the candidate. */
async function layOver(candidate: string, base: string, baseRoot: string, file: string): Promise<Copied> {
  const from = join(candidate, file);
  const to = join(base, file);
  if (!(await isOwnPath(candidate, from)))
    return { refused: 'lies behind a link that leads out of the project' };
  const there = await lstat(from).catch(() => undefined);
  if (there?.isSymbolicLink()) return layLink(candidate, from, to, baseRoot);
  if (there !== undefined && !there.isFile()) return { refused: 'is no ordinary file' };
  if (there === undefined) {
    if (!(await isOwnPath(baseRoot, to)) || !(await lstat(to).catch(() => undefined))) return 'same';
    await rm(to, { recursive: true, force: true });
    return 'removed';
  }
  await makeWay(baseRoot, dirname(to));
  const old = await lstat(to).catch(() => undefined);
  if (old?.isFile() && old.size === there.size && (await sameBytes(from, to))) return 'same';
  if (old) await rm(to, { recursive: true, force: true });
  // A copy on write where the file system can: a dataset may be large.
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  return old ? 'changed' : 'added';
}

async function layLink(candidate: string, from: string, to: string, baseRoot: string): Promise<Copied> {
  const target = await readlink(from);
  if (isAbsolute(target) || !isInside(resolve(dirname(from), target), candidate))
    return { refused: 'is a link that leads out of the project' };
  await makeWay(baseRoot, dirname(to));
  const old = await lstat(to).catch(() => undefined);
  if (old?.isSymbolicLink() && (await readlink(to)) === target) return 'same';
  if (old) await rm(to, { recursive: true, force: true });
  await symlink(target, to);
  return old ? 'changed' : 'added';
}

/** Whether a path's directory, links resolved, still lies in the tree. */
async function isOwnPath(root: string, path: string): Promise<boolean> {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const real = await realpath(directory).catch(() => undefined);
    if (real !== undefined) return isInside(real, await realpath(root));
    if (directory === dirname(directory)) return false;
  }
}

/** Makes a directory of the base; what stands in its way there – a link, a file – is removed, never followed. */
async function makeWay(root: string, directory: string): Promise<void> {
  let path = root;
  for (const part of relative(root, directory).split(sep).filter(Boolean)) {
    path = join(path, part);
    const facts = await lstat(path).catch(() => undefined);
    if (facts && !facts.isDirectory()) await rm(path, { force: true });
    if (!facts?.isDirectory()) await mkdir(path);
  }
}

async function sameBytes(a: string, b: string): Promise<boolean> {
  const size = 1 << 20;
  const files = await Promise.all([open(a, 'r'), open(b, 'r')]);
  try {
    const buffers = [Buffer.alloc(size), Buffer.alloc(size)] as const;
    for (;;) {
      const [one, two] = await Promise.all(
        files.map((file, i) => file.read(buffers[i] ?? buffers[0], 0, size)),
      );
      if (!one || !two || one.bytesRead !== two.bytesRead) return false;
      if (one.bytesRead === 0) return true;
      if (!buffers[0].subarray(0, one.bytesRead).equals(buffers[1].subarray(0, one.bytesRead))) return false;
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

function unite(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort();
}
