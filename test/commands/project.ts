/** Small git projects in temporary directories, and the built command line run on them. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const CLI = resolve(import.meta.dirname, '../../dist/cli.js');

export interface Project extends AsyncDisposable {
  readonly directory: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Commits everything; returns the commit's id. */
  commit(message?: string): string;
  git(...args: string[]): string;
  run(...args: string[]): Promise<Outcome>;
  json<T = ReportJson>(path?: string): Promise<T>;
  text(path: string): Promise<string>;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The parts of report.json that tests look at. */
export interface ReportJson {
  readonly verdict: string;
  readonly comparison: string;
  readonly results: readonly {
    readonly benchmark: string;
    readonly budget: string | null;
    readonly verdict: string;
    readonly failure?: string;
    readonly reason: string;
    readonly notes?: readonly string[];
    readonly change?: { readonly ratio: number; readonly low: number; readonly high: number };
    readonly own_benchmarks?: { readonly verdict: string; readonly change?: { readonly low: number } };
    readonly culprits?: readonly { readonly function: string; readonly file: string }[];
  }[];
  readonly warnings: readonly {
    readonly code: string;
    readonly benchmark?: string;
    readonly message: string;
  }[];
  readonly benchmarks: readonly {
    readonly name: string;
    readonly failures?: readonly {
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      readonly side: string;
    }[];
  }[];
}

export async function createProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'pacegate-project-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const project: Project = {
    directory,
    git,
    async write(more) {
      for (const [path, text] of Object.entries(more)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), text);
      }
    },
    commit(message = 'change') {
      git('add', '-A');
      git('commit', '-qm', message, '--allow-empty');
      return git('rev-parse', 'HEAD');
    },
    run: (...args) => runCli(args, directory),
    async json(path = '.pacegate/out/report.json') {
      return JSON.parse(await readFile(join(directory, path), 'utf8'));
    },
    text: (path) => readFile(join(directory, path), 'utf8'),
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true, force: true });
    },
  };
  git('init', '-q', '-b', 'main');
  await project.write({ '.gitignore': '.pacegate/\n__pycache__/\n', ...files });
  project.commit('first');
  return project;
}

export function runCli(
  args: readonly string[],
  cwd: string,
  options: {
    env?: NodeJS.ProcessEnv;
    node?: string;
    onStart?: (pid: number, kill: (signal: NodeJS.Signals) => void) => void;
  } = {},
): Promise<Outcome> {
  return new Promise((settle) => {
    const child = spawn(options.node ?? process.execPath, [CLI, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (piece) => {
      stdout += piece;
    });
    child.stderr.on('data', (piece) => {
      stderr += piece;
    });
    child.on('close', (status) => settle({ status, stdout, stderr }));
    options.onStart?.(child.pid as number, (signal) => child.kill(signal));
  });
}
