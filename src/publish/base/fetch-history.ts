/**
 * What a shallow clone lacks: actions/checkout fetches one commit, and the base of a pull request is another. It is
 * fetched from the same remote, by the same token, into the job's own clone, so that nobody has to know `fetch-depth: 0`.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gitEnvironment } from '../../checkouts/git/git.ts';
import type { Remote } from '../../github/remote.ts';

/** First what most runs need: the parents of a merge commit. A long history can take minutes. */
export const DEPTHS = ['parents', 'everything'] as const;
export type Depth = (typeof DEPTHS)[number];

export interface HistoryRequest {
  readonly directory: string;
  readonly remote: Remote | undefined;
  /** The branch that a pull request is to be merged into. */
  readonly branch: string | undefined;
  readonly depth: Depth | { readonly commit: string };
  readonly signal: AbortSignal;
}

/** False where it could not be fetched; whoever asked says what is missing then. */
export async function fetchHistory(request: HistoryRequest): Promise<boolean> {
  const { directory, remote, branch, depth, signal } = request;
  if (!remote) return false;
  const run = promisify(execFile);
  const options = {
    cwd: directory,
    env: { ...gitEnvironment(process.env), ...authorisation(remote) },
    signal,
  };
  try {
    const { stdout } = await run('git', ['rev-parse', '--verify', 'HEAD'], options);
    const named = branch !== undefined && /^[\w][\w./-]*$/.test(branch) && !branch.includes('..');
    const what =
      typeof depth === 'object'
        ? ['--depth=1', remote.url, depth.commit]
        : depth === 'parents'
          ? ['--depth=2', remote.url, stdout.trim()]
          : [
              '--unshallow',
              remote.url,
              ...(named ? [`+refs/heads/${branch}:refs/remotes/origin/${branch}`] : [stdout.trim()]),
            ];
    await run(
      'git',
      ['-c', 'core.hooksPath=/dev/null', '-c', 'gc.auto=0', 'fetch', '--quiet', '--no-tags', ...what],
      options,
    );
    return true;
  } catch {
    return false;
  }
}

/** Through the environment, where `ps` does not show it; the empty value drops what actions/checkout configured. */
function authorisation({ url, token }: Remote): Record<string, string> {
  if (!token || !/^https?:/.test(url)) return {};
  const key = `http.${new URL(url).origin}/.extraheader`;
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${btoa(`x-access-token:${token}`)}`,
  };
}
