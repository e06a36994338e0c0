/** asv's `.asv/results/MACHINE/HASH-ENVIRONMENT.json` (versions 1 and 2), read with `.asv/results/benchmarks.json` beside it. */
import type { Environment } from '../../samples/environment.ts';
import type { Failure } from '../../samples/measurements.ts';
import { MEMORY_UNITS, TIME_UNITS } from '../../samples/numbers/quantity.ts';
import { get, isObject, type JsonObject, listAt, objectAt, parseJson } from '../json.ts';
import { isOwnName, shortName, textParams } from '../names.ts';
import { type Reading, type ReadMetric, type Results, type ResultsText, Unreadable } from '../reading.ts';
import { checkValues } from '../values.ts';

const VERSIONS: readonly unknown[] = [1, 2];

/**
 * A row of `results` is positional: `result_columns` names its columns, and nulls at its end are cut off. The columns
 * `result` and `samples` have an entry for each combination of the parameters, the last parameter changing fastest.
 * One entry is a benchmark, named as asv prints it: `suite.Class.time_x(10, 'a')`. Samples, where `--record-samples`
 * kept them, are one run of wall time; without them there is only asv's median, given as the metric `median`.
 */
export function parseAsv({ text, companion }: ResultsText): Results {
  const file = objectAt(parseJson(text), '');
  const version = get(file, 'version');
  if (!VERSIONS.includes(version)) {
    const found = typeof version === 'number' ? `version ${version}` : 'no version';
    throw new Unreadable(`The file has ${found}; asv's results of versions 1 and 2 are known.`, {
      hint: 'Give the file under .asv/results/MACHINE/.',
    });
  }
  const columns = version === 1 ? COLUMNS_1 : listAt(get(file, 'result_columns'), 'result_columns');
  const about = companion === undefined ? {} : objectAt(parseJson(companion), 'benchmarks.json');
  const results = Object.entries(objectAt(get(file, 'results'), 'results'));
  if (results.length === 0) throw new Unreadable('asv measured nothing.', { code: 'no-values' });
  const benchmarks = results.flatMap(([name, row]) => {
    const described = get(about, name);
    return readRow(name, version === 1 ? rowOf(row) : row, columns, isObject(described) ? described : {});
  });
  const environment = machine(get(file, 'params'), get(file, 'python'));
  const date = get(file, 'date');
  const created =
    typeof date === 'number' && date > 0 && date < 1e15 ? new Date(date).toISOString() : undefined;
  return { benchmarks, ...(environment && { environment }), ...(created && { created }) };
}

const COLUMNS_1 = ['result', 'params', 'samples', 'stats_number'];

/**
 * Until asv 0.4.1 a row was an object, or for a benchmark without parameters just its number; the samples of such a one
 * were a list of their own.
 */
function rowOf(value: unknown): unknown[] {
  if (!isObject(value)) return [[value], [], null];
  const [result, samples, stats] = [get(value, 'result'), get(value, 'samples'), get(value, 'stats')];
  const alone = !Array.isArray(result);
  const nested = Array.isArray(samples) && samples.every((each) => each === null || Array.isArray(each));
  const numbers = (Array.isArray(stats) ? stats : [stats]).map((each) =>
    isObject(each) ? get(each, 'number') : null,
  );
  return [
    alone ? [result] : result,
    get(value, 'params') ?? [],
    alone && !nested ? [samples] : samples,
    numbers,
  ];
}

function readRow(name: string, value: unknown, columns: readonly unknown[], about: JsonObject): Reading[] {
  const path = `results[${JSON.stringify(name.slice(0, 100))}]`;
  const row = listAt(value, path);
  const column = (key: string) => row[columns.indexOf(key)];
  const params = listAt(column('params') ?? [], `${path}.params`).map((values) =>
    listAt(values, `${path}.params`),
  );
  const names = get(about, 'param_names');
  const cases = combinations(params, path);
  const result = column('result');
  const samples = column('samples');
  const numbers = column('stats_number');
  const kind = kindOf(name, get(about, 'type'), get(about, 'unit'));
  return cases.map((values, index) => {
    const label = values.length === 0 ? name : `${name}(${values.join(', ')})`;
    const named: Omit<Reading, 'metrics'> = {
      sub: shortName(label),
      ...(values.length > 0 && {
        params: textParams(values.map((text, i) => [parameterName(names, i), text])),
      }),
    };
    const number = Array.isArray(result) ? result[index] : undefined;
    const ownSamples = Array.isArray(samples) ? samples[index] : undefined;
    const loops: unknown = Array.isArray(numbers) ? numbers[index] : undefined;
    const method = typeof loops === 'number' && loops >= 1 && Number.isFinite(loops) ? { loops } : undefined;
    return {
      ...named,
      ...readCase(number, ownSamples, kind, `${path}[${index}]`),
      ...(method && { method }),
    };
  });
}

function parameterName(names: unknown, index: number): string {
  const name: unknown = Array.isArray(names) ? names[index] : undefined;
  return typeof name === 'string' && name !== '' ? name : `param${index + 1}`;
}

/** The product of the parameters' values, as texts, in asv's order. */
function combinations(params: readonly (readonly unknown[])[], path: string): string[][] {
  const size = params.reduce((product, values) => product * values.length, 1);
  if (size > 100_000) throw new Unreadable(`${path} has ${size} combinations of parameters.`);
  return params.reduce<string[][]>(
    (cases, values) => cases.flatMap((start) => values.map((value) => [...start, String(value)])),
    [[]],
  );
}

interface Kind {
  readonly metric: string;
  readonly unit: string;
  /** Of asv's number in `unit`s. */
  readonly scale: number;
}

/** What people write into `unit`; any other makes it a plain number. */
const UNITS = new Map<string, readonly [unit: string, scale: number]>([
  ...[...TIME_UNITS].map(([name, scale]): [string, [string, number]] => [name, ['s', scale]]),
  ...[...MEMORY_UNITS].map(([name, scale]): [string, [string, number]] => [name, ['B', scale]]),
  ['seconds', ['s', 1]],
  ['bytes', ['B', 1]],
  ['%', ['ratio', 0.01]],
  ['percent', ['ratio', 0.01]],
]);

/** By the type in benchmarks.json, or else by asv's naming of functions: `time_…`, `peakmem_…`, `track_…`. */
function kindOf(name: string, type: unknown, unit: unknown): Kind {
  const method = name.slice(name.lastIndexOf('.') + 1);
  const prefix = /^(timeraw|time|peakmem|mem|track)_/i.exec(method)?.[1]?.toLowerCase();
  const kind = typeof type === 'string' ? type : prefix;
  if (kind === 'time' || kind === 'timeraw') return { metric: 'wall_time', unit: 's', scale: 1 };
  if (kind === 'peakmemory' || kind === 'peakmem') return { metric: 'peak_memory', unit: 'B', scale: 1 };
  if (kind === 'memory' || kind === 'mem') return { metric: 'memory', unit: 'B', scale: 1 };
  return trackedMetric(method.replace(/^track_/i, ''), unit);
}

/** Of a `track_` benchmark: the rest of its name, or `value` where that is none of its own, in its unit's base unit. */
export function trackedMetric(name: string, unit: unknown): Kind {
  const [base, scale] = (typeof unit === 'string' ? UNITS.get(unit) : undefined) ?? ['count', 1];
  return { metric: isOwnName(name) ? name : 'value', unit: base, scale };
}

function readCase(
  result: unknown,
  samples: unknown,
  { metric, unit, scale }: Kind,
  path: string,
): { metrics: Record<string, ReadMetric>; failure?: Failure } {
  const fail = (code: Failure['code'], message: string) => ({ metrics: {}, failure: { code, message } });
  if (result === null || result === undefined) return fail('crashed', 'It failed under asv.');
  // asv writes NaN for a benchmark whose set-up raised NotImplementedError: skipped.
  if (typeof result === 'number' && !Number.isFinite(result)) return fail('absent', 'asv skipped it.');
  if (metric === 'wall_time' && (samples === null || samples === undefined)) {
    const median = checkValues([result], `${path}.result`);
    if ('failure' in median) return { metrics: {}, failure: median.failure };
    return { metrics: { median: { unit, better: 'lower', runs: [median.values] } } };
  }
  const checked = checkValues(samples ?? [result], samples ? `${path}.samples` : `${path}.result`);
  if ('failure' in checked) return { metrics: {}, failure: checked.failure };
  const values = scale === 1 ? checked.values : checked.values.map((value) => value * scale);
  return { metrics: { [metric]: { unit, better: 'lower', runs: [values] } } };
}

function machine(params: unknown, python: unknown): Environment | undefined {
  if (!isObject(params)) return undefined;
  const cores = Number(get(params, 'num_cpu'));
  const os = get(params, 'os');
  const [system, kernel] = typeof os === 'string' ? os.split(' ', 2) : [];
  const facts: JsonObject = {
    cpu: get(params, 'cpu'),
    ...(Number.isInteger(cores) && cores > 0 && { cores }),
    arch: get(params, 'arch'),
    os: system,
    kernel,
    ...(typeof python === 'string' && /^\d+\.\d+/.test(python) && { python }),
  };
  const known = Object.entries(facts).filter(
    ([, fact]) => (typeof fact === 'string' && fact !== '') || typeof fact === 'number',
  );
  return Object.fromEntries(known) as Environment;
}
