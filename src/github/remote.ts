/** The remote repository that holds the branch of baselines, and whether it may get the job's token. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { JobFacts } from './facts.ts';

export interface Remote {
  readonly url: string;
  readonly token?: string;
}

/**
 * `origin`, as it was checked out. An SSH address needs a key that only the checkout has, so the same repository is taken
 * by HTTPS. The token goes to the forge's own server only, wherever `origin` points.
 */
export async function findRemote(
  directory: string,
  facts: JobFacts,
  token: string,
): Promise<Remote | undefined> {
  const origin = await promisify(execFile)('git', ['remote', 'get-url', 'origin'], { cwd: directory }).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  const own = facts.repository === '' ? undefined : `${facts.server}/${facts.repository}`;
  const url = origin === '' || isSsh(origin) ? (own ?? origin) : origin;
  if (url === '') return undefined;
  return token !== '' && isOn(url, facts.server) ? { url, token } : { url };
}

function isSsh(url: string): boolean {
  return (
    /^ssh:/.test(url) ||
    (/^[^/:]+@?[^/:]*:/.test(url) && !/^[a-z+]+:\/\//i.test(url) && !/^[A-Za-z]:[\\/]/.test(url))
  );
}

function isOn(url: string, server: string): boolean {
  try {
    return new URL(url).origin === new URL(server).origin;
  } catch {
    return false;
  }
}
