/** A noted number called `time` once counted as the time. Names that Pacegate works out never come from a file's free keys. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readResults } from '../../src/formats/read-results.ts';

const NAMES = ['time', 'wall_time', 'cpu_time', 'median', 'mean', 'min', 'max', 'p50', 'p95', 'p99.9'];
const ALL = [...NAMES, 'throughput', 'peak_memory', 'instructions', 'cost'];
const sample = (name: string): string => readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8');

test.each(ALL)('pytest-benchmark: extra_info["%s"] is not the metric', (name) => {
  const file = JSON.parse(sample('pytest-benchmark.json'));
  const [before] = readResults('pytest-benchmark', { text: JSON.stringify(file) }).benchmarks;
  file.benchmarks[0].extra_info = { [name]: 3.5, rows: 12 };
  const [after] = readResults('pytest-benchmark', { text: JSON.stringify(file) }).benchmarks;
  expect(after?.metrics).toEqual({
    ...before?.metrics,
    rows: { unit: 'count', better: 'lower', runs: [[12]] },
  });
});

describe.each([
  ['gauge', { value: 7 }],
  ['counter', { count: 7, rate: 1 }],
  ['rate', { rate: 0.5, passes: 1, fails: 1 }],
])('k6: a script’s own %s', (type, values) => {
  test.each(ALL)('called %s is not the metric', (name) => {
    const trend = { avg: 100, min: 90, med: 99, max: 120, 'p(90)': 110 };
    const metrics = {
      http_req_duration: { type: 'trend', contains: 'time', values: trend },
      [name]: { type, contains: 'default', values },
      own: { type, contains: 'default', values },
    };
    const [found] = readResults('k6', { text: JSON.stringify({ metrics }) }).benchmarks;
    const times = { mean: 0.1, min: 0.09, median: 0.099, max: 0.12, p90: 0.11 };
    expect(Object.keys(found?.metrics ?? {}).sort()).toEqual(
      [
        ...Object.keys(times),
        ...Object.keys({ mean: 0, median: 0, min: 0, max: 0, p90: 0 }).map((s) => `http_req_duration_${s}`),
        'own',
      ].sort(),
    );
    for (const [each, value] of Object.entries(times)) expect(found?.metrics[each]?.runs).toEqual([[value]]);
  });
});

test.each(ALL.filter((name) => !name.includes('.')))('asv: what track_%s tracks is `value`', (name) => {
  const file = {
    version: 2,
    result_columns: ['result', 'params'],
    results: { [`s.track_${name}`]: [[5], []] },
  };
  const [found] = readResults('asv', { text: JSON.stringify(file) }).benchmarks;
  expect(Object.keys(found?.metrics ?? {})).toEqual(['value']);
});

test.each([
  ['ms', 's', 0.25],
  ['MB', 'B', 250e6],
  ['KiB', 'B', 256_000],
  ['%', 'ratio', 2.5],
  ['widgets', 'count', 250],
])('asv: what is tracked in %s is in %s', (written, unit, value) => {
  const text = JSON.stringify({
    version: 2,
    result_columns: ['result', 'params'],
    results: { 's.track_x': [[250], []] },
  });
  const companion = JSON.stringify({ version: 2, 's.track_x': { type: 'track', unit: written } });
  const [found] = readResults('asv', { text, companion }).benchmarks;
  expect(found?.metrics.x).toEqual({ unit, better: 'lower', runs: [[value]] });
});

test('k6: a script’s own times are in seconds whatever kind they are, and its rates are shares', () => {
  const metrics = {
    iteration_duration: { type: 'trend', contains: 'time', values: { avg: 100 } },
    waited: { type: 'counter', contains: 'time', values: { count: 2500, rate: 10 } },
    last: { type: 'gauge', contains: 'time', values: { value: 250, min: 1, max: 300 } },
    lag: { type: 'trend', contains: 'time', values: { avg: 50 } },
    lost: { type: 'rate', contains: 'default', values: { rate: 0.25, passes: 1, fails: 3 } },
  };
  const [found] = readResults('k6', { text: JSON.stringify({ metrics }) }).benchmarks;
  const read = (name: string) => [found?.metrics[name]?.unit, found?.metrics[name]?.runs[0]?.[0]];
  expect(read('waited')).toEqual(['s', 2.5]);
  expect(read('last')).toEqual(['s', 0.25]);
  expect(read('lag_mean')).toEqual(['s', 0.05]);
  expect(read('lost')).toEqual(['ratio', 0.25]);
});
