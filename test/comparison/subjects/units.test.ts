/** `index_mb < 500 MB` held for 900, because 900 was compared with 500 000 000. A bound says something in its metric's unit only. */
import { expect, test } from 'vitest';
import { judge } from '../../../src/comparison/judge.ts';
import type { Result } from '../../../src/comparison/result.ts';
import type { Metric } from '../../../src/samples/measurements.ts';
import { metric, session, spec, timed } from '../measured.ts';

const VALUES = Array.from({ length: 12 }, () => [7]);

function judgeOwn(text: string, candidate: Metric, baseline: Metric = candidate): Result | undefined {
  const side = (own: Metric) => session([{ name: 'it', metrics: { ...timed('it').metrics, own } }]);
  return judge({
    comparison: 'side-by-side',
    final: true,
    baseline: side(baseline),
    candidate: side(candidate),
    budgets: [spec('it', [text])],
    accepted: [],
    cpuHour: 0.05,
    today: '2026-11-25',
  }).results[0];
}

const BOUNDS: Readonly<Record<string, string>> = {
  s: '900 s',
  B: '500 MB',
  '1/s': '200/s',
  $: '$9',
  count: '3M',
  plain: '500',
  ratio: '900%',
};
/** By the unit that is measured, the bounds that fit. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  s: ['s'],
  B: ['B'],
  '1/s': ['1/s'],
  $: ['$'],
  count: ['count', 'plain'],
  ratio: ['ratio', 'count', 'plain'],
  widgets: ['count', 'plain'],
};
const PAIRS = Object.entries(FITTING).flatMap(([unit, fitting]) =>
  Object.entries(BOUNDS).map(([kind, bound]) => [unit, bound, fitting.includes(kind)] as const),
);

test.each(PAIRS)('measured in %s, a bound of %s fits: %s', (unit, bound, fits) => {
  for (const text of [`own < ${bound}`, ...(bound.includes('%') ? [] : [`own < baseline + ${bound}`])]) {
    const result = judgeOwn(text, metric(unit, VALUES));
    expect([text, result?.verdict, result?.failure]).toEqual([
      text,
      fits ? 'pass' : 'missing',
      fits ? undefined : 'wrong-unit',
    ]);
  }
});

test.each([
  ['own < 500 MB', 'count', 'a plain number', '`500`'],
  ['own < 5 s', 'widgets', 'a plain number', '`5`'],
  ['own < 1%', 'count', 'a plain number', '`1`'],
  ['own < 500', 'B', 'an amount of memory', '`500 MB`'],
  ['own < baseline + 30', 's', 'a time', '`30 ms`'],
  ['own < 5 s', 'ratio', 'a share', '`5%`'],
])('%s, measured in %s, says what it is and what to write', (text, unit, what, write) => {
  const { reason } = judgeOwn(text, metric(unit, VALUES)) as Result;
  expect(reason).toContain(`what is measured is ${what}`);
  expect(reason).toContain(`such as ${write}`);
});

test('a bound of 0 needs no unit, and a percentage of the baseline never does', () => {
  for (const text of ['own >= 0', 'own < baseline + 5%'])
    expect([text, judgeOwn(text, metric('B', VALUES))?.failure]).toEqual([text, undefined]);
});

test('a metric that the two sides report in different units is compared with nothing', () => {
  expect(judgeOwn('own < baseline + 5%', metric('s', VALUES), metric('count', VALUES))).toMatchObject({
    verdict: 'missing',
    failure: 'wrong-unit',
  });
  // Older files called a share a plain number.
  expect(judgeOwn('own < baseline + 5%', metric('ratio', VALUES), metric('count', VALUES))?.verdict).toBe(
    'pass',
  );
});

test.each([
  ['own < 1%', 0.002, 'pass'],
  ['own < 1%', 0.02, 'fail'],
  ['own >= 99%', 0.5, 'fail'],
  ['own >= 99%', 1, 'pass'],
  ['own < 0.01', 0.002, 'pass'],
])('a share takes percent: %s of %d', (text, value, verdict) => {
  expect(judgeOwn(text, metric('ratio', [[value], [value]]))?.verdict).toBe(verdict);
});

test('`time` is the time, whatever a measurement file calls so', () => {
  const named = (seconds: number) =>
    session([
      {
        name: 'it',
        metrics: {
          ...timed('it', { seconds }).metrics,
          time: metric('count', VALUES),
          max: metric('count', VALUES),
        },
      },
    ]);
  const results = judge({
    comparison: 'side-by-side',
    final: true,
    baseline: named(0.01),
    candidate: named(0.08),
    budgets: [spec('it', ['time < baseline + 50%', 'max < 1 ms'])],
    accepted: [],
    cpuHour: 0.05,
    today: '2026-11-25',
  }).results;
  expect(results.map(({ verdict, failure }) => [verdict, failure])).toEqual([
    ['fail', undefined],
    ['missing', 'wrong-unit'],
  ]);
});
