/** What each side's environment is to hold, from what the repository declares and its benchmarks need. */
import type { AsvConfig } from '../../samples/asv-config.ts';
import type { Findings, Repository } from '../detect.ts';
import { chooseDependencies, isRequirementFile, type Wanted } from './dependencies.ts';
import { importedExtras } from './imported-extras.ts';
import { isInside, type PythonProject, readProjects } from './python-project.ts';
import { brings, linesOf, nameOf, type Tool } from './requirements.ts';

export interface Needs {
  /** Projects to be installed, outer ones first, with what of them is wanted. */
  readonly projects: readonly { readonly project: PythonProject; readonly wanted: Wanted }[];
  /** Requirement files of no project. */
  readonly files: readonly string[];
  /** Whatever nothing declared brings: packages of asv's matrix, tools. */
  readonly more: readonly string[];
  readonly requiresPython?: string;
}

export function findNeeds(repository: Repository, found: Findings, asv: readonly AsvConfig[]): Needs {
  const benchmarks = [...found.pytest, ...found.marked, ...found.pyperf, ...found.asv];
  const tools: Tool[] = [
    ...(found.pytest.length + found.marked.length > 0 ? ['pytest' as const] : []),
    ...(found.pyperf.length > 0 ? ['pyperf' as const] : []),
  ];
  const projects = benchmarks.length === 0 ? [] : concerned(repository, benchmarks);
  const files = requirementFiles(repository, projects, benchmarks);
  const texts = benchmarks.map((path) => repository.readText(path) ?? '');
  const chosen = projects.map((project) => {
    const own = new Map([...files].filter(([path]) => ownerOf(path, projects) === project));
    const wanted = chooseDependencies(project, own, tools);
    const needed = importedExtras(project, texts, { brought: wanted.requirements, repository });
    const requirements = needed.flatMap((extra) => project.extras.get(extra) ?? []);
    return {
      project,
      wanted: {
        ...wanted,
        extras: [...new Set([...wanted.extras, ...needed])],
        requirements: [...wanted.requirements, ...requirements],
      },
    };
  });
  const none = new Map([...files].filter(([path]) => ownerOf(path, projects) === undefined));
  const loose = chooseDependencies(
    { extras: new Map(), groups: new Map(), poetryGroups: new Map() },
    none,
    tools,
  );
  const main =
    projects.some((each) => each.isPackage || each.dependencies.length > 0) || benchmarks.length === 0;
  const everything = repository.paths.includes('requirements.txt') && !main ? ['requirements.txt'] : [];
  // What the project depends on has the version that it allows: asv's matrix is often years old.
  const own = new Set(projects.flatMap((each) => each.dependencies.map(nameOf)));
  const matrix = asv.flatMap((each) => each.requirements).filter((each) => !own.has(nameOf(each)));
  const brought = [
    ...chosen.flatMap(({ project, wanted }) => [
      project.name ?? '', // pytest and pyperf have benchmarks, too
      ...project.dependencies,
      ...wanted.requirements,
    ]),
    ...loose.requirements,
    ...everything.flatMap((path) => linesOf(repository.readText(path) ?? '')),
    ...matrix,
  ];
  const requiresPython = [...new Set(projects.flatMap((each) => each.requiresPython ?? []))].join(',');
  return {
    projects: chosen,
    files: [...everything, ...loose.files],
    more: [...new Set([...matrix, ...tools.filter((tool) => !brings(brought, tool))])],
    ...(requiresPython !== '' && { requiresPython }),
  };
}

/** Those that hold a benchmark, those around them, those whose package a benchmark imports, and what these depend on. */
function concerned(repository: Repository, benchmarks: readonly string[]): PythonProject[] {
  const all = readProjects(repository);
  const texts = benchmarks.map((path) => repository.readText(path) ?? '');
  const chosen = new Set(
    all.filter(
      (project) =>
        benchmarks.some((path) => isInside(path, project.directory)) ||
        (project.isPackage && texts.some((text) => imports(text, project.name))),
    ),
  );
  // A set grows while it is walked through, so what a dependency depends on is found, too.
  for (const project of chosen) {
    const needed = new Set([project.dependencies, ...project.groups.values()].flat().map(nameOf));
    for (const other of all)
      if (other.isPackage && other.name !== undefined && needed.has(nameOf(other.name))) chosen.add(other);
  }
  return all.filter((project) => chosen.has(project));
}

/** By the project's name, which most packages have: `company-shop` is `company_shop` or `company.shop`. */
function imports(text: string, name: string | undefined): boolean {
  if (name === undefined || !/^[\w.-]+$/.test(name)) return false;
  const module = name.replace(/[-_.]+/g, '[._]');
  return new RegExp(`^[ \\t]*(?:from|import)[ \\t]+${module}\\b`, 'mi').test(text);
}

/** The innermost project around a file. */
function ownerOf(path: string, projects: readonly PythonProject[]): PythonProject | undefined {
  return projects.findLast((project) => isInside(path, project.directory));
}

/** Requirement files beside a project or beside benchmarks, and those in `requirements/`. */
function requirementFiles(
  { paths, readText }: Repository,
  projects: readonly PythonProject[],
  benchmarks: readonly string[],
): Map<string, string> {
  const directories = new Set(['', ...projects.map((each) => each.directory), ...benchmarks.map(parent)]);
  const near = paths.filter(
    (path) => isRequirementFile(path) && directories.has(parent(path).replace(/(?:^|\/)requirements$/, '')),
  );
  return new Map(near.sort().map((path) => [path, readText(path) ?? '']));
}

function parent(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}
