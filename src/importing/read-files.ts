/** Finds and reads what other tools kept: single files, or all that lie in a directory. One that cannot be used ends only itself. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { decodeResults } from '../formats/decode.ts';
import { detectFormat } from '../formats/detect.ts';
import { Unreadable } from '../formats/reading.ts';
import { findCompanion } from '../formats/tools/companion.ts';
import { isChartData, readChartData } from './chart-data.ts';
import type { ImportedRun } from './run.ts';
import { readSaved } from './saved-results.ts';

export interface Imported {
  readonly tool: 'github-action-benchmark' | 'pytest-benchmark' | 'asv';
  readonly runs: readonly ImportedRun[];
}

/** @throws UsageError where the path cannot be read, or is a directory without results */
export async function listFiles(path: string): Promise<readonly string[]> {
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${path} cannot be read: ${error.code === 'ENOENT' ? 'it is not there' : error.message}.`,
    );
  });
  if (!facts.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(
      (entry) => entry.isFile() && /\.json(?:\.gz)?$|^data\.js$/.test(entry.name) && !ABOUT.has(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw new UsageError(`${path} holds no results (*.json, data.js).`);
  return files;
}

/** Of asv, no results. */
const ABOUT: ReadonlySet<string> = new Set(['benchmarks.json', 'machine.json']);

/** @throws Unreadable that says what is wrong with the file */
export async function readImported(file: string): Promise<Imported> {
  const text = decodeResults(await readFile(file));
  if (typeof text !== 'string') throw new Unreadable(text.message);
  if (isChartData(text)) return { tool: 'github-action-benchmark', runs: readChartData(text) };
  const format = detectFormat(text);
  if (format !== 'pytest-benchmark' && format !== 'asv') {
    const found = format === undefined ? '' : `, but what ${format} wrote`;
    throw new Unreadable(
      `${basename(file)} is no history of github-action-benchmark, pytest-benchmark or asv${found}.`,
    );
  }
  const companion = format === 'asv' ? await findCompanion(file) : undefined;
  return { tool: format, runs: [readSaved(format, { text, ...(companion !== undefined && { companion }) })] };
}
