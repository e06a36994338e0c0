/**
 * A results file has one name for everybody: two runs at once in one directory would remove, or read, what the other one's
 * command has written. So each runs its command while it holds the file, and the other one waits.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ignoreByItself, OWN_DIRECTORY } from './own-directory.ts';
import { isAlive, type Owner, ourselves } from './owner.ts';

const PATIENCE_MS = 100;

interface Waiting {
  readonly signal: AbortSignal;
  /** Called once, where another run holds the file. */
  readonly onWait?: () => void;
}

/** Returns when the file is ours, or at once where waiting is over or the file system has no such locks. */
export async function holdResults(
  directory: string,
  file: string,
  { signal, onWait }: Waiting,
): Promise<AsyncDisposable> {
  const own = join(directory, OWN_DIRECTORY);
  const digest = createHash('sha256').update(resolve(directory, file)).digest('hex').slice(0, 16);
  const lock = join(own, `results-${digest}.lock`);
  const claim = `${lock}.${randomUUID()}`;
  let held = false;
  try {
    await ignoreByItself(own);
    await writeFile(claim, JSON.stringify(ourselves()));
    held = await take(claim, lock);
  } catch {
    await rm(claim, { force: true }).catch(() => undefined);
    return { [Symbol.asyncDispose]: async () => {} };
  }
  if (!held) onWait?.();
  while (!held && !signal.aborted) {
    await setTimeout(PATIENCE_MS, undefined, { signal }).catch(() => undefined);
    held = await take(claim, lock).catch(() => false);
  }
  await rm(claim, { force: true });
  return {
    async [Symbol.asyncDispose]() {
      if (held) await rm(lock, { force: true });
    },
  };
}

/** A link appears whole or not at all, and only where there is none. */
async function take(claim: string, lock: string): Promise<boolean> {
  try {
    await link(claim, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (await isHeld(lock)) return false;
  await removeLeftBehind(claim, lock);
  return take(claim, lock);
}

/** What a killed run has left. Another one may be at the same: what it holds by now is put back. */
async function removeLeftBehind(claim: string, lock: string): Promise<void> {
  const aside = `${claim}.old`;
  await rename(lock, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (await isHeld(aside)) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isHeld(lock: string): Promise<boolean> {
  try {
    return isAlive(JSON.parse(await readFile(lock, 'utf8')) as Owner);
  } catch {
    return false;
  }
}
