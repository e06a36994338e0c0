/** The Python that the workflow sets up: what the project says it needs. */
import type { Repository } from '../detect.ts';

/** A line of actions/setup-python's `with`. */
export function pythonVersion({ paths }: Repository, requires: string | undefined): string {
  if (paths.includes('.python-version')) return 'python-version-file: .python-version';
  return `python-version: ${JSON.stringify((requires && rangeOf(requires)) || '3.x')}`;
}

/** `>=3.10,<3.14` as npm's ranges have it, which setup-python takes: `>=3.10 <3.14`. Single versions that are left out go. */
export function rangeOf(requires: string): string {
  return requires
    .split(',')
    .map((each) => each.trim())
    .flatMap((each) => {
      const [, sign = '', major = '', minor] =
        /^(>=|<=|<|>|~=|===?)\s*(\d+)(?:\.(\d+))?[\d.*]*$/.exec(each) ?? [];
      if (major === '') return [];
      const version = minor === undefined ? major : `${major}.${minor}`;
      if (sign === '~=') return [`>=${version} <${Number(major) + 1}`];
      // Of 3.13 only, any patch will do: the exact one may not be there for this machine.
      if (sign.startsWith('==')) return [version];
      return [`${sign}${version}`];
    })
    .join(' ');
}
