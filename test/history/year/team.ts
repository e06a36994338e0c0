/**
 * A team: a repository, somebody's clone of it, and the workflow that runs Pacegate on pushes and pull requests, each in a fresh
 * clone. All of it happens at the team's own time.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../../src/cli.ts';
import { withWorld } from '../../../src/commands/world.ts';
import { type GateOutcome, gate } from '../../../src/gate.ts';
import type { Settings } from '../../../src/settings.ts';

/** What a job of the workflow came to. */
export interface Job extends Pick<GateOutcome, 'report' | 'exit'> {
  /** What stands on the pull request, or in the summary of the push. */
  readonly comment: string;
  /** Where what it measured is kept; undefined where it keeps nothing. */
  readonly saved: string | undefined;
}

export interface Team extends Disposable {
  /** Outside of every repository. */
  readonly home: string;
  /** From now on it is nine o'clock on this day: 2027-01-04. */
  begin(day: string): void;
  write(files: Readonly<Record<string, string>>): void;
  /** Changes what the budget file says in one place. */
  edit(before: string, after: string): void;
  /** Adds lines at its end. */
  append(lines: string): void;
  /** Takes away what it says from there on. */
  cut(from: string): void;
  commit(message: string): void;
  tag(name: string): void;
  branch(name: string): void;
  /** Pushes main; its job. */
  push(): Promise<Job>;
  /** Pushes the branch that is checked out; the job of its pull request. */
  propose(): Promise<Job>;
  /** Merges that branch into main and pushes that. */
  merge(): Promise<Job>;
  /** The jobs of all pushes to main, oldest first. */
  readonly pushes: readonly Job[];
  /** The command line, in a fresh clone. */
  pacegate(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }>;
}

const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', '-c', 'commit.gpgSign=false'];

/** Commits nothing yet. */
export function createTeam(): Team {
  const home = mkdtempSync(join(tmpdir(), 'pacegate-year-'));
  const desk = join(home, 'desk');
  const origin = `file://${join(home, 'origin.git')}`;
  const pushes: Job[] = [];
  let now = new Date(0);
  let clones = 0;

  const gitIn = (cwd: string, ...args: string[]) => {
    const date = now.toISOString();
    const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return execFileSync('git', [...IDENTITY, ...args], { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  const git = (...args: string[]) => gitIn(desk, ...args);
  const budgets = join(desk, 'budgets.yml');
  const splitBudgets = (at: string): readonly [string, string] => {
    const [head, tail, ...more] = readFileSync(budgets, 'utf8').split(at);
    if (head !== undefined && tail !== undefined && more.length === 0) return [head, tail];
    throw new Error(`budgets.yml does not say this once: ${at}`);
  };
  /** Nothing happens at the same time as something else, so that all has an order. */
  const aMinuteLater = () => {
    now = new Date(now.getTime() + 60_000);
    return now;
  };

  /** In a clone of its own, as on a runner: what was found out about one checkout does not count for the next. */
  async function inClone<T>(branch: string, use: (directory: string) => Promise<T>): Promise<T> {
    const directory = join(home, `clone-${++clones}`);
    gitIn(home, 'clone', '--quiet', origin, directory);
    if (branch !== 'main') gitIn(directory, 'checkout', '--quiet', branch);
    try {
      return await use(directory);
    } finally {
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /** Asks the gate for what the action asks it for: see src/action.ts. */
  function runJob(branch: string): Promise<Job> {
    const isPush = branch === 'main';
    const at = aMinuteLater();
    return inClone(branch, (directory) => {
      const settings: Settings = {
        ...{ budgets: 'budgets.yml', directory, out: '.pacegate/out' },
        ...{ saveBaseline: isPush, continuesHistory: isPush },
        ...{ ownBaseline: 'passed-over', untracked: 'ignored' },
        // The action's input `compare`: against what is stored first would take twice as many processes.
        ...(!isPush && { base: 'main', compare: 'side-by-side' }),
        // Decides the order of measuring and the hash seeds, and so the shop's noise.
        seed: `${branch} ${at.toISOString()}`,
      };
      return withWorld(processIn(directory).process, async (world) => {
        const { report, exit, files, save } = await gate(settings, { ...world, now: () => at });
        return { report, exit, comment: files.text, saved: await save?.() };
      });
    });
  }

  async function push(): Promise<Job> {
    git('push', '--quiet', 'origin', 'main');
    const job = await runJob('main');
    pushes.push(job);
    return job;
  }

  gitIn(home, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git');
  gitIn(home, 'clone', '--quiet', origin, desk);
  git('checkout', '--quiet', '-B', 'main');
  return {
    ...{ home, pushes, push },
    begin(day) {
      now = new Date(`${day}T09:00:00Z`);
    },
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        const path = join(desk, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        if (text.startsWith('#!')) chmodSync(path, 0o755);
      }
    },
    edit(before, after) {
      const [head, tail] = splitBudgets(before);
      writeFileSync(budgets, head + after + tail);
    },
    append: (lines) => writeFileSync(budgets, lines, { flag: 'a' }),
    cut: (from) => writeFileSync(budgets, splitBudgets(from)[0]),
    commit(message) {
      aMinuteLater();
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
    },
    tag(name) {
      git('tag', name);
      git('push', '--quiet', 'origin', name);
    },
    branch: (name) => void git('checkout', '--quiet', '-b', name),
    propose() {
      const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
      git('push', '--quiet', 'origin', branch);
      return runJob(branch);
    },
    merge() {
      const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
      aMinuteLater();
      git('checkout', '--quiet', 'main');
      git('merge', '--quiet', '--no-ff', '--message', `Merge ${branch}`, branch);
      return push();
    },
    pacegate: (...args) =>
      inClone('main', async (directory) => {
        const { process, said } = processIn(directory);
        // Commands ask the system which day it is.
        vi.useFakeTimers({ now: aMinuteLater(), toFake: ['Date'] });
        try {
          return { status: await main({ ...process, argv: ['node', 'pacegate', ...args] }), ...said };
        } finally {
          vi.useRealTimers();
        }
      }),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** A process of which only what it says is seen. */
function processIn(directory: string) {
  const said = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof said) => ({
    write: (text: string) => {
      said[name] += text;
    },
  });
  const noSignals = { on: () => undefined, off: () => undefined, exit: () => undefined };
  const streams = { stdout: stream('stdout'), stderr: stream('stderr') };
  return { said, process: { argv: [], env: process.env, cwd: () => directory, ...streams, ...noSignals } };
}
