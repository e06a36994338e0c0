/**
 * Which share of a suite a real commit makes Pacegate measure: of the last commits of public projects, each beside its parent,
 * as `pacegate run --explain` says. The suites are those of bench/commits/; nothing is timed, so a busy machine will do.
 *
 *     npm run affected-commits -- [--commits N] [--write] NAME=CLONE …       for example starlette=../starlette
 *
 * CLONE is a git repository of the project, which is only read. Needs PyPI and git; `--write` puts the table into docs/affected.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from '../power/tally.ts';
import { writeSection } from '../scripts/docs-section.ts';

/** What each needs beside itself and pytest. */
const PROJECTS: Readonly<Record<string, readonly string[]>> = {
  starlette: ['anyio==4.11.0', 'python-multipart==0.0.20', 'typing-extensions==4.15.0'],
  flask: [
    'werkzeug==3.1.3',
    'jinja2==3.1.6',
    'itsdangerous==2.2.0',
    'click==8.3.0',
    'blinker==1.9.0',
    'markupsafe==3.0.3',
  ],
  sqlglot: [],
  packaging: [],
  marshmallow: [],
};
const PYTEST = 'pytest==8.4.2';
const CLI = resolve('dist/cli.js');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { commits: { type: 'string', default: '60' }, write: { type: 'boolean', default: false } },
});
const clones = new Map(positionals.map((each) => each.split('=', 2) as [string, string]));
const unknown = [...clones.keys()].find((name) => !Object.hasOwn(PROJECTS, name));
if (clones.size === 0 || unknown !== undefined) {
  console.error(`Write NAME=CLONE for any of ${Object.keys(PROJECTS).join(', ')}.`);
  process.exit(2);
}

interface Row {
  readonly name: string;
  readonly commits: number;
  readonly measured: number;
  readonly all: number;
  /** Commits that made nothing, or all of it, be measured. */
  readonly none: number;
  readonly whole: number;
}

const rows: Row[] = [];
for (const [name, clone] of clones) rows.push(tryProject(name, resolve(clone), Number(values.commits)));
const table = render(rows);
console.log(table);
if (values.write) writeSection('affected.md', 'affected:commits', table);

function tryProject(name: string, clone: string, most: number): Row {
  const directory = mkdtempSync(join(tmpdir(), 'pacegate-commits-'));
  try {
    const python = makeEnvironment(join(directory, 'venv'), [PYTEST, ...(PROJECTS[name] ?? [])]);
    const work = join(directory, 'work');
    run('git', ['clone', '-q', '--shared', '--no-checkout', clone, work], directory);
    const listed = run(
      'git',
      ['log', '--first-parent', '--no-merges', `-${most}`, '--format=%H %P', 'HEAD'],
      work,
    );
    const commits = listed.trim().split('\n');
    let [measured, all, none, whole] = [0, 0, 0, 0];
    for (const [index, line] of commits.entries()) {
      const [commit = '', parent = ''] = line.split(' ');
      const base = withSuite(work, parent, name, python);
      withSuite(work, commit, name, python);
      const [asked, of] = explain(work, base);
      measured += asked;
      all += of;
      if (asked === 0) none++;
      if (asked === of) whole++;
      process.stderr.write(
        `${name} ${index + 1}/${commits.length} ${commit.slice(0, 8)}: ${asked} of ${of}\n`,
      );
    }
    return { name, commits: commits.length, measured, all, none, whole };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Checks the commit out, adds the suite, and commits that; its id. */
function withSuite(work: string, commit: string, name: string, python: string): string {
  run('git', ['checkout', '-q', '--force', '--detach', commit], work);
  mkdirSync(join(work, 'pacegate-suite'), { recursive: true });
  copyFileSync(
    join(import.meta.dirname, 'commits', `${name}.py`),
    join(work, 'pacegate-suite', 'test_suite.py'),
  );
  writeFileSync(join(work, 'pacegate.yml'), budgets(python));
  run('git', ['add', '--force', 'pacegate-suite', 'pacegate.yml'], work);
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  run('git', [...author, 'commit', '-qm', 'suite'], work);
  return run('git', ['rev-parse', 'HEAD'], work).trim();
}

function budgets(python: string): string {
  return `version: 1
measure: { python: ${python}, timeout: 2 min }
benchmarks:
  suite:
    pytest: pacegate-suite/test_suite.py -p no:cacheprovider -c /dev/null
    budgets: [time < baseline + 5%]
`;
}

/** How many of the suite's benchmarks are measured, and of how many. Where it could not be recorded, one of one. */
function explain(work: string, base: string): [number, number] {
  const args = [
    ...[CLI, 'run', '--budgets', 'pacegate.yml', '--base', base, '--base-exact'],
    ...['--explain', 'suite'],
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: work, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const [, measured, all] = /^(\d+) of (\d+) benchmarks of suite are measured/.exec(stdout) ?? [];
  if (measured !== undefined) return [Number(measured), Number(all)];
  process.stderr.write(stdout.split('\n').slice(0, 3).join('\n'));
  return stdout.includes('is measured:') ? [1, 1] : [0, 1];
}

function makeEnvironment(directory: string, requirements: readonly string[]): string {
  run('python3', ['-m', 'venv', directory], tmpdir());
  const python = join(directory, 'bin', 'python');
  run(python, ['-m', 'pip', 'install', '--quiet', ...requirements], tmpdir());
  return python;
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function render(found: readonly Row[]): string {
  const percent = (part: number, of: number) => `${((100 * part) / Math.max(1, of)).toFixed(0)} %`;
  const cells = found.map(({ name, commits, measured, all, none, whole }) => [
    name,
    String(commits),
    percent(measured, all),
    percent(none, commits),
    percent(whole, commits),
  ]);
  const sum = (of: (row: Row) => number) => found.reduce((total, row) => total + of(row), 0);
  const mean = found.reduce((total, { measured, all }) => total + measured / all, 0) / found.length;
  cells.push([
    'all',
    String(sum(({ commits }) => commits)),
    `${(100 * mean).toFixed(0)} % (mean)`,
    percent(
      sum(({ none }) => none),
      sum(({ commits }) => commits),
    ),
    percent(
      sum(({ whole }) => whole),
      sum(({ commits }) => commits),
    ),
  ]);
  const header = [
    ...['project', 'commits', 'benchmarks measured'],
    ...['commits that need none', 'commits that need all'],
  ];
  return markdownTable(header, cells);
}
