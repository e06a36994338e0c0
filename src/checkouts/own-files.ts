/**
 * Which files belong to a benchmark and not to the code that it measures. They are taken from the candidate on both
 * sides, so that a change of the benchmark is not taken for a change of the code.
 *
 * The danger lies in the other direction: a file of the product that is taken for a benchmark's own would be the same
 * on both sides, and its slowdown never be seen. So a file counts only when its place or name says so: below a
 * directory or in a file named after benchmarks, performance, load or tests, or a pyperf, k6 or locust script that the
 * budget file names and that lies in no package.
 */
import type { RunnerSpec } from '../samples/benchmark-spec.ts';
import { shellWords } from '../samples/shell-words.ts';

export interface Listing {
  /** Paths of the project's files, relative to the project directory, with `/`. */
  readonly files: readonly string[];
  /** Directories of asv's benchmarks, relative to the project, where a configuration names them. */
  readonly asvDirectories?: readonly string[];
}

/** Sorted paths out of `listing.files`. `dataset` is the path in the budget file: a file, or a directory. */
export function ownFiles(spec: RunnerSpec, listing: Listing, dataset?: string): string[] {
  const own = new Set(ofRunner(spec, listing));
  if (dataset !== undefined) for (const file of under(normalise(dataset), listing)) own.add(file);
  return [...own].sort();
}

function ofRunner(spec: RunnerSpec, listing: Listing): string[] {
  switch (spec.kind) {
    case 'timeit':
      return [];
    case 'callable':
      return ofCallable(spec.target, listing);
    case 'pyperf':
      return named(spec.script, listing).flatMap((file) => ofScript(file, listing));
    case 'pytest':
      return ofPytest(spec.args, listing);
    case 'asv':
      return [
        ...(listing.asvDirectories ?? ['benchmarks']).flatMap((path) => under(normalise(path), listing)),
        ...asvConfigs(listing.files),
      ];
    case 'command':
      return named(spec.command, listing).flatMap((file) => ofCommand(file, listing));
    case 'results':
      return ofResults(spec, listing);
  }
}

/**
 * asv's configuration: beside the budget file, or else in the directories below it, the nearest ones first. Which of several
 * is meant, the harness asks (harness/pacegate_harness/asv_suite/config.py).
 */
export function asvConfigs(files: readonly string[]): string[] {
  const all = files.filter((file) => /(?:^|\/)asv\.conf\.jsonc?$/.test(file));
  const depth = Math.min(...all.map((file) => file.split('/').length));
  return all.filter((file) => file.split('/').length === depth);
}

function ofCallable(target: string, listing: Listing): string[] {
  const [place = ''] = splitLast(target, ':');
  if (place.endsWith('.py'))
    // Any other file may be the product itself: each side keeps its own, and where the base has none the harness takes
    // the candidate's.
    return existing(normalise(place), listing)
      .filter(isBenchmarkLike)
      .flatMap((file) => withDirectory(file, listing));
  // package.module: a part of an importable package, so a benchmark's own only where its name says so.
  const path = place.replaceAll('.', '/');
  const modules = ['', 'src/', 'lib/', 'python/'].flatMap((root) => [
    `${root}${path}.py`,
    `${root}${path}/__init__.py`,
  ]);
  return modules
    .filter((file) => listing.files.includes(file) && isBenchmarkLike(file))
    .flatMap((file) => withDirectory(file, listing));
}

/** A script that the budget file names: its whole benchmark directory, or itself where it lies in no package. */
function ofScript(file: string, listing: Listing): string[] {
  if (isBenchmarkLike(file)) return withDirectory(file, listing);
  return isInPackage(file, listing) ? [] : [file];
}

/** A word of a shell command: it may as well be the program that is measured. */
function ofCommand(file: string, listing: Listing): string[] {
  return isBenchmarkLike(file) ? withDirectory(file, listing) : [];
}

function ofPytest(args: string, listing: Listing): string[] {
  const targets = shellWords(args).map((word) => normalise(word.split('::', 1)[0] ?? ''));
  const files = targets.flatMap((target) => (target === '' ? [] : under(target, listing)));
  const chosen = files.length > 0 ? files : listing.files.filter((file) => isTestModule(file));
  const whole = chosen.flatMap((file) => withDirectory(file, listing));
  // pyproject.toml, setup.cfg and tox.ini say how the project is built, too; they stay each side's own.
  const config = listing.files.filter((file) => /^\.?pytest\.(?:ini|toml)$/.test(file));
  const conftests = chosen.flatMap((file) =>
    parents(file).map((parent) => (parent === '' ? 'conftest.py' : `${parent}/conftest.py`)),
  );
  return [...whole, ...config, ...conftests.filter((file) => listing.files.includes(file))];
}

function ofResults(spec: Extract<RunnerSpec, { kind: 'results' }>, listing: Listing): string[] {
  const files = named(spec.command, listing);
  switch (spec.format) {
    case 'k6':
      return givenToK6(spec.command, listing).flatMap((file) => ofScript(file, listing));
    case 'locust':
      return givenToLocust(spec.command, listing).flatMap((file) => ofScript(file, listing));
    case 'pytest-benchmark':
      return /\bpytest\b/.test(spec.command)
        ? ofPytest(spec.command, listing)
        : files.flatMap((file) => ofCommand(file, listing));
    case 'asv':
      return ofRunner({ kind: 'asv', benchmark: '' }, listing);
    default:
      return files.flatMap((file) => ofCommand(file, listing));
  }
}

/** Of a load test's command, the script: any other file in it may be the service that is started for the test. */
function givenToK6(command: string, listing: Listing): string[] {
  return named(command, listing).filter((file) => /\.[cm]?[jt]s$/.test(file));
}

/** What follows `-f`, or `locustfile.py`, which locust takes where nothing is said. */
function givenToLocust(command: string, listing: Listing): string[] {
  const said = shellWords(command).flatMap((word, place, all) => {
    const joined = /^(?:-f|--locustfile=)(.+)$/.exec(word)?.[1];
    if (joined !== undefined) return joined.split(',');
    return word === '-f' || word === '--locustfile' ? (all[place + 1] ?? '').split(',') : [];
  });
  const files = said.length > 0 ? said : ['locustfile.py'];
  return files.flatMap((file) => existing(normalise(file), listing));
}

/** Words, not parts of words: `load`, `speed` and `performance.py` are names of products, too. */
const DIRECTORY_WORDS = /^(?:bench(?:es|mark|marks|marking)?|perf(?:ormance)?|asv|loadtests?|tests?)$/;
const FILE_WORDS = /^(?:bench(?:es|mark|marks)?|perf|loadtests?|locustfile|tests?|conftest)$/;

/** `benchmarks`, `asv_bench`, `perf-tests`. */
function isBenchmarkDirectory(name: string): boolean {
  return pieces(name).some((piece) => DIRECTORY_WORDS.test(piece));
}

/** `testing/` at the top of a project holds tests; in a package it is often what the package offers to its users. */
function isOwnDirectory(name: string, depth: number): boolean {
  return isBenchmarkDirectory(name) || (depth === 0 && name.toLowerCase() === 'testing');
}

/** `bench_search.py`, `search_benchmark.py`, `test_search.py`; the word stands first or last. */
function isBenchmarkFile(name: string): boolean {
  const parts = pieces(name.replace(/\.\w+$/, ''));
  return [parts.at(0), parts.at(-1)].some((piece) => FILE_WORDS.test(piece ?? ''));
}

function pieces(name: string): string[] {
  return name.toLowerCase().split(/[^a-z0-9]+/);
}

function isBenchmarkLike(file: string): boolean {
  const parts = file.split('/');
  return parts.slice(0, -1).some(isOwnDirectory) || isBenchmarkFile(parts.at(-1) ?? '');
}

/** The file and, where it lies in a directory for benchmarks, everything in the outermost such directory. */
function withDirectory(file: string, listing: Listing): string[] {
  const parts = file.split('/');
  const depth = parts.slice(0, -1).findIndex(isOwnDirectory);
  return depth < 0 ? [file] : under(parts.slice(0, depth + 1).join('/'), listing);
}

function isTestModule(file: string): boolean {
  const name = file.split('/').at(-1) ?? '';
  return /^(?:test_.*|.*_test|bench_.*|.*_bench)\.py$/.test(name);
}

/** A directory with an `__init__.py`, or anything below `src/`, `lib/` or `python/`, is code that others import. */
function isInPackage(file: string, listing: Listing): boolean {
  if (/^(?:src|lib|python)\//.test(file)) return true;
  const directory = parents(file)[0] ?? '';
  return directory !== '' && listing.files.includes(`${directory}/__init__.py`);
}

/** Existing files among the words of a shell command, `--option=FILE` included. */
function named(command: string, listing: Listing): string[] {
  return shellWords(command).flatMap((word) =>
    [word, word.replace(/^-[^=]*=/, '')].flatMap((each) => existing(normalise(each), listing)),
  );
}

function existing(file: string, listing: Listing): string[] {
  return listing.files.includes(file) ? [file] : [];
}

function under(path: string, listing: Listing): string[] {
  if (path === '') return [];
  return listing.files.filter((file) => path === '.' || file === path || file.startsWith(`${path}/`));
}

/** Directories above a file, nearest first, the project (`''`) last. */
function parents(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, i) => parts.slice(0, parts.length - i).join('/'));
}

/** `./a//b/` → `a/b`; a path that leads out of the project → empty. */
function normalise(path: string): string {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return '';
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return '';
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || (path === '' ? '' : '.');
}

function splitLast(text: string, separator: string): [string, string] {
  const at = text.lastIndexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
