import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResults } from '../../src/formats/read-results.ts';
import type { Results } from '../../src/formats/reading.ts';
import type { ResultsFormat } from '../../src/samples/benchmark-spec.ts';

const sample = (name: string) => readFileSync(join(import.meta.dirname, 'samples', name), 'utf8');
const SAMPLES: readonly [ResultsFormat, string][] = [
  ['pytest-benchmark', sample('pytest-benchmark.json')],
  ['pyperf', sample('pyperf.json')],
  ['asv', sample('asv.json')],
  ['hyperfine', sample('hyperfine.json')],
  ['k6', sample('k6-handle-summary.json')],
  ['k6', sample('k6-summary-export.json')],
  ['k6', sample('k6-machine-readable.json')],
  ['k6', sample('k6-points.json')],
  ['locust', sample('locust.json')],
  [
    'pacegate',
    JSON.stringify({
      format: 'pacegate/measurements',
      version: 1,
      session: 's',
      created: '2026-11-22T13:00:00Z',
      environment: {},
      benchmarks: [
        {
          name: 'a',
          metrics: { wall_time: { unit: 's', better: 'lower', runs: [{ order: 0, values: [0.1, 0.2] }] } },
        },
      ],
    }),
  ],
];

/** Whatever came in: values are numbers, or there is a failure that says why not. */
function expectSound({ benchmarks, failure }: Results): void {
  if (failure) expect(failure.message.length).toBeLessThan(1000);
  else expect(benchmarks.length).toBeGreaterThan(0);
  const names = benchmarks.map(({ sub }) => sub);
  expect(new Set(names).size).toBe(names.length);
  for (const { sub, metrics, failure } of benchmarks) {
    expect((sub ?? '').length).toBeLessThan(600);
    if (!failure) expect(Object.keys(metrics).length).toBeGreaterThan(0);
    for (const { runs, unit } of Object.values(metrics)) {
      expect(typeof unit).toBe('string');
      expect(runs.length).toBeGreaterThan(0);
      for (const run of runs) {
        expect(run.length).toBeGreaterThan(0);
        for (const value of run) if (!Number.isFinite(value)) throw new Error(`${value} got through`);
      }
    }
  }
}

const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    NaN,
    -1,
    0,
    '',
    '0.1',
    [],
    {},
    [[]],
    true,
    1e308,
    '__proto__',
    'x'.repeat(1 << 20),
  ),
  fc.jsonValue(),
);

/** A copy of a JSON value with the node at a random place replaced, or its key renamed. */
function mutate(value: unknown, choose: (size: number) => number, replacement: unknown): unknown {
  if (typeof value !== 'object' || value === null || choose(6) === 0) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys[choose(Math.max(1, keys.length))];
  if (key === undefined) return replacement;
  if (choose(12) === 0) delete copy[key];
  else copy[key] = mutate(copy[key], choose, replacement);
  return copy;
}

/** As Python writes it: JSON.stringify would turn NaN into null. */
function stringify(value: unknown): string {
  return (
    JSON.stringify(value, (_, each) => (Number.isNaN(each) ? '\u0000NaN' : each))?.replaceAll(
      '"\\u0000NaN"',
      'NaN',
    ) ?? 'null'
  );
}

describe.each(SAMPLES)('a hostile %s file', (format, text) => {
  it('is read soundly as it is', () => expectSound(readResults(format, { text })));

  it('cut off anywhere: a failure, or whole benchmarks', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expectSound(readResults(format, { text: text.slice(0, length) }));
      }),
      { numRuns: 60 },
    );
  });

  it('with anything in any place', () => {
    const isLines = text.trimStart().startsWith('{"type"');
    const json: unknown = isLines
      ? text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : JSON.parse(text);
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(), { minLength: 8, maxLength: 40 }), (replacement, choices) => {
        let next = 0;
        const choose = (size: number) => (choices[next++ % choices.length] ?? 0) % size;
        const changed = mutate(json, choose, replacement);
        const lines =
          isLines && Array.isArray(changed) ? changed.map(stringify).join('\n') : stringify(changed);
        expectSound(readResults(format, { text: lines }));
      }),
      { numRuns: 150 },
    );
  });

  it('that is something else altogether', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.constantFrom('', ' ', '[]', '{}', 'null', '\uFEFF{}', '[['.repeat(5e4)),
        ),
        (any) => {
          expectSound(readResults(format, { text: any }));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('names and versions', () => {
  const hyperfine = (commands: unknown[]) =>
    readResults('hyperfine', {
      text: JSON.stringify({ results: commands.map((command) => ({ command, times: [0.1] })) }),
    });

  it('a name of 1 MB is shortened, and two of them stay apart', () => {
    const long = 'x'.repeat(1 << 20);
    const names = hyperfine([`${long}a`, `${long}b`]).benchmarks.map(({ sub }) => sub ?? '');
    expect(names[0]).not.toBe(names[1]);
    expect(names.every((name) => name.length <= 500)).toBe(true);
  });

  it('a name that occurs twice is numbered', () => {
    expect(hyperfine(['a', 'a', 'a #2', 'a']).benchmarks.map(({ sub }) => sub)).toEqual([
      'a',
      'a #3',
      'a #2',
      'a #4',
    ]);
  });

  it('parameters called __proto__ stay parameters', () => {
    const text = '{"results":[{"command":"a","times":[1],"parameters":{"__proto__":"x","constructor":"y"}}]}';
    const [benchmark] = readResults('hyperfine', { text }).benchmarks;
    expect(Object.entries(benchmark?.params ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it.each([
    ['pyperf', '{"version":"2.0","benchmarks":[]}', /format 2\.0; pyperf's format 1\.0 is known/],
    [
      'pytest-benchmark',
      '{"version":"9.1.0","benchmarks":[]}',
      /pytest-benchmark 9\.1\.0; versions 3, 4 and 5 are known/,
    ],
    ['asv', '{"version":3}', /version 3; asv's results of versions 1 and 2 are known/],
    ['k6', '{"version":"2.0.0","results":{},"config":{}}', /version 2\.0\.0; 1 is known/],
    [
      'pacegate',
      '{"format":"pacegate/measurements","version":7}',
      /`version` is 7; this Pacegate reads version 1/,
    ],
  ] as const)('%s: an unknown version says which are known', (format, text, message) => {
    expect(readResults(format, { text }).failure?.message).toMatch(message);
  });

  it.each([
    ['NaN', 'not-a-number'],
    ['-0.1', 'not-a-number'],
    ['null', 'not-a-number'],
    ['"0.1"', 'not-a-number'],
    ['-Infinity', 'not-a-number'],
  ])('a time of %s fails that benchmark and no other', (value, code) => {
    const text = `{"results":[{"command":"NaN \\"Infinity","times":[0.1,${value}]},{"command":"b","times":[0.2]}]}`;
    const { benchmarks, failure } = readResults('hyperfine', { text });
    expect(failure).toBeUndefined();
    expect(benchmarks.map((each) => each.failure?.code)).toEqual([code, undefined]);
    expect(benchmarks[0]?.sub).toBe('NaN "Infinity');
    expect(benchmarks[0]?.failure?.message).toMatch(/^results\[0\]\.times\[1\]/);
  });

  it('a million requests of locust become a thousand values with the same quantiles', () => {
    const entry = {
      name: '/',
      method: 'GET',
      num_requests: 1e6,
      num_failures: 0,
      start_time: 1,
      last_request_timestamp: 101,
      total_response_time: 2e7,
      min_response_time: 9,
      max_response_time: 500,
      response_times: { '500': 10_000, '10': 900_000, '100': 90_000 },
    };
    const [benchmark] = readResults('locust', { text: JSON.stringify([entry]) }).benchmarks;
    const values = benchmark?.metrics.wall_time?.runs[0] ?? [];
    expect(values).toHaveLength(1000);
    expect([values[899], values[900], values[989], values[990]]).toEqual([0.01, 0.1, 0.1, 0.5]);
    expect(benchmark?.metrics.throughput?.runs).toEqual([[10_000]]);
  });
});
