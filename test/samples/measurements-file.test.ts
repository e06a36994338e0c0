import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { Measurements } from '../../src/samples/measurements.ts';
import {
  parseMeasurements,
  renderMeasurements,
  writeMeasurements,
} from '../../src/samples/measurements-file.ts';

const HEAD = { format: 'pacegate/measurements', version: 1, session: 's1', created: '2026-11-22T13:00:00Z' };
const metric = (runs: unknown) => ({ unit: 's', better: 'lower', runs });
const file = (benchmarks: unknown, head: object = HEAD) =>
  JSON.stringify({ ...head, environment: {}, benchmarks });
const one = (metrics: unknown, more: object = {}) => file([{ name: 'a', metrics, ...more }]);
const parse = (text: string) => parseMeasurements(text, 'candidate.json');
const wall = (runs: unknown) => parse(one({ wall_time: metric(runs) })).benchmarks[0];

function mistake(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} ${error.hint ?? ''}`;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a measurement file', () => {
  it("is read as the contract's example has it", () => {
    const text = JSON.stringify({
      ...HEAD,
      commit: { id: 'abc', ref: 'main', dirty: false },
      environment: { cpu: 'x', cores: 2, python: '3.11.7' },
      benchmarks: [
        {
          name: 'search-endpoint',
          metrics: {
            wall_time: metric([{ order: 0, values: [0.0123, 0.0119] }]),
            cpu_time: metric([{ order: 0, values: [0.0121, 0.0118] }]),
            peak_memory: { unit: 'B', better: 'lower', runs: [{ order: 0, values: [52428800] }] },
          },
        },
      ],
    });
    const measurements = parse(text);
    expect(measurements).toEqual(JSON.parse(text));
    expect(measurements.benchmarks[0]?.failures).toBeUndefined();
  });

  it.each([
    ['', /^candidate\.json: the file is empty\. .*pacegate measure/],
    ['{"format": "pacegate/meas', /^candidate\.json: it is not JSON, or was cut off: /],
    ['[]', /expected a measurement file, found a list/],
    ['{"benchmarks": []}', /`format` is missing; a measurement file says "pacegate\/measurements"/],
    [file([], { ...HEAD, format: 'pacegate/report' }), /`format` is "pacegate\/report"/],
    [
      file([], { ...HEAD, version: 2 }),
      /`version` is 2; this Pacegate reads version 1\. Use a newer Pacegate/,
    ],
    [file([], { ...HEAD, version: '1' }), /`version` is "1"/],
    [file([], { ...HEAD, session: 7 }), /`session` must be a text/],
    [file({}), /`benchmarks` must be a list/],
    [file([1]), /benchmarks\[0\]: expected an object, found 1/],
    [file([{ metrics: {} }]), /benchmarks\[0\]\.name must be a text/],
    [file([{ name: 'x'.repeat(1 << 20) }]), /benchmarks\[0\]\.name has 1048576 characters/],
    [
      file([{ name: 'a' }, { name: 'b' }, { name: 'a' }]),
      /benchmarks\[0\] and benchmarks\[2\] have the same name, "a"/,
    ],
  ])('%#: what makes all of it unusable is told with its place', (text, message) => {
    expect(mistake(text)).toMatch(message);
  });

  it.each<[string, unknown, string, RegExp]>([
    [
      'null',
      [{ order: 0, values: [0.1, null] }],
      'not-a-number',
      /wall_time\.runs\[0\]\.values\[1\] is null/,
    ],
    ['text', [{ order: 0, values: ['0.1'] }], 'not-a-number', /values\[0\] is "0\.1"/],
    ['a negative time', [{ order: 0, values: [-0.1] }], 'not-a-number', /-0\.1, not a number of at least 0/],
    ['empty values', [{ order: 0, values: [] }], 'no-values', /runs\[0\]\.values is empty/],
    ['missing values', [{ order: 0 }], 'not-a-number', /\.values is missing, not a list/],
    ['no run', [], 'no-values', /runs holds no run/],
    ['missing runs', undefined, 'no-values', /runs holds no run/],
    ['a run that is none', [null], 'not-a-number', /runs\[0\] is null/],
  ])('%s is a failure of that benchmark, which nobody can take for a pass', (_, runs, code, message) => {
    const benchmark = wall(runs);
    expect(benchmark?.failures?.[0]?.code).toBe(code);
    expect(benchmark?.failures?.[0]?.message).toMatch(message);
    expect(benchmark?.metrics).toEqual({});
  });

  it.each(['NaN', 'Infinity', '-Infinity', '1e999'])('%s as Python writes it is told, too', (value) => {
    const text = one({
      wall_time: metric([
        { order: 0, values: [0.1] },
        { order: 1, values: [12345] },
      ]),
    });
    const benchmark = parse(text.replace('12345', value)).benchmarks[0];
    expect(benchmark?.failures?.map(({ code }) => code)).toEqual(['not-a-number']);
    // The other run is kept for the report.
    expect(benchmark?.metrics.wall_time?.runs).toEqual([{ order: 0, values: [0.1] }]);
  });

  it('no metric at all is a failure, and a failure that is there stays the only one', () => {
    expect(parse(one({})).benchmarks[0]?.failures?.[0]?.code).toBe('no-values');
    expect(parse(one(undefined)).benchmarks[0]?.failures?.[0]?.code).toBe('no-values');
    const failures = [{ code: 'crashed', message: 'boom' }];
    expect(parse(one({}, { failures })).benchmarks[0]?.failures).toEqual(failures);
  });

  it('a failure of an unknown kind is still a failure', () => {
    const failures = [{ code: 'constructor', message: 1 }, null];
    expect(
      parse(one({ wall_time: metric([{ order: 0, values: [1] }]) }, { failures })).benchmarks[0]?.failures,
    ).toHaveLength(2);
  });

  it("a benchmark's own metric may be negative, and metrics may not be called as Object's own", () => {
    const own = { unit: 'count', better: 'higher', runs: [{ order: 0, values: [-3] }] };
    expect(parse(one({ score: own })).benchmarks[0]?.failures).toBeUndefined();
    const evil = parse(
      `{${JSON.stringify(HEAD).slice(1, -1)},"benchmarks":[{"name":"a","metrics":{"__proto__":{"unit":"s"},"toString":1}}]}`,
    );
    expect(evil.benchmarks[0]?.metrics).toEqual({});
    expect(evil.benchmarks[0]?.failures?.map(({ code }) => code)).toEqual(['garbage', 'garbage']);
  });

  it('nothing but a UsageError comes out, whatever goes in', () => {
    const text = one(
      { wall_time: metric([{ order: 0, block: 1, values: [0.1, 0.2] }]) },
      { params: { n: '1' } },
    );
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string(), (at, length, inserted) => {
        const broken = text.slice(0, at) + inserted + text.slice(at + length);
        try {
          for (const { metrics, failures } of parse(broken).benchmarks) {
            const runs = Object.values(metrics).flatMap((each) => each.runs);
            if (runs.length === 0) expect(failures).toBeDefined();
            for (const { values } of runs) expect(values.every(Number.isFinite)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('an unterminated string after NaN costs no more than its length', () => {
    expect(mistake(`{"a": NaN, "b": "${'x\\\\'.repeat(200_000)}`)).toMatch(/not JSON/);
  });
});

const measurements = fc.record({
  format: fc.constant('pacegate/measurements' as const),
  version: fc.constant(1 as const),
  session: fc.string({ minLength: 1 }),
  created: fc.constant('2026-11-22T13:00:00Z'),
  environment: fc.record({ cpu: fc.string(), cores: fc.nat() }),
  benchmarks: fc.uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1 }),
      metrics: fc.constant(null).chain(() =>
        fc.dictionary(
          fc.constantFrom('wall_time', 'cpu_time', 'peak_memory', 'rows', 'Z', 'a'),
          fc.record({
            unit: fc.string(),
            better: fc.constantFrom('lower' as const, 'higher' as const),
            runs: fc.array(
              fc.record({
                order: fc.nat(),
                block: fc.nat(),
                values: fc.array(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), {
                  minLength: 1,
                }),
              }),
              { minLength: 1 },
            ),
          }),
          { minKeys: 1, noNullPrototype: true },
        ),
      ),
    }),
    { selector: ({ name }) => name },
  ),
});

describe('writing measurements', () => {
  it('what was written is read back, to the last bit', () => {
    fc.assert(
      fc.property(measurements, (written) => {
        const read = parse([...renderMeasurements(written as Measurements)].join(''));
        // -0 is 0 in JSON, and no time.
        expect(JSON.stringify(sortKeys(read))).toBe(JSON.stringify(sortKeys(written)));
      }),
      { numRuns: 200 },
    );
  });

  it('the order of keys does not show in the bytes, and nothing undefined does', async () => {
    const metrics = {
      wall_time: metric([{ order: 0, values: [1] }]),
      rows: metric([{ order: 0, values: [2] }]),
      cpu_time: metric([{ values: [1], order: 0 }]),
    };
    const reversed = Object.fromEntries(Object.entries(metrics).reverse());
    const texts = [metrics, reversed].map((each) =>
      [
        ...renderMeasurements({
          ...HEAD,
          environment: { b: 1, a: 2 },
          benchmarks: [{ metrics: each, name: 'a' }],
        } as Measurements),
      ].join(''),
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toMatchInlineSnapshot(`
      "{"format":"pacegate/measurements","version":1,"session":"s1","created":"2026-11-22T13:00:00Z","environment":{"a":2,"b":1},"benchmarks":[
      {"name":"a","metrics":{
      "wall_time":{"unit":"s","better":"lower","runs":[{"order":0,"values":[1]}]},
      "cpu_time":{"unit":"s","better":"lower","runs":[{"order":0,"values":[1]}]},
      "rows":{"unit":"s","better":"lower","runs":[{"order":0,"values":[2]}]}}}
      ]}
      "
    `);
    const pieces: string[] = [];
    let waiting = 0;
    await writeMeasurements(JSON.parse(texts[0] as string), async (piece) => {
      expect(++waiting).toBe(1); // each piece is taken before the next is made
      await Promise.resolve();
      waiting--;
      pieces.push(piece);
    });
    expect(pieces.join('')).toBe(texts[0]);
    expect(pieces.length).toBeGreaterThan(4);
  });
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sortKeys(each)]),
  );
}
