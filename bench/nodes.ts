import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * By version: the Node of this process, and the machine's own where it is another. `npm run` puts the project's before it
 * on PATH.
 */
export function nodes(): ReadonlyMap<string, string> {
  const own = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((directory) => !directory.includes('node_modules'))
    .map((directory) => join(directory, 'node'))
    .find((path) => existsSync(path));
  return new Map([process.execPath, own ?? process.execPath].map((node) => [versionOf(node), node]));
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}
