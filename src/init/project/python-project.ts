/** The Python projects of a repository, as their files declare them. Nothing is run. */
import type { Repository } from '../detect.ts';
import { readPyproject } from './pyproject.ts';
import { nameOf } from './requirements.ts';
import { readSetup } from './setup-files.ts';
import { type LockedParts, readUvLock } from './uv-lock.ts';

export interface PythonProject {
  /** Relative to the repository, `''` for itself. */
  readonly directory: string;
  readonly name?: string;
  /** As PEP 440 has it: `>=3.10,<3.14`. */
  readonly requiresPython?: string;
  readonly dependencies: readonly string[];
  readonly extras: ReadonlyMap<string, readonly string[]>;
  /** PEP 735; what they include is in them. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Groups of Poetry's own table, which pip and uv do not read. */
  readonly poetryGroups: ReadonlyMap<string, readonly string[]>;
  /** Whether it is a package, which is installed; else only what it depends on. */
  readonly isPackage: boolean;
  /** Where it is none of those that only copy files: what a change of C, Cython or Rust needs is built anew. */
  readonly mayCompile: boolean;
  /** meson-python builds at import where it is installed as editable, with tools that are gone by then. */
  readonly editable: boolean;
  /** Leaves `NAME.egg-info` in the directory. */
  readonly leavesEggInfo: boolean;
  readonly lock?: Lock;
  /** Of a uv.lock that has the project: all that it knows. It may be older than the project's pyproject.toml. */
  readonly locked?: LockedParts;
}

/** Lock files that are read, by the tool that wrote them. */
export type Lock = 'uv' | 'poetry';

const LOCKS: readonly (readonly [string, Lock])[] = [
  ['uv.lock', 'uv'],
  ['poetry.lock', 'poetry'],
];

/** Sorted by directory, outer ones first. */
export function readProjects({ paths, readText }: Repository): PythonProject[] {
  const there = new Set(paths);
  const directories = new Set(
    paths.flatMap(
      (path) => /^(?:(.*)\/)?(?:pyproject\.toml|setup\.py|setup\.cfg)$/.exec(path)?.slice(1) ?? [],
    ),
  );
  return [...directories]
    .map((directory) => directory ?? '')
    .sort((a, b) => (a < b ? -1 : 1))
    .map((directory) => {
      const read = (name: string): string | undefined => {
        const path = inside(directory, name);
        return there.has(path) ? readText(path) : undefined;
      };
      const lock = LOCKS.find(([name]) => there.has(inside(directory, name)))?.[1];
      const pyproject = readPyproject(read('pyproject.toml') ?? '');
      const setup = readSetup(read('setup.cfg') ?? '', read('setup.py'));
      const source = inside(directory, 'src/');
      const hasSource = paths.some((path) => path.startsWith(source) && path.endsWith('.py'));
      const project = merged(directory, pyproject, setup, { lock, hasSource });
      const locks = lock === 'uv' ? readUvLock(read('uv.lock') ?? '') : undefined;
      const locked = locks?.get(nameOf(project.name ?? '') ?? '');
      return { ...project, ...(locked !== undefined && { locked }) };
    });
}

function merged(
  directory: string,
  pyproject: ReturnType<typeof readPyproject>,
  setup: ReturnType<typeof readSetup>,
  { lock, hasSource }: { readonly lock: Lock | undefined; readonly hasSource: boolean },
): PythonProject {
  const name = pyproject.name ?? setup.name;
  const requiresPython = pyproject.requiresPython ?? setup.requiresPython;
  const usesSetuptools = /^setuptools\b/.test(pyproject.backend ?? 'setuptools');
  return {
    directory,
    ...(name !== undefined && { name }),
    ...(requiresPython !== undefined && { requiresPython }),
    dependencies: [...pyproject.dependencies, ...setup.dependencies],
    extras: new Map([...setup.extras, ...pyproject.extras]),
    groups: pyproject.groups,
    poetryGroups: pyproject.poetryGroups,
    // Without a build system pip takes setuptools. In `src` it finds packages, elsewhere it may find too many and refuse.
    isPackage: pyproject.isPackage ?? (setup.isProject || (pyproject.name !== undefined && hasSource)),
    mayCompile: !(pyproject.onlyCopies || (usesSetuptools && !setup.hasScript && !pyproject.hasExtensions)),
    editable: pyproject.backend !== 'mesonpy',
    leavesEggInfo: usesSetuptools,
    ...(lock !== undefined && { lock }),
  };
}

export function inside(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** Whether the path lies in the directory, or is it. */
export function isInside(path: string, directory: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}
