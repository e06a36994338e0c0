import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Report } from '../../src/report/model.ts';
import { parseReport } from '../../src/report/parse.ts';
import { CASES, makeReport, SAMPLES, thousand } from './samples.ts';

const sample = SAMPLES.mixed();

describe('report.json', () => {
  test.each(Object.entries(SAMPLES))('says all of the report, and no more: %s', (_, make) => {
    expect(parseReport(renderJson(make()))).toEqual(make());
  });

  test('is the same bytes whatever order the keys came in', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, field]) => [key, reversed(field)]),
      );
    };
    expect(renderJson(reversed(sample) as Report)).toBe(renderJson(sample));
  });

  test('rounds nothing', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), (ratio) => {
        const report = makeReport([
          { ...CASES.holds(), change: { ratio, low: ratio, high: ratio, confidence: 0.95 } },
        ]);
        expect(parseReport(renderJson(report)).results[0]?.change?.ratio).toBe(ratio);
      }),
    );
  });

  test('keeps names that are keys of every object', () => {
    const [section] = sample.benchmarks;
    if (!section) throw new Error('the sample has no benchmark');
    const params = Object.fromEntries([
      ['constructor', 'a'],
      ['toString', 'b'],
    ]);
    const report = { ...sample, benchmarks: [{ ...section, params }] };
    expect(parseReport(renderJson(report)).benchmarks[0]?.params).toEqual(params);
  });

  test.each([Number.NaN, Infinity, -Infinity])('never turns %s into null', (ratio) => {
    const change = { ratio, low: 1, high: 1, confidence: 0.95 };
    expect(() => renderJson(makeReport([{ ...CASES.holds(), change }]))).toThrow(/change\.ratio is/);
  });
});

describe('reading a report that somebody else wrote', () => {
  const text = renderJson(sample);
  // biome-ignore lint/suspicious/noExplicitAny: it is broken on purpose
  type Anything = any;
  const changed = (change: (report: Anything) => void) => {
    const report = JSON.parse(text);
    change(report);
    return JSON.stringify(report);
  };
  const broken: [string, string, RegExp][] = [
    ['nothing', '', /no JSON/],
    ['no JSON', '{', /no JSON/],
    ['another format', '{"format":"pacegate/measurements","version":1}', /format/],
    ['a list', '[]', /shape of a report/],
    ['null', 'null', /shape of a report/],
    ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000), /shape of a report/],
    ['a later version', changed((r: Anything) => (r.version = 2)), /version/],
    [
      'an unknown verdict',
      changed((r: Anything) => (r.results[0].verdict = 'great')),
      /results\[0\]\.verdict/,
    ],
    [
      'text for a number',
      changed((r: Anything) => (r.results[0].change.ratio = '1')),
      /results\[0\]\.change\.ratio/,
    ],
    ['null for a number', changed((r: Anything) => (r.results[0].change.ratio = null)), /change\.ratio/],
    ['an infinite number', text.replace('"ratio": 1.003', '"ratio": 1e999'), /change\.ratio/],
    ['a negative ratio', changed((r: Anything) => (r.results[0].change.ratio = -1)), /change\.ratio/],
    ['half a run', changed((r: Anything) => (r.benchmarks[0].runs.candidate = 0.5)), /runs\.candidate/],
    ['a very long name', changed((r: Anything) => (r.results[0].benchmark = 'x'.repeat(6_000))), /benchmark/],
    [
      'a very long list',
      changed((r: Anything) => (r.warnings = Array(20_001).fill(r.warnings[0]))),
      /warnings/,
    ],
    [
      'an object for a name',
      changed((r: Anything) => (r.results[0].benchmark = { toString: 1 })),
      /benchmark/,
    ],
    ['a missing side', changed((r: Anything) => delete r.candidate), /candidate/],
    ['too much', ' '.repeat(33 * 2 ** 20), /at most/],
  ];
  test.each(broken)('refuses %s', (_, json, message) => {
    expect(() => parseReport(json)).toThrow(UsageError);
    expect(() => parseReport(json)).toThrow(message);
  });

  test('leaves out what it does not know, and lets no prototype in', () => {
    const report = parseReport(text.replace('{', '{"evil": "x", "__proto__": {"polluted": true},'));
    expect(report).toEqual(sample);
    expect('polluted' in report).toBe(false);
  });

  test('never says anything but a UsageError', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(text.length - 1), (json, at) => {
        for (const damaged of [json, text.slice(0, at) + json + text.slice(at)]) {
          try {
            parseReport(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('reads a thousand benchmarks', () => {
    expect(parseReport(renderJson(thousand())).results).toHaveLength(1000);
  });
});
