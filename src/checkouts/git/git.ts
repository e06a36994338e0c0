/** Runs git on a repository that we did not make: no shell, no hooks, nothing inherited from a git that called us. */
import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { UsageError } from '../../errors.ts';

export interface GitOptions {
  /** Directory to run in; absolute. */
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  /** Seconds; default 60. */
  readonly timeout?: number;
  /** Settings as for `git -c`, for this call only. */
  readonly config?: Readonly<Record<string, string>>;
  /** Bytes of standard output; more is an error. Default 64 MiB. */
  readonly limit?: number;
}

/** How git ended. `stderr` may quote names of files and branches: untrusted text. */
export interface GitResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Switched off for every call: hooks and the file-system monitor (both run programs of the repository's), background
 * maintenance that would outlive us, and advice. Filters such as LFS stay: without them the files would be other files.
 */
const CONFIG: Readonly<Record<string, string>> = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'advice.detachedHead': 'false',
};

/** Runs `git ARGS`; resolves whatever git says. Throws a UsageError where there is no git, and when interrupted. */
export function tryGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const settings = Object.entries({ ...CONFIG, ...options.config }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...settings, ...args],
      {
        cwd: options.cwd,
        env: gitEnvironment(process.env),
        timeout: (options.timeout ?? 60) * 1000,
        maxBuffer: options.limit ?? 64 * 1024 * 1024,
        windowsHide: true,
        ...(options.signal && { signal: options.signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve({ ok: true, stdout, stderr });
        if (error.code === 'ENOENT')
          return reject(
            new UsageError('git is needed to compare with a base commit, and cannot be started', {
              hint: 'Install git, and check that the directory exists.',
              cause: error,
            }),
          );
        if (options.signal?.aborted) return reject(new UsageError('interrupted', { cause: error }));
        const late = error.killed ? `git ${args[0]} took longer than ${options.timeout ?? 60} s\n` : '';
        const told = typeof error.code === 'number' ? '' : `${error.message}\n`;
        resolve({ ok: false, stdout, stderr: `${late || told}${stderr}` });
      },
    );
  });
}

/** Runs `git ARGS` and returns what it printed, without the last line break. Throws a UsageError where git fails. */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const result = await tryGit(args, options);
  if (result.ok) return result.stdout.replace(/\n$/, '');
  throw new UsageError(`git ${args[0]} failed: ${lastLines(result.stderr)}`);
}

/** The end of what git said, on one line, at most 500 characters. */
export function lastLines(text: string): string {
  return (
    text
      .trim()
      .replace(/\s*\n\s*/g, ' / ')
      .slice(-500) || 'it gave no reason'
  );
}

/**
 * A git hook, `git bisect run` or `git rebase --exec` may have started us: their GIT_DIR or GIT_INDEX_FILE would send
 * our commands to another repository. Only what says how to reach a remote is kept.
 */
export function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !name.toUpperCase().startsWith('GIT_') || /^GIT_(?:SSH|SSL|PROXY|HTTP|CONFIG)/i.test(name),
  );
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
