/** Two interpreters: the one that the shop begins the year with, and the one that it is upgraded to. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON, PYTHONS, type Python } from '../../runners/pythons.ts';

/** @param directory for what stands in where this machine has one interpreter only */
export function oldAndNew(directory: string): readonly [Python, Python] {
  const minor = ({ version }: Python) => Number(version.split('.')[1]);
  const [oldest = PYTHON, ...newer] = [...PYTHONS].sort((a, b) => minor(a) - minor(b));
  return [oldest, newer.at(-1) ?? standIn(directory)];
}

/**
 * The same interpreter, which says that it is another version: it is no faster or slower than the other one, but whoever asks what
 * the sides run with is told of a difference.
 */
function standIn(directory: string): Python {
  const home = join(directory, 'stand-in');
  execFileSync(PYTHON.path, ['-m', 'venv', '--without-pip', home]);
  const version = '3.99.0';
  writeFileSync(
    join(home, 'lib', `python${PYTHON.version.replace(/\.\d+$/, '')}`, 'site-packages', 'stand-in.pth'),
    `import platform; platform.python_version = lambda: "${version}"\n`,
  );
  return { version, path: join(home, 'bin', 'python3') };
}
