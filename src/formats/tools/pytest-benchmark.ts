/** The file of `pytest --benchmark-json=FILE` (pytest-benchmark 3 to 5). */
import type { Environment } from '../../samples/environment.ts';
import { get, isObject, type JsonObject, listAt, numberAt, objectAt, parseJson, textAt } from '../json.ts';
import { isOwnName, shortName, textParams } from '../names.ts';
import {
  type Reading,
  type ReadMetric,
  type Results,
  type ResultsText,
  single,
  Unreadable,
} from '../reading.ts';
import { checkValues } from '../values.ts';

/** Timers of which the values are CPU time. Any other is taken for a wall clock. */
const CPU_TIMER = /(^|\.)(process_time|thread_time)(_ns)?$/;

/**
 * A file is one pytest process, so one run: `stats.data` has the seconds of one iteration, one for each round. The
 * name is the test's node id, which is what pytest prints and takes. Numbers in `extra_info` become metrics, of no unit,
 * unless they have a name of Pacegate's own.
 */
export function parsePytestBenchmark({ text }: ResultsText): Results {
  const file = objectAt(parseJson(text), '');
  const version = get(file, 'version');
  if (typeof version === 'string' && !/^[345]\./.test(version)) {
    throw new Unreadable(
      `The file is of pytest-benchmark ${version.slice(0, 20)}; versions 3, 4 and 5 are known.`,
    );
  }
  const benchmarks = listAt(get(file, 'benchmarks'), 'benchmarks');
  if (benchmarks.length === 0)
    throw new Unreadable('pytest-benchmark measured nothing.', { code: 'no-values' });
  const environment = machine(get(file, 'machine_info'));
  const date = get(file, 'datetime');
  const moment = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return {
    benchmarks: benchmarks.map(readBenchmark),
    ...(environment && { environment }),
    ...(Number.isFinite(moment) && { created: new Date(moment).toISOString() }),
  };
}

function readBenchmark(value: unknown, index: number): Reading {
  const path = `benchmarks[${index}]`;
  const benchmark = objectAt(value, path);
  const sub = shortName(textAt(get(benchmark, 'fullname') ?? get(benchmark, 'name'), `${path}.fullname`));
  const params = get(benchmark, 'params');
  const named = { sub, ...(isObject(params) && { params: textParams(Object.entries(params)) }) };
  const stats = get(benchmark, 'stats');
  const data = isObject(stats) ? get(stats, 'data') : undefined;
  const iterations = isObject(stats) ? get(stats, 'iterations') : undefined;
  const options = get(benchmark, 'options');
  const disableGc = isObject(options) ? get(options, 'disable_gc') : undefined;
  const timer = isObject(options) ? get(options, 'timer') : undefined;
  const clock = typeof timer === 'string' && CPU_TIMER.test(timer) ? 'cpu_time' : 'wall_time';
  const own = extraMetrics(get(benchmark, 'extra_info'));
  const rounds = isObject(stats) && data === undefined ? summary(stats, clock, path) : undefined;
  const checked = rounds === undefined ? checkValues(data ?? [], `${path}.stats.data`) : undefined;
  if (checked && 'failure' in checked) return { ...named, metrics: {}, failure: checked.failure };
  return {
    ...named,
    metrics: {
      ...own,
      ...rounds,
      ...(checked && { [clock]: { unit: 's', better: 'lower' as const, runs: [checked.values] } }),
    },
    method: {
      ...(typeof iterations === 'number' && iterations >= 1 && { loops: iterations }),
      ...(typeof disableGc === 'boolean' && { gc: disableGc ? 'disabled' : 'enabled' }),
    },
  };
}

const STATISTICS = ['min', 'max', 'mean', 'median'] as const;

/**
 * `--benchmark-save` and `--benchmark-autosave` keep no rounds unless `--benchmark-save-data` is there, too: what they keep is
 * the plugin's own figures. Of CPU time no budget has these names.
 */
function summary(stats: JsonObject, clock: string, path: string): Record<string, ReadMetric> | undefined {
  if (!STATISTICS.some((name) => get(stats, name) !== undefined)) return undefined;
  if (clock === 'cpu_time')
    throw new Unreadable(`${path} holds statistics of CPU time, and none of its rounds.`, {
      code: 'only-summaries',
      hint: 'Save it with `--benchmark-save-data`.',
    });
  const metrics: Record<string, ReadMetric> = {};
  for (const name of STATISTICS) {
    const value = get(stats, name);
    if (value !== undefined)
      metrics[name] = single(numberAt(value, `${path}.stats.${name}`, 0), 's', 'lower');
  }
  const mean = metrics.mean?.runs[0]?.[0] ?? 0;
  return { ...metrics, ...(mean > 0 && { throughput: single(1 / mean, '1/s', 'higher') }) };
}

function extraMetrics(extra: unknown): Record<string, ReadMetric> {
  if (!isObject(extra)) return {};
  const metrics: Record<string, ReadMetric> = {};
  for (const [name, value] of Object.entries(extra)) {
    const usable = typeof value === 'number' && Number.isFinite(value) && isOwnName(name);
    if (usable) metrics[name] = single(value, 'count', 'lower');
  }
  return metrics;
}

function machine(info: unknown): Environment | undefined {
  if (!isObject(info)) return undefined;
  const cpu = get(info, 'cpu');
  const facts: JsonObject = {
    ...(isObject(cpu) && { cpu: get(cpu, 'brand_raw'), cores: get(cpu, 'count') }),
    arch: get(info, 'machine'),
    os: get(info, 'system'),
    kernel: get(info, 'release'),
    python: get(info, 'python_version'),
    implementation: get(info, 'python_implementation'),
    python_build: get(info, 'python_compiler'),
  };
  const known = Object.entries(facts).filter(
    ([, fact]) => (typeof fact === 'string' && fact !== '') || typeof fact === 'number',
  );
  return Object.fromEntries(known) as Environment;
}
