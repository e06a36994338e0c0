/** The file of a pyperf script's `-o FILE` (format 1.0). */
import type { Failure } from '../../samples/measurements.ts';
import { get, isObject, type JsonObject, listAt, objectAt, parseJson } from '../json.ts';
import { shortName, textParams } from '../names.ts';
import { type Reading, type ReadMetric, type Results, type ResultsText, Unreadable } from '../reading.ts';
import { checkValues } from '../values.ts';

/** pyperf's units and the metric that they are: a byte benchmark is one of `--track-memory` or `--tracemalloc`. */
const METRICS: Readonly<Record<string, { name: string; unit: string }>> = {
  second: { name: 'wall_time', unit: 's' },
  byte: { name: 'peak_memory', unit: 'B' },
  integer: { name: 'value', unit: 'count' },
};

/** Metadata of a benchmark that says how it was measured, not which parameters it has. */
const PARAMETER = /^(timeit_|command$|param_)/;

/**
 * Each of pyperf's worker processes is a run, its `values` are seconds of one loop. The first run of a benchmark only
 * calibrates and has none. Metadata that all benchmarks share stands at the top of the file.
 */
export function parsePyperf({ text }: ResultsText): Results {
  const file = objectAt(parseJson(text), '');
  const version = get(file, 'version');
  if (version !== '1.0') {
    const found = typeof version === 'string' ? `format ${version.slice(0, 20)}` : 'no known format';
    throw new Unreadable(`The file is in ${found}; pyperf's format 1.0 is known.`, {
      hint: 'Write it with pyperf 1.2 or newer (`-o FILE`).',
    });
  }
  const shared = metadataOf(file);
  const benchmarks = listAt(get(file, 'benchmarks'), 'benchmarks');
  if (benchmarks.length === 0) throw new Unreadable('pyperf measured nothing.', { code: 'no-values' });
  return {
    benchmarks: benchmarks.map((benchmark, index) =>
      readBenchmark(benchmark, `benchmarks[${index}]`, shared),
    ),
  };
}

function metadataOf(object: JsonObject): JsonObject {
  const metadata = get(object, 'metadata');
  return isObject(metadata) ? metadata : {};
}

function readBenchmark(value: unknown, path: string, shared: JsonObject): Reading {
  const benchmark = objectAt(value, path);
  const metadata = { ...shared, ...metadataOf(benchmark) };
  const name = get(metadata, 'name');
  const unit = get(metadata, 'unit') ?? 'second';
  const metric = typeof unit === 'string' && Object.hasOwn(METRICS, unit) ? METRICS[unit] : undefined;
  const parameters = Object.entries(metadata).filter(([key]) => PARAMETER.test(key));
  const named = {
    sub: shortName(typeof name === 'string' && name !== '' ? name : 'benchmark'),
    ...(parameters.length > 0 && { params: textParams(parameters) }),
  };
  const fail = (failure: Failure): Reading => ({ ...named, metrics: {}, failure });
  if (!metric)
    return fail({ code: 'garbage', message: `${path}: the unit is none of second, byte, integer.` });

  const runs: (readonly number[])[] = [];
  const memory: number[][] = [];
  let warmup = 0;
  let loops = 0;
  for (const [index, entry] of listAt(get(benchmark, 'runs'), `${path}.runs`).entries()) {
    const run = objectAt(entry, `${path}.runs[${index}]`);
    const values = get(run, 'values');
    if (values === undefined) continue; // calibration, or a recalibration in between
    const checked = checkValues(values, `${path}.runs[${index}].values`);
    if ('failure' in checked) return fail(checked.failure);
    runs.push(checked.values);
    // pyperf moves what all runs of a benchmark, or a file, have in common up to it.
    const about = { ...metadata, ...metadataOf(run) };
    const peak = get(about, 'command_max_rss') ?? get(about, 'mem_max_rss');
    if (typeof peak === 'number' && peak > 0 && Number.isFinite(peak)) memory.push([peak]);
    loops = Math.max(loops, countAt(about, 'loops') * countAt(about, 'inner_loops'));
    const warmups = get(run, 'warmups');
    if (Array.isArray(warmups)) warmup = Math.max(warmup, warmups.length);
  }
  if (runs.length === 0) return fail({ code: 'no-values', message: `${path}: no run of it has values.` });
  const metrics: Record<string, ReadMetric> = { [metric.name]: { unit: metric.unit, better: 'lower', runs } };
  if (metric.name !== 'peak_memory' && memory.length === runs.length)
    metrics.peak_memory = { unit: 'B', better: 'lower', runs: memory };
  return {
    ...named,
    metrics,
    method: { loops, warmup },
  };
}

/** Metadata that counts something: 1 where it is not there. */
function countAt(metadata: JsonObject, key: string): number {
  const count = get(metadata, key);
  return typeof count === 'number' && count >= 1 && Number.isFinite(count) ? count : 1;
}
