/** The shell lines that make a side's environment, `.pacegate/venv`, from what it is to hold. */

import { quoted } from '../shell.ts';
import { inside } from './python-project.ts';
import { nameOf } from './requirements.ts';
import type { Needs } from './sides.ts';

export const PYTHON = '.pacegate/venv/bin/python';

/**
 * Made anew each time: what an earlier run left in it would be missing on the other side, and both sides are to get the
 * same versions. With uv that takes a second.
 */
export function plainSetUp(needs: Needs, choosesPython: boolean): string {
  const wanted = needs.projects.flatMap(
    ({ project, wanted: { extras, groups, files, loose, requirements } }) => {
      const place = project.directory === '' ? '.' : `./${project.directory}`;
      const install = `${place}${extras.length > 0 ? `[${extras.join(',')}]` : ''}`;
      // Neither pip nor uv installs only what an extra of no package names.
      const depends = [...project.dependencies, ...requirements.filter(() => extras.length > 0)];
      return [
        ...(project.isPackage ? [`${project.editable ? '-e ' : ''}${quoted(install)}`] : depends.map(quoted)),
        ...groups.map((group) =>
          project.directory === ''
            ? `--group ${group}`
            : `--group ${quoted(`${inside(project.directory, 'pyproject.toml')}:${group}`)}`,
        ),
        ...files.map((path) => `-r ${quoted(path)}`),
        ...loose.map(quoted),
      ];
    },
  );
  const all = [
    ...new Set([...wanted, ...needs.files.map((path) => `-r ${quoted(path)}`), ...needs.more.map(quoted)]),
  ];
  const list = all.join(' ');
  const version =
    needs.requiresPython !== undefined && choosesPython ? ` --python ${quoted(needs.requiresPython)}` : '';
  const groups = needs.projects.some(({ wanted: { groups: some } }) => some.length > 0);
  return `set -e
rm -rf .pacegate/venv
if command -v uv > /dev/null; then
  uv venv --quiet${version} .pacegate/venv
  uv pip install --quiet --python ${PYTHON} ${[...rebuilt(needs), list].join(' ')}
else
  python3 -m venv .pacegate/venv
${groups ? `  ${PYTHON} -m pip install --quiet 'pip>=25.1'\n` : ''}  ${PYTHON} -m pip install --quiet ${list}
fi
`;
}

/** uv keeps what it built of a project until its pyproject.toml or setup.py changes, whatever becomes of its C files. */
export function rebuilt({ projects }: Needs): string[] {
  return projects
    .filter(({ project }) => project.isPackage && project.mayCompile)
    .map(({ project: { name } }) => {
      const known = name === undefined ? undefined : nameOf(name);
      return known === undefined ? '--refresh' : `--reinstall-package ${known}`;
    });
}
