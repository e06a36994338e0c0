/** Extras that a benchmark needs without saying so: it imports a part of the project that works only with one of them. */
import type { Repository } from '../detect.ts';
import { inside, type PythonProject } from './python-project.ts';
import { nameOf } from './requirements.ts';

/** Of each package that `texts`, or parts of the project that they import, import, and that nothing else brings: the smallest extra. */
export function importedExtras(
  { directory, extras, dependencies }: PythonProject,
  texts: readonly string[],
  { brought, repository }: { readonly brought: readonly string[]; readonly repository: Repository },
): string[] {
  if (extras.size === 0) return [];
  const there = new Set(repository.paths);
  const own = [...new Set(texts.flatMap(modulesOf))]
    .flatMap((module) => pathsOf(module).map((path) => inside(directory, path)))
    .filter((path) => there.has(path))
    .flatMap((path) => modulesOf(repository.readText(path) ?? ''));
  const packages = new Set(
    [...texts.flatMap(modulesOf), ...own].map((module) => nameOf(module.replace(/\..*/, ''))),
  );
  const has = new Set([...dependencies, ...brought].map(nameOf));
  const smallestFirst = [...extras].sort(([, a], [, b]) => a.length - b.length);
  const found = [...packages].flatMap((name) => {
    if (name === undefined || has.has(name)) return [];
    return (
      smallestFirst.find(([, requirements]) => requirements.some((each) => nameOf(each) === name))?.[0] ?? []
    );
  });
  return [...new Set(found)].filter((extra) => /^[\w.-]+$/.test(extra)).sort();
}

/** What is imported whenever the file is: lines that nothing indents. */
function modulesOf(text: string): string[] {
  return [
    ...text.matchAll(/^(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\w+)|import[ \t]+([\w., \t]+))/gm),
  ].flatMap(([, from, first, plain = '']) =>
    from === undefined
      ? plain.split(',').map((each) => each.trim().replace(/[ \t].*/, ''))
      : [from, `${from}.${first}`],
  );
}

function pathsOf(module: string): string[] {
  const path = module.replaceAll('.', '/');
  return ['', 'src/'].flatMap((root) => [`${root}${path}.py`, `${root}${path}/__init__.py`]);
}
