/** The interpreters that harness tests run on: `python3`, and the oldest and newest others that pyenv has here. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Python {
  readonly version: string;
  readonly path: string;
}

/** At least one; a machine without Python fails here, since Pacegate needs it. */
export const PYTHONS: readonly Python[] = findPythons();

export const PYTHON: Python = PYTHONS[0] as Python;

function findPythons(): Python[] {
  const found = [describe('python3')];
  const versions = join(homedir(), '.pyenv', 'versions');
  if (existsSync(versions)) {
    const others = readdirSync(versions)
      .map((name) => ({ name, minor: Number(/^3\.(\d+)\.\d+$/.exec(name)?.[1]) }))
      .filter(({ minor }) => minor >= 9)
      .sort((a, b) => a.minor - b.minor);
    for (const other of [others[0], others.at(-1)]) {
      if (other) found.push(describe(join(versions, other.name, 'bin', 'python')));
    }
  }
  const unique = found.filter(({ version }, i) => found.findIndex((each) => each.version === version) === i);
  if (unique.length === 1) console.warn(`Only Python ${unique[0]?.version} is here: others are not tested.`);
  return unique;
}

function describe(command: string): Python {
  const ask = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
  const [path = '', version = ''] = execFileSync(command, ['-c', ask], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return { path, version };
}
