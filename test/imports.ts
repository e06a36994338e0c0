/** Reads which files a TypeScript file imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

export interface Source {
  /** Relative to the root, with `/` on every system. */
  readonly file: string;
  readonly text: string;
  /** The files that it imports, relative to the root; they begin with `../` where they lie outside. */
  readonly files: readonly string[];
  /** The packages and modules of Node that it imports. */
  readonly packages: readonly string[];
}

/** Every TypeScript file below a directory, at any depth. */
export function readSources(root: string): Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readSource(name.split(sep).join('/'), readFileSync(join(root, name), 'utf8')));
}

export function readSource(file: string, text: string): Source {
  const names = [...new Set(importedNames(parseAst(text, { lang: 'ts' }, file)))];
  return {
    file,
    text,
    files: names.filter((name) => name.startsWith('.')).map((name) => posix.join(posix.dirname(file), name)),
    packages: names.filter((name) => !name.startsWith('.')),
  };
}

/**
 * The names in static and dynamic imports, in exports from another file and in types such as `import('./a.ts').A`: types
 * count too, since they tie files together as well. In the syntax tree, each of them has its name in `source`.
 */
function* importedNames(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const { type, source } = node as { type?: unknown; source?: { type?: unknown; value?: unknown } | null };
  if (source?.type === 'Literal' && typeof source.value === 'string') yield source.value;
  else if (type === 'ImportExpression') throw new Error('The name in an import() must be written out.');
  for (const child of Object.values(node)) yield* importedNames(child);
}
