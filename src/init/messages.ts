/** What `pacegate init` says of what it found, a line each. */
import type { AsvConfig } from '../samples/asv-config.ts';
import type { Findings, Repository } from './detect.ts';
import type { Entries } from './entries.ts';
import { missingInLock } from './project/locked.ts';
import type { Needs } from './project/sides.ts';

export function messagesFor(
  { paths, readText }: Repository,
  { pytest, marked, pyperf, asv, asvElsewhere }: Findings,
  made: { readonly chosen: Entries; readonly needs: Needs; readonly asv: readonly AsvConfig[] },
): string[] {
  const found = [
    ...counted(pytest, 'file with the `benchmark` fixture', 'files with the `benchmark` fixture'),
    ...counted(marked, 'file with tests marked as benchmarks', 'files with tests marked as benchmarks'),
    ...counted(pyperf, 'pyperf script', 'pyperf scripts'),
    ...asv.map((path) => `Found ${path}: benchmarks of airspeed velocity.`),
    ...asvElsewhere.map(
      (path) => `Found ${path}: to gate asv's benchmarks, put a budget file beside it and write \`asv: .*\`.`,
    ),
  ];
  return [
    ...(found.length > 0 ? found : ['Found no benchmarks of pytest, pyperf or asv.']),
    ...installed(made.needs),
    ...outdated(made.needs),
    ...unread(paths),
    ...made.asv.flatMap(({ several }) =>
      several.length > 0
        ? [`asv.conf.json has several values of ${several.join(', ')}: one of each is measured.`]
        : [],
    ),
    ...counted(
      made.chosen.leftOut,
      'script too many for ten minutes',
      'scripts too many for ten minutes',
    ).map((line) => `${line} Add those that matter.`),
    ...ignoreAdvice(readText, made.needs),
  ];
}

function installed({ projects }: Needs): string[] {
  const named = projects.flatMap(({ project, wanted }) => [
    ...(project.directory === '' ? [] : [project.directory]),
    ...wanted.groups.map((group) => `group ${group}`),
    ...wanted.extras.map((extra) => `extra ${extra}`),
    ...wanted.files,
  ]);
  return named.length === 0 ? [] : [`The set-up installs the project with ${named.join(', ')}.`];
}

function outdated(needs: Needs): string[] {
  const missing = missingInLock(needs);
  return missing.length === 0
    ? []
    : [
        `uv.lock is older than pyproject.toml and lacks ${missing.join(', ')}: the set-up installs the newest versions that the project allows. To have what is locked, run \`uv lock\`, and \`pacegate init\` again without budgets.yml.`,
      ];
}

const UNREAD = ['pdm.lock', 'Pipfile.lock', 'pylock.toml', 'environment.yml'];

function unread(paths: readonly string[]): string[] {
  return paths
    .filter((path) => UNREAD.includes(path))
    .map((path) => `${path} is not read: the set-up installs the newest versions that the project allows.`);
}

function counted(paths: readonly string[], one: string, many: string): string[] {
  if (paths.length === 0) return [];
  const shown = paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '');
  return [`Found ${paths.length} ${paths.length === 1 ? one : many}: ${shown}.`];
}

/** Installing a project of setuptools leaves a directory beside it, which must not make the working tree another one. */
function ignoreAdvice(readText: Repository['readText'], { projects }: Needs): string[] {
  const leaves = projects.some(({ project }) => project.isPackage && project.leavesEggInfo);
  const ignored = /egg-info|^\*\.egg|^\*\s*$/m.test(readText('.gitignore') ?? '');
  return leaves && !ignored ? ['Add *.egg-info/ to .gitignore: setuptools makes one.'] : [];
}
