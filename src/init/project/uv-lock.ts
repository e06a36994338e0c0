/** Which extras and groups a uv.lock knows of each project: `uv sync --frozen` refuses others. */

import { parseToml } from '../toml/toml.ts';
import { isTable, tableAt, textAt } from '../toml/toml-values.ts';
import { nameOf } from './requirements.ts';

export interface LockedParts {
  readonly groups: ReadonlySet<string>;
  readonly extras: ReadonlySet<string>;
}

/** By the project's normalized name. */
export function readUvLock(text: string): ReadonlyMap<string, LockedParts> {
  const { package: packages } = parseToml(text);
  const parts = new Map<string, LockedParts>();
  for (const each of Array.isArray(packages) ? packages : []) {
    // What lies in the repository has a path; all else comes from an index.
    if (!isTable(each) || !['editable', 'virtual', 'directory'].some((key) => key in tableAt(each, 'source')))
      continue;
    const name = nameOf(textAt(each, 'name') ?? '');
    if (name === undefined) continue;
    const named = (...keys: readonly string[]): string[] =>
      Object.keys(tableAt(each, ...keys)).flatMap((key) => nameOf(key) ?? []);
    parts.set(name, {
      groups: new Set([...named('metadata', 'requires-dev'), ...named('dev-dependencies')]),
      extras: new Set(named('optional-dependencies')),
    });
  }
  return parts;
}
