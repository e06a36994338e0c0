/**
 * Reads what pyproject.toml and lock files say, for `init`. It takes more than TOML allows and never fails: a value that it
 * does not understand is left out, since a first budget file is only a proposal.
 */
import { assign, type Open, Reader, table } from './toml-reader.ts';
import type { Table, Toml } from './toml-values.ts';

export function parseToml(text: string): Table {
  const root: Open = Object.create(null);
  const reader = new Reader(text);
  let here = root;
  while (reader.skipBlank()) {
    if (reader.take('[[')) here = appended(root, reader.keys());
    else if (reader.take('[')) here = table(root, reader.keys());
    else assign(here, reader);
    reader.skipLine();
  }
  return root;
}

function appended(root: Open, keys: readonly string[]): Open {
  const last = keys.at(-1) ?? '';
  const parent = table(root, keys.slice(0, -1));
  const list = Array.isArray(parent[last]) ? (parent[last] as Toml[]) : [];
  const made: Open = Object.create(null);
  list.push(made);
  parent[last] = list;
  return made;
}
