/** Results files as people have them: compressed, of older versions, saved without single values, as tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeResults } from '../../src/formats/decode.ts';
import { detectFormat } from '../../src/formats/detect.ts';
import { readResults } from '../../src/formats/read-results.ts';
import type { Reading } from '../../src/formats/reading.ts';

const folder = new URL('samples/', import.meta.url);
const sample = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const values = ({ metrics }: Partial<Reading> = {}) =>
  Object.fromEntries(Object.entries(metrics ?? {}).map(([name, { runs }]) => [name, runs.flat()]));

describe('the bytes of a file', () => {
  const text = sample('pyperf.json');
  test.each([
    ['plain', Buffer.from(text), text],
    ['gzip', gzipSync(text), text],
    ['gzip in two members', Buffer.concat([gzipSync(text.slice(0, 100)), gzipSync(text.slice(100))]), text],
    ['UTF-16, as PowerShell writes', Buffer.from(`\ufeff${text}`, 'utf16le'), text],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), text],
  ])('%s', (_, bytes, expected) => {
    expect(decodeResults(bytes)).toBe(expected);
  });

  test.each([
    ['cut off', gzipSync(text).subarray(0, 60)],
    ['damaged', Buffer.concat([gzipSync(text).subarray(0, 40), Buffer.alloc(40, 7)])],
  ])('gzip that was %s is no results file', (_, bytes) => {
    expect(decodeResults(bytes)).toMatchObject({ code: 'garbage', message: expect.stringContaining('gzip') });
  });
});

test.each(readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'asv_benchmarks.json'))(
  'the tool that wrote %s is known by what it holds',
  (name) => {
    expect(detectFormat(sample(name))).toBe(
      /^(asv|hyperfine|k6|locust|pyperf|pytest-benchmark)/.exec(name)?.[1],
    );
  },
);

test.each([
  '',
  '{}',
  '[]',
  '[1]',
  'null',
  '{"benchmarks":[]}',
  'a,b\n1,2\n',
  '{"results":[]}',
  '{"metrics":1}',
])('no tool is known for %j', (text) => {
  expect(detectFormat(text)).toBeUndefined();
});

describe('asv’s version 1', () => {
  const file = (results: object) =>
    JSON.stringify({
      version: 1,
      commit_hash: 'ab',
      date: 1_500_000_000_000,
      params: {},
      python: '3.6',
      requirements: {},
      results,
    });
  const read = (results: object) => readResults('asv', { text: file(results) });

  test('the same numbers as the same results in version 2', () => {
    const now = JSON.parse(sample('asv.json'));
    const at = (row: unknown[], name: string) => row[now.result_columns.indexOf(name)];
    const results = Object.fromEntries(
      Object.entries(now.results as Record<string, unknown[]>).map(([name, row]) => [
        name,
        {
          result: at(row, 'result'),
          params: at(row, 'params'),
          samples: at(row, 'samples') ?? null,
          stats: (at(row, 'stats_number') as unknown[] | undefined)?.map((number) => number && { number }),
        },
      ]),
    );
    const companion = sample('asv_benchmarks.json');
    const old = readResults('asv', { text: JSON.stringify({ ...now, version: 1, results }), companion });
    expect(old.benchmarks).toEqual(readResults('asv', { text: sample('asv.json'), companion }).benchmarks);
    expect(old.benchmarks.length).toBeGreaterThan(1);
  });

  test('a plain number, a list, an object of one result, and what failed', () => {
    const { benchmarks, created } = read({
      's.time_number': 0.5,
      's.time_object': { result: [0.25], params: [], samples: [[0.2, 0.3]], stats: [null] },
      's.time_alone': { result: 0.25, samples: [0.2, 0.3], stats: {} },
      's.time_cases': { result: [1, null], params: [["'a'", "'b'"]], samples: [[1, 1], null] },
      's.time_failed': null,
    });
    expect(created).toBe('2017-07-14T02:40:00.000Z');
    expect(
      benchmarks.map(({ sub, failure, ...rest }) => [
        sub,
        failure?.code ?? values({ ...rest, sub: sub ?? '' }),
      ]),
    ).toEqual([
      ['s.time_number', { median: [0.5] }],
      ['s.time_object', { wall_time: [0.2, 0.3] }],
      ['s.time_alone', { wall_time: [0.2, 0.3] }],
      ["s.time_cases('a')", { wall_time: [1, 1] }],
      ["s.time_cases('b')", 'crashed'],
      ['s.time_failed', 'crashed'],
    ]);
  });
});

test('pytest-benchmark saved without its rounds: the plugin’s own figures', () => {
  const file = JSON.parse(sample('pytest-benchmark.json'));
  const { min, max, mean, median } = file.benchmarks[0].stats;
  for (const { stats } of file.benchmarks) delete stats.data;
  const [first] = readResults('pytest-benchmark', { text: JSON.stringify(file) }).benchmarks;
  expect(first?.failure).toBeUndefined();
  expect(values(first)).toEqual({
    min: [min],
    max: [max],
    mean: [mean],
    median: [median],
    throughput: [1 / mean],
  });
});

test('k6 0.26: an export without failed requests, and with gauges', () => {
  const text = JSON.stringify({
    root_group: { name: '', checks: {} },
    metrics: {
      checks: { fails: 1, passes: 9, value: 0.9 },
      data_received: { count: 5000, rate: 500 },
      http_req_duration: { avg: 120, max: 300, med: 118, min: 100, 'p(90)': 180, 'p(95)': 200 },
      http_reqs: { count: 10, rate: 1.5 },
      iteration_duration: { avg: 1120, max: 1300, med: 1118, min: 1100, 'p(90)': 1180, 'p(95)': 1200 },
      vus: { max: 5, min: 1, value: 5 },
    },
  });
  const [found] = readResults('k6', { text }).benchmarks;
  expect(found?.failure).toBeUndefined();
  expect(values(found)).toMatchObject({
    mean: [0.12],
    p95: [0.2],
    throughput: [1.5],
    checks: [0.9],
    data_received: [5000],
    iteration_duration_p95: [1.2],
    vus: [5],
  });
  expect(detectFormat(text)).toBe('k6');
});

describe('locust’s CSV', () => {
  const HEAD =
    'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%';
  const ROWS = [
    'GET,"/search?q=""lamp"", red",900,0,40,50.5,10,300,1200,30.0,0.0,40,50,60,70,90,110,180,220,290,300,300',
    'POST,/cart,100,0,45,55,10,800,1300,3.25,0.0,45,55,65,75,95,120,200,250,700,800,800',
    ',Aggregated,1000,0,41,51,10,800,1210,33.25,0.0,41,51,61,71,91,111,181,221,650,800,800',
  ];

  test.each(['\n', '\r\n'])('a benchmark a row, whatever the line ends: %j', (end) => {
    const { benchmarks } = readResults('locust', { text: [HEAD, ...ROWS, ''].join(end) });
    expect(benchmarks.map(({ sub }) => sub)).toEqual([
      'GET /search?q="lamp", red',
      'POST /cart',
      'Aggregated',
    ]);
    expect(values(benchmarks[0])).toMatchObject({
      median: [0.04],
      mean: [0.0505],
      min: [0.01],
      max: [0.3],
      p50: [0.04],
      p95: [0.11],
      'p99.9': [0.29],
      throughput: [30],
      error_rate: [0],
      failed_requests: [0],
    });
  });

  test('names of columns before locust 1.0, and percentiles that few requests have not', () => {
    const text =
      '"Method","Name","# requests","# failures","Median response time","Average response time","Min response time","Max response time","Average Content Size","Requests/s"\n"GET","/",10,0,40,50,10,300,1200,3.0\n"None","Total",10,0,40,50,10,300,1200,3.0\n';
    expect(values(readResults('locust', { text }).benchmarks[0])).toMatchObject({
      median: [0.04],
      throughput: [3],
    });
    const few = [HEAD, ROWS[0]?.replace(',290,300,300', ',N/A,N/A,300')].join('\n');
    expect(values(readResults('locust', { text: few }).benchmarks[0])).not.toHaveProperty('p99.9');
  });

  test.each([
    ['without requests', HEAD, 'no-values'],
    ['with a row of none', `${HEAD}\nGET,/,0,0,0,0,0,0,0,0,0\n`, 'no-values'],
    ['with failures', `${HEAD}\n${ROWS[1]?.replace('100,0,', '100,50,')}\n`, 'crashed'],
    ['with a number that is none', `${HEAD}\n${ROWS[1]?.replace('45,55,', '45,nan,')}\n`, 'not-a-number'],
    ['of failures', 'Method,Name,Error,Occurrences\nGET,/,boom,1\n', 'garbage'],
    ['cut off in a quote', `${HEAD}\nGET,"/sea`, 'garbage'],
  ])('%s', (_, text, code) => {
    const { failure, benchmarks } = readResults('locust', { text });
    expect(failure?.code ?? benchmarks[0]?.failure?.code).toBe(code);
  });
});
