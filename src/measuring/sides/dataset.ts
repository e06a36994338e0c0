/** What a data set is made of, so that a changed or a toy one is told. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../budgets/model.ts';
import { hasRows } from '../../budgets/texts/data-size.ts';
import type { Benchmark } from '../../samples/measurements.ts';

/** Reading more than this for a digest would take longer than measuring. */
const MOST_BYTES = 1_000_000_000;
const MOST_FILES = 10_000;

/** Facts of the files at `dataset.path`; the name alone where there are none, or where they cannot be read. */
export async function describeDataset(
  directory: string,
  dataset: Dataset,
): Promise<NonNullable<Benchmark['dataset']>> {
  const { name, path } = dataset;
  if (path === undefined) return { name };
  try {
    const files = await listFiles(join(directory, path));
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (bytes > MOST_BYTES) return { name, bytes };
    const hash = createHash('sha256');
    let lines = 0;
    for (const file of files) {
      for await (const piece of createReadStream(file)) {
        hash.update(piece);
        if (hasRows(path)) lines += countLines(piece);
      }
    }
    // A header is no row, where the format has one.
    const rows =
      hasRows(path) && files.length === 1
        ? Math.max(0, lines - (/\.[ct]sv$/i.test(path) ? 1 : 0))
        : undefined;
    return { name, bytes, digest: hash.digest('hex').slice(0, 16), ...(rows !== undefined && { rows }) };
  } catch {
    return { name };
  }
}

async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.sort().slice(0, MOST_FILES);
}

function countLines(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
  return lines;
}
