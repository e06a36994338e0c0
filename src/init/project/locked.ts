/** The set-up where a lock file says what is installed: by the tool that wrote it, which pip fetches where it is not there. */

import { quoted } from '../shell.ts';
import type { Lock } from './python-project.ts';
import { nameOf } from './requirements.ts';
import { PYTHON, rebuilt } from './set-up.ts';
import type { Needs } from './sides.ts';

/** Undefined where no lock file covers all projects: then what they declare is installed, whatever versions there are. */
export function lockedSetUp(needs: Needs): string | undefined {
  const root = needs.projects.find(({ project }) => project.lock !== undefined)?.project;
  if (root?.lock === undefined || root !== needs.projects[0]?.project) return undefined;
  if (missingInLock(needs).length > 0) return undefined;
  const also = [
    ...needs.projects
      .flatMap(({ wanted }) => wanted.files)
      .concat(needs.files)
      .map((path) => `-r ${quoted(path)}`),
    ...needs.more.map(quoted),
  ];
  const place = root.directory;
  return `set -e\n${WRITE[root.lock](needs, place, also.join(' '))}`;
}

/** What pyproject.toml declares and its uv.lock, being older, does not know: `group test`. */
export function missingInLock({ projects }: Needs): string[] {
  return projects.flatMap(({ project: { locked }, wanted }) => {
    if (locked === undefined) return [];
    const lacks = (known: ReadonlySet<string>) => (name: string) => !known.has(nameOf(name) ?? name);
    return [
      ...wanted.groups.filter(lacks(locked.groups)).map((group) => `group ${group}`),
      ...wanted.extras.filter(lacks(locked.extras)).map((extra) => `extra ${extra}`),
    ];
  });
}

type Write = (needs: Needs, place: string, also: string) => string;

const WRITE: Readonly<Record<Lock, Write>> = {
  uv: (needs, place, also) => {
    const { extras, groups } = wantedOf(needs);
    const options = [
      ...(place === '' ? [] : [`--project ${quoted(place)}`]),
      ...(needs.projects.length > 1 ? ['--all-packages'] : []),
      ...(groups.includes('dev') ? [] : ['--no-default-groups']),
      ...groups.map((group) => `--group ${group}`),
      ...extras.map((extra) => `--extra ${extra}`),
      ...rebuilt(needs),
    ];
    const more = also === '' ? '' : `uv pip install --quiet --python ${PYTHON} ${also}\n`;
    return `${fetched('uv')}UV_PROJECT_ENVIRONMENT=$PWD/.pacegate/venv uv sync --quiet --frozen ${options.join(' ')}\n${more}`;
  },
  poetry: (needs, place, also) => {
    const { extras, groups } = wantedOf(needs);
    const options = [
      ...(place === '' ? [] : [`--directory ${quoted(place)}`]),
      `--only ${['main', ...groups].join(',')}`,
      ...extras.map((extra) => `--extras ${extra}`),
    ];
    return `${fetched('poetry')}${FRESH}VIRTUAL_ENV=$PWD/.pacegate/venv poetry install --quiet --no-interaction ${options.join(' ')}\n${piped(also)}`;
  },
};

const FRESH = 'rm -rf .pacegate/venv\npython3 -m venv .pacegate/venv\n';

function piped(also: string): string {
  return also === '' ? '' : `${PYTHON} -m pip install --quiet ${also}\n`;
}

function fetched(tool: string): string {
  return `if ! command -v ${tool} > /dev/null; then
  python3 -m venv .pacegate/${tool}
  .pacegate/${tool}/bin/python -m pip install --quiet ${tool}
  PATH=$PWD/.pacegate/${tool}/bin:$PATH
fi
`;
}

function wantedOf({ projects }: Needs): { extras: string[]; groups: string[] } {
  const of = (kind: 'extras' | 'groups'): string[] => [
    ...new Set(projects.flatMap(({ wanted }) => wanted[kind])),
  ];
  return { extras: of('extras'), groups: of('groups') };
}
