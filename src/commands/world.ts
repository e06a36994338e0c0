/** The outside world as the command line has it. */
import { randomUUID } from 'node:crypto';
import { tryGit } from '../checkouts/git/git.ts';
import { watchInterruption } from '../checkouts/own/on-exit.ts';
import type { World } from '../settings.ts';
import { openStore } from '../stores/open.ts';
import type { ProcessLike } from './command.ts';

/** Runs `action`; the first Ctrl-C asks it to come to an orderly end, a second one ends the process. */
export async function withWorld<T>(process: ProcessLike, action: (world: World) => Promise<T>): Promise<T> {
  using interruption = watchInterruption(process);
  return await action({
    env: process.env,
    stderr: process.stderr,
    signal: interruption.signal,
    now: () => new Date(),
    clock: () => performance.now() / 1000,
    randomId: randomUUID,
    openStore: (policy, directory) =>
      openStore(
        { ...policy, store: policy.store ?? 'directory' },
        {
          directory,
          remote: () => originOf(directory),
          onProblem: ({ location, message }) => process.stderr.write(`${location}: skipped, ${message}\n`),
          signal: interruption.signal,
          env: process.env,
        },
      ),
  });
}

/** Address of the repository that this one was cloned from. */
export async function originOf(directory: string): Promise<{ url: string } | undefined> {
  const found = await tryGit(['remote', 'get-url', 'origin'], { cwd: directory });
  if (!found.ok) return undefined;
  return { url: found.stdout.trim() };
}
