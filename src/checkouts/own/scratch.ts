/**
 * Directories for what a process writes while it is measured or profiled: `pacegate-run-…` in the system's temporary directory.
 * They are removed when it has ended; those of a run that was killed outright are removed by the next one.
 */
import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, type Owner, ourselves } from './owner.ts';

const PREFIX = 'pacegate-run-';
const NAME = /^pacegate-run-[A-Za-z0-9]{6}$/;
/** Says whose the directory is. */
const OWNER = 'owner.json';

export interface Scratch extends AsyncDisposable {
  readonly directory: string;
}

export async function createScratch(): Promise<Scratch> {
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  await writeFile(join(directory, OWNER), JSON.stringify(ourselves()));
  return {
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/**
 * Removes those whose process is gone. The temporary directory is everybody's: only directories of this user's that nobody
 * else may write to are looked into, and nothing is followed. Returns what was removed.
 */
export async function removeOldScratches(directory = tmpdir()): Promise<string[]> {
  const uid = process.getuid?.();
  if (uid === undefined) return [];
  const removed: string[] = [];
  for (const name of (await readdir(directory).catch(() => [])).filter((each) => NAME.test(each))) {
    const path = join(directory, name);
    const facts = await lstat(path).catch(() => undefined);
    const isOurs = facts?.isDirectory() && facts.uid === uid && (facts.mode & 0o022) === 0;
    if (!isOurs || (await isInUse(path))) continue;
    await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    removed.push(path);
  }
  return removed;
}

/** One that says nothing is just being made, or was made by an older Pacegate: it is left alone. */
async function isInUse(directory: string): Promise<boolean> {
  try {
    const owner = JSON.parse(await readFile(join(directory, OWNER), 'utf8')) as Owner;
    return typeof owner?.pid !== 'number' || isAlive(owner);
  } catch {
    return true;
  }
}
