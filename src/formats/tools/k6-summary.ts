/**
 * k6 writes its end-of-test summary in three shapes. This file makes one of them: a metric's statistics by name.
 * - `handleSummary(data)`: `metrics.NAME = { type, contains, values: { avg, 'p(95)', rate, count, passes } }`
 * - `--summary-export=FILE`: the same without `values` and without units; a rate is called `value`
 * - `--new-machine-readable-summary` (schema 1): `results.metrics = [{ name, type, contains, values: { p95, … } }]`
 */
import { get, isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from '../json.ts';
import { Unreadable } from '../reading.ts';

export interface K6Metric {
  readonly type: 'trend' | 'counter' | 'rate' | 'gauge';
  readonly contains: 'time' | 'data' | 'default';
  /** `mean median min max p95 …` of a trend, `count rate` of a counter, `rate passes total` of a rate, `value`. */
  readonly values: Readonly<Record<string, number>>;
}

export interface K6Summary {
  readonly metrics: ReadonlyMap<string, K6Metric>;
  /** How long the test ran, where it is told. */
  readonly seconds?: number;
}

export function readSummary(json: unknown): K6Summary {
  const file = objectAt(json, '');
  const results = get(file, 'results');
  if (isObject(results)) return readMachineReadable(file, results);
  const state = get(file, 'state');
  const milliseconds = isObject(state) ? get(state, 'testRunDurationMs') : undefined;
  const metrics = new Map<string, K6Metric>();
  for (const [name, value] of Object.entries(objectAt(get(file, 'metrics'), 'metrics'))) {
    const path = `metrics[${JSON.stringify(name.slice(0, 100))}]`;
    const metric = objectAt(value, path);
    const values = get(metric, 'values');
    // Of a custom trend, `--summary-export` does not tell whether its values are milliseconds.
    const contains = isObject(values) ? get(metric, 'contains') : containsByName(name);
    metrics.set(name, readMetric(isObject(values) ? values : metric, contains, path));
  }
  return { metrics, ...(typeof milliseconds === 'number' && { seconds: milliseconds / 1000 }) };
}

function readMachineReadable(file: JsonObject, results: JsonObject): K6Summary {
  const version = textAt(get(file, 'version'), 'version');
  if (!version.startsWith('1.'))
    throw new Unreadable(`k6's summary is of version ${version.slice(0, 20)}; 1 is known.`);
  const config = objectAt(get(file, 'config'), 'config');
  const metrics = new Map<string, K6Metric>();
  for (const [index, value] of listAt(get(results, 'metrics'), 'results.metrics').entries()) {
    const path = `results.metrics[${index}]`;
    const metric = objectAt(value, path);
    const name = textAt(get(metric, 'name'), `${path}.name`);
    const values = objectAt(get(metric, 'values'), `${path}.values`);
    metrics.set(name, readMetric(values, get(metric, 'contains'), `${path}.values`));
  }
  return { metrics, seconds: numberAt(get(config, 'duration'), 'config.duration', 0) };
}

const STATISTICS: Readonly<Record<string, string>> = { avg: 'mean', med: 'median', min: 'min', max: 'max' };

function readMetric(values: JsonObject, contains: unknown, path: string): K6Metric {
  const number = (key: string) => {
    const value = get(values, key);
    return value === undefined ? undefined : numberAt(value, `${path}.${key}`);
  };
  const kept: Record<string, number> = {};
  const keep = (name: string, value: number | undefined) => {
    if (value !== undefined) kept[name] = value;
  };
  const unit = contains === 'time' || contains === 'data' ? contains : 'default';
  const scale = unit === 'time' ? 1000 : 1; // k6 keeps milliseconds
  const scaled = (key: string) => {
    const value = number(key);
    return value === undefined ? undefined : value / scale;
  };
  const passes = number('passes') ?? number('matches');
  if (passes !== undefined) {
    keep('passes', passes);
    keep('total', number('total') ?? passes + (number('fails') ?? 0));
    keep('rate', number('rate') ?? number('value'));
    return { type: 'rate', contains: unit, values: kept };
  }
  if (
    get(values, 'count') !== undefined &&
    get(values, 'avg') === undefined &&
    get(values, 'med') === undefined
  ) {
    keep('count', scaled('count'));
    keep('rate', scaled('rate'));
    return { type: 'counter', contains: unit, values: kept };
  }
  if (get(values, 'value') !== undefined) {
    keep('value', scaled('value'));
    return { type: 'gauge', contains: unit, values: kept };
  }
  for (const key of Object.keys(values)) {
    const percentile = /^p\(?(\d{1,3}(?:\.\d{1,6})?)\)?$/.exec(key);
    const name = percentile ? `p${percentile[1]}` : Object.hasOwn(STATISTICS, key) && STATISTICS[key];
    if (name) keep(name, scaled(key));
  }
  return { type: 'trend', contains: unit, values: kept };
}

function containsByName(name: string): K6Metric['contains'] {
  if (
    /^(http_req_(?!failed)|iteration_duration|group_duration|grpc_|ws_(connecting|session|ping))/.test(name)
  )
    return 'time';
  return /^data_(sent|received)/.test(name) ? 'data' : 'default';
}
