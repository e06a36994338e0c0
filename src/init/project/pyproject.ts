/** What a pyproject.toml declares: PEP 621 and 735, and what Poetry has of its own. */
import { parseToml } from '../toml/toml.ts';
import { isTable, type Table, type Toml, tableAt, textAt, textsIn } from '../toml/toml-values.ts';

export interface Pyproject {
  readonly name: string | undefined;
  readonly requiresPython: string | undefined;
  readonly dependencies: readonly string[];
  readonly extras: ReadonlyMap<string, readonly string[]>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly poetryGroups: ReadonlyMap<string, readonly string[]>;
  readonly backend: string | undefined;
  /** Undefined where setup.py or setup.cfg decide. */
  readonly isPackage: boolean | undefined;
  readonly onlyCopies: boolean;
  readonly hasExtensions: boolean;
}

export function readPyproject(text: string): Pyproject {
  const toml = parseToml(text);
  const project = tableAt(toml, 'project');
  const poetry = tableAt(toml, 'tool', 'poetry');
  const backend = textAt(tableAt(toml, 'build-system'), 'build-backend');
  const dynamic = textsIn(project.dynamic);
  return {
    name: textAt(project, 'name') ?? textAt(poetry, 'name'),
    requiresPython: textAt(project, 'requires-python') ?? ofPoetry(tableAt(poetry, 'dependencies').python),
    dependencies: [...textsIn(project.dependencies), ...named(tableAt(poetry, 'dependencies'))],
    extras: withOwn(
      tableAt(project, 'optional-dependencies'),
      tableAt(poetry, 'extras'),
      textAt(project, 'name'),
    ),
    groups: readGroups(tableAt(toml, 'dependency-groups')),
    poetryGroups: poetryGroups(poetry),
    backend,
    isPackage: isPackage(toml, backend, dynamic),
    onlyCopies:
      COPYING.test(backend ?? '') &&
      poetry.build === undefined &&
      tableAt(toml, 'tool', 'hatch', 'build').hooks === undefined,
    hasExtensions: tableAt(toml, 'tool', 'setuptools')['ext-modules'] !== undefined,
  };
}

const COPYING = /^(?:hatchling|flit_core|poetry\.core|uv_build|pdm\.backend)\b/;

/** As uv has it: a project without a build system is not installed, unless a setup.py is there for it. */
function isPackage(
  toml: Table,
  backend: string | undefined,
  dynamic: readonly string[],
): boolean | undefined {
  if (tableAt(toml, 'tool', 'uv').package === false) return false;
  if (tableAt(toml, 'tool', 'poetry')['package-mode'] === false) return false;
  if (backend !== undefined && (isTable(toml.project) || dynamic.length > 0)) return true;
  if (backend !== undefined && textAt(tableAt(toml, 'tool', 'poetry'), 'name') !== undefined) return true;
  return isTable(toml['build-system']) && isTable(toml.project) ? true : undefined;
}

/** An extra may name others of its own: `all = ["shop[test]"]`. */
function withOwn(own: Table, poetry: Table, name: string | undefined): Map<string, readonly string[]> {
  const extras = new Map<string, readonly string[]>(
    [...Object.entries(poetry), ...Object.entries(own)].map(([extra, value]) => [extra, textsIn(value)]),
  );
  const pattern = /^\s*([\w.-]+)\s*\[([^\]]+)\]\s*$/;
  const resolve = (extra: string, seen: readonly string[]): string[] =>
    (extras.get(extra) ?? []).flatMap((each) => {
      const [, other, inner = ''] = pattern.exec(each) ?? [];
      if (other === undefined || other !== name || seen.includes(extra)) return [each];
      return inner.split(',').flatMap((next) => resolve(next.trim(), [...seen, extra]));
    });
  return new Map([...extras.keys()].map((extra) => [extra, resolve(extra, [])]));
}

function readGroups(groups: Table): Map<string, readonly string[]> {
  const resolve = (value: Toml | undefined, seen: readonly string[]): string[] =>
    (Array.isArray(value) ? value : []).flatMap((each: Toml) => {
      if (typeof each === 'string') return [each];
      const included = isTable(each) ? textAt(each, 'include-group') : undefined;
      if (included === undefined || seen.includes(included)) return [];
      return resolve(groups[included], [...seen, included]);
    });
  return new Map(Object.keys(groups).map((name) => [name, resolve(groups[name], [name])]));
}

function poetryGroups(poetry: Table): Map<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>(
    Object.keys(tableAt(poetry, 'group')).map((name) => [
      name,
      named(tableAt(poetry, 'group', name, 'dependencies')),
    ]),
  );
  const dev = named(tableAt(poetry, 'dev-dependencies'));
  if (dev.length > 0) groups.set('dev', [...(groups.get('dev') ?? []), ...dev]);
  return groups;
}

function named(dependencies: Table): string[] {
  return Object.keys(dependencies).filter((name) => name !== 'python');
}

/** `^3.9` → `>=3.9,<4`; `~3.9` → `>=3.9,<3.10`. What is more special is left out. */
function ofPoetry(python: Toml | undefined): string | undefined {
  if (typeof python !== 'string') return undefined;
  const [, sign, major = '3', minor = '0'] = /^([\^~])\s*(\d+)(?:\.(\d+))?/.exec(python.trim()) ?? [];
  if (sign === '^') return `>=${major}.${minor},<${Number(major) + 1}`;
  if (sign === '~') return `>=${major}.${minor},<${major}.${Number(minor) + 1}`;
  return /^[<>=!]/.test(python.trim()) && !python.includes('||') ? python.trim() : undefined;
}
