/** Figures in documents: what a command has measured stands between two marks, `<!-- NAME -->` and `<!-- /NAME -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '..', 'docs');

export function hasSection(document: string, name: string): boolean {
  return find(readFileSync(join(DOCS, document), 'utf8'), name) !== undefined;
}

/** @param document in docs/ */
export function writeSection(document: string, name: string, text: string): void {
  const path = join(DOCS, document);
  const docs = readFileSync(path, 'utf8');
  const place = find(docs, name);
  if (!place) throw new Error(`docs/${document} has no <!-- ${name} --> … <!-- /${name} -->.`);
  writeFileSync(path, `${docs.slice(0, place.from)}\n\n${text}\n\n${docs.slice(place.to)}`);
}

function find(docs: string, name: string): { readonly from: number; readonly to: number } | undefined {
  const open = `<!-- ${name} -->`;
  const [at, to] = [docs.indexOf(open), docs.indexOf(`<!-- /${name} -->`)];
  return at < 0 || to < at ? undefined : { from: at + open.length, to };
}
