/** Small real repositories in temporary directories. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TestRepository extends Disposable {
  /** Root of the working tree; its parent holds nothing else. */
  readonly root: string;
  /** Runs git and returns what it printed. */
  git(...args: string[]): string;
  /** Writes files; null removes one. */
  write(files: Readonly<Record<string, string | null>>): void;
  /** Writes, adds and commits everything; returns the commit's id. */
  commit(message: string, files?: Readonly<Record<string, string | null>>): string;
  /** What lies in the directory where worktrees are made. */
  worktrees(): string[];
  /** Environment under which worktrees are made in a directory of this test's own. */
  readonly env: NodeJS.ProcessEnv;
}

/** Git with nothing of the machine's own configuration. */
export const GIT_ENV = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

/** The path of a project that is long enough for a base with a path of the same length in the runner's directory. */
const WORK = 'where-the-work-is-done';
const TEMPORARY = 'temp';

export function makeRepository(files?: Readonly<Record<string, string>>): TestRepository {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'pacegate-test-')));
  const root = join(home, WORK, 'project');
  const temporary = join(home, TEMPORARY);
  mkdirSync(root, { recursive: true });
  mkdirSync(temporary);
  const repository = at(root, home, temporary);
  repository.git('init', '--quiet', '--initial-branch=main');
  if (files) repository.commit('first', files);
  return repository;
}

/** `git clone` with options, beside the repository that it comes from. */
export function cloneOf(source: TestRepository, ...options: string[]): TestRepository {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'pacegate-test-')));
  const temporary = join(home, TEMPORARY);
  mkdirSync(temporary);
  const root = join(home, WORK, 'project');
  execFileSync('git', ['clone', '--quiet', ...options, `file://${source.root}`, root], {
    env: GIT_ENV,
    stdio: 'pipe',
  });
  return at(root, home, temporary);
}

function at(root: string, home: string, temporary: string): TestRepository {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: root,
      env: GIT_ENV,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const write = (files: Readonly<Record<string, string | null>>) => {
    for (const [name, text] of Object.entries(files)) {
      if (text === null) rmSync(join(root, name), { recursive: true, force: true });
      else {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), text);
      }
    }
  };
  return {
    root,
    git,
    write,
    commit(message, files = {}) {
      write(files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    worktrees: () => readdirSync(temporary),
    env: { ...process.env, RUNNER_TEMP: temporary },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}
