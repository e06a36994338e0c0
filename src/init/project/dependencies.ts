/** What a side's environment needs beside the project itself: the narrowest of what the project declares for benchmarks. */
import type { PythonProject } from './python-project.ts';
import { brings, linesOf, names, nearness, type Tool } from './requirements.ts';

export interface Wanted {
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Paths of requirement files. */
  readonly files: readonly string[];
  /** Packages of groups that only Poetry reads, where no lock file of its own is there to say their versions. */
  readonly loose: readonly string[];
  /** All that these name. */
  readonly requirements: readonly string[];
}

interface Candidate {
  readonly kind: 'extras' | 'groups' | 'files' | 'loose';
  readonly name: string;
  readonly requirements: readonly string[];
  readonly nearness: number;
}

/**
 * All that is called after benchmarks; besides, where that brings none of the tools, the nearest one that does. Where
 * nothing brings one, what is called after tests, since benchmarks beside tests share their conftest.py.
 */
export function chooseDependencies(
  project: Pick<PythonProject, 'extras' | 'groups' | 'poetryGroups' | 'lock'>,
  files: ReadonlyMap<string, string>,
  tools: readonly Tool[],
): Wanted {
  const candidates = [
    ...candidatesOf('groups', project.groups),
    ...candidatesOf(project.lock === 'poetry' ? 'groups' : 'loose', project.poetryGroups),
    ...candidatesOf('extras', project.extras),
    ...candidatesOf('files', new Map([...files].map(([path, text]) => [path, linesOf(text)]))),
  ].sort((a, b) => a.nearness - b.nearness || words(a.name) - words(b.name));
  const nearest = candidates.filter((each) => each.nearness === 0);
  const having = (has: typeof brings) => (each: Candidate) =>
    tools.some((tool) => has(each.requirements, tool));
  const found = nearest.some(having(brings))
    ? undefined
    : (candidates.find(having(names)) ?? candidates.find(having(brings)));
  const fallback = nearest.length === 0 ? candidates.find((each) => each.nearness === 1) : undefined;
  const next = found ?? fallback;
  const chosen = next === undefined || nearest.includes(next) ? nearest : [...nearest, next];
  const chosenNames = (kind: Candidate['kind']): string[] =>
    chosen.filter((each) => each.kind === kind).map((each) => each.name);
  return {
    extras: chosenNames('extras'),
    groups: chosenNames('groups'),
    files: chosenNames('files'),
    loose: chosen.filter((each) => each.kind === 'loose').flatMap((each) => each.requirements),
    requirements: chosen.flatMap((each) => each.requirements),
  };
}

/** `test` is nearer than `test-integration`. */
function words(name: string): number {
  return name.split(/[^A-Za-z]+/).length;
}

function candidatesOf(kind: Candidate['kind'], named: ReadonlyMap<string, readonly string[]>): Candidate[] {
  return [...named].flatMap(([name, requirements]) => {
    const near = nearness(name);
    return near === undefined || !/^[\w./-]+$/.test(name)
      ? []
      : [{ kind, name, requirements, nearness: near }];
  });
}

/** `requirements-bench.txt`, `requirements/test.txt`, `benchmarks/requirements.txt`; not what pins everything there is. */
export function isRequirementFile(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]*requirements[\w.-]*|requirements\/[\w.-]+)\.txt$/.test(path);
}
