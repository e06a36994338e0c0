/** `.pacegate` of a project: reports, baselines and environments, none of which belongs in its history. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

export const OWN_DIRECTORY = '.pacegate';

const IGNORE =
  '# Written by Pacegate, once. To keep something of this directory in git, change this file.\n*\n';

/** Makes the directory for outputs, `out` relative to the project's; returns its path. */
export async function makeOut(directory: string, out: string): Promise<string> {
  const path = resolve(directory, out);
  await mkdir(path, { recursive: true });
  const own = resolve(directory, OWN_DIRECTORY);
  if (path.startsWith(own + sep)) await ignoreByItself(own);
  return path;
}

/** Nobody has to add our directory to a `.gitignore`. Whoever keeps baselines there in git changes ours, and that stays. */
export async function ignoreByItself(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, '.gitignore'), IGNORE, { flag: 'wx' }).catch(() => undefined);
}
