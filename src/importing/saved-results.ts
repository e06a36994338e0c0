/** What pytest-benchmark (`.benchmarks/`) and asv (`.asv/results/`) keep of each run: one file of the formats that budgets judge. */
import { median } from 'simple-statistics';
import { get, isObject, parseJson } from '../formats/json.ts';
import { readResults } from '../formats/read-results.ts';
import { type Reading, type ResultsText, Unreadable } from '../formats/reading.ts';

import { commitOf, type ImportedRun, type ImportedValue } from './run.ts';

export type SavedFormat = 'pytest-benchmark' | 'asv';

/** @throws Unreadable where the file cannot be used, or does not say when it was measured */
export function readSaved(format: SavedFormat, file: ResultsText): ImportedRun {
  const { benchmarks, environment = {}, created, failure } = readResults(format, file);
  if (failure)
    throw new Unreadable(failure.message, failure.hint === undefined ? {} : { hint: failure.hint });
  if (created === undefined) throw new Unreadable('It does not say when it was measured.');
  return {
    commit: commitIn(parseJson(file.text), format),
    created,
    environment,
    values: benchmarks.flatMap(valuesOf),
  };
}

function commitIn(file: unknown, format: SavedFormat): string {
  if (!isObject(file)) return 'unknown';
  if (format === 'asv') return commitOf(get(file, 'commit_hash'));
  const info = get(file, 'commit_info');
  // What was changed beside it is no commit's.
  return isObject(info) && get(info, 'dirty') !== true ? commitOf(get(info, 'id')) : 'unknown';
}

/** One number for each metric, as Pacegate shows one: of a file without single values, the tool's own median. */
function valuesOf({ sub, metrics }: Reading): ImportedValue[] {
  if (sub === undefined) return [];
  const hasRounds = metrics.wall_time !== undefined;
  return Object.entries(metrics).flatMap(([name, { unit, better, runs }]) => {
    const values = runs.flat();
    if (values.length === 0 || OTHERS.has(name) || (hasRounds && name === 'median')) return [];
    const metric = name === 'wall_time' || name === 'median' ? 'time' : name;
    return [{ benchmark: sub, metric, unit, better, value: median(values) }];
  });
}

/** Further figures that pytest-benchmark keeps of the same rounds. */
const OTHERS: ReadonlySet<string> = new Set(['min', 'max', 'mean', 'throughput']);
