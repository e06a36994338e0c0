import { describe, expect, test } from 'vitest';
import type { Warning } from '../../src/comparison/result.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { isPlainPass, sortResults, statusOf } from '../../src/report/order.ts';
import { consequences, headline } from '../../src/report/words/headline.ts';
import {
  formatInterval,
  formatPercent,
  formatSides,
  formatTraffic,
  safeUnit,
} from '../../src/report/words/numbers.ts';
import { ageInWords, concerned, groupDoubts } from '../../src/report/words/scenario.ts';
import { deciderWords, impactWords } from '../../src/report/words/words.ts';
import { differingFacts } from '../../src/samples/environment.ts';
import { CASES, makeReport, SAMPLES } from './samples.ts';

const voice = { name: (text: string) => text, text: (text: string) => text };
const said = (name: keyof typeof SAMPLES) => headline(SAMPLES[name](), voice);

describe('whether memory layouts were matched', () => {
  const pass = SAMPLES.pass();
  const rendered = (layout: string | undefined) => {
    const environment = { ...pass.candidate.environment, ...(layout !== undefined && { layout }) };
    const report = { ...pass, candidate: { ...pass.candidate, environment } };
    return [renderMarkdown(report), renderHtml(report)];
  };

  test.each([
    ['matched', 'memory layouts matched: both processes of a pair had the same one'],
    ['natural', 'natural memory layouts: this system does not let them be matched'],
  ])('%s: the report says so where it says how sure it is', (layout, words) => {
    for (const text of rendered(layout)) expect(text).toContain(words);
  });

  test('nothing is said where no processes took turns, nor in words of anybody else', () => {
    for (const text of [...rendered(undefined), ...rendered('neither')])
      expect(text).not.toMatch(/memory layout|neither/);
  });

  test('it is no reason not to compare', () => {
    expect(differingFacts({ layout: 'matched' }, { layout: 'natural' })).toEqual([]);
  });
});

describe('the answer in one line', () => {
  test.each([
    ['fail', 'search-endpoint is 8.3 % slower, and its budget allows 5 %'],
    ['pass', 'all 9 budgets hold'],
    ['improved', 'the budget holds, and thumbnails[webp] is 12 % faster'],
    ['missing', 'batch-export was not measured: its process ended with an error'],
    ['nothing', 'nothing was measured, so nothing passed'],
    ['inconclusive', 'it cannot be told yet whether report-build keeps time < baseline + 5%'],
    ['none', 'the budget holds; there is no baseline yet, so nothing was compared'],
    ['accepted', 'all budgets hold but one trade-off that was accepted: checkout is 13 % slower'],
    ['observe', 'search-endpoint is 8.3 % slower, and its budget allows 5 % (observing: nothing fails yet)'],
  ] as const)('%s', (name, answer) => expect(said(name)).toBe(answer));

  test('what was not measured is never told as a regression', () => {
    expect(said('missing')).not.toMatch(/slower|broken|more|%/);
    expect(consequences(SAMPLES.missing(), voice).join(' ')).toContain('This is no regression');
    // Nor is it lost behind one.
    expect(said('mixed')).toContain('1 not measured');
  });

  test('that both sides return different results is said beside whatever was judged', () => {
    const warning = { code: 'different-result', message: '', advice: '' } as const;
    const names = ['a', 'b', 'c', 'd'].map((benchmark) => ({ ...warning, benchmark }));
    const notes = (warnings: readonly Warning[]) => consequences({ ...SAMPLES.improved(), warnings }, voice);
    expect(notes([])).toEqual([]);
    expect(notes(names.slice(0, 1))).toEqual([
      'a returns different results on the two sides, so they may not do the same work.',
    ]);
    expect(notes(names)[0]).toMatch(/^a, b, c and 1 more return different results/);
  });

  test('only what holds, and was told, is said to hold', () => {
    for (const name of ['fail', 'missing', 'nothing', 'inconclusive', 'incomparable', 'mixed'] as const) {
      expect(said(name)).not.toMatch(/\bholds?\b/);
    }
  });

  test.each([
    [CASES.fewer(), 'queue-worker handles 12 % fewer calls a second, and its budget allows 5 %'],
    [
      { ...CASES.memory(), severity: 'fail' as const },
      'nightly-import needs 4.2 % more memory, and its budget allows 3 %',
    ],
    [CASES.slowTail(), 'report-build has a p95 of 2.20 s, and its budget allows 1.90 s'],
    [
      { ...CASES.slower(), change: { ratio: 2.5, low: 2.4, high: 2.6, confidence: 0.95 } },
      'search-endpoint is 2.5 times as slow, and its budget allows 5 %',
    ],
    [
      { ...CASES.slower(), metric: 'p95' },
      'search-endpoint has a p95 8.3 % higher, and its budget allows 5 %',
    ],
    [
      { ...CASES.slower(), limit: { kind: 'ratio' as const, value: 1 } },
      'search-endpoint is 8.3 % slower, and its budget allows no loss at all',
    ],
    [
      { ...CASES.slower(), change: { ratio: 1.0501, low: 1.05005, high: 1.06, confidence: 0.95 } },
      'search-endpoint is 5 % slower, and its budget allows 5 %, within rounding',
    ],
  ])('in the words of its metric: $1', (result, answer) => {
    expect(headline(makeReport([result]), voice)).toBe(answer);
  });

  test('many are counted, and the worst of them named', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const report = makeReport(
      names.map((benchmark, index) => ({
        ...CASES.slower(),
        benchmark,
        change: { ratio: 1.1 + index / 10, low: 1.09, high: 1.6, confidence: 0.95 },
      })),
    );
    expect(headline(report, voice)).toBe(
      '5 of 5 budgets are broken: e (50 % slower), d (40 % slower), c (30 % slower) and 2 more',
    );
  });
});

test('a broken budget that only warns does not read as a failure', () => {
  const report = makeReport([CASES.memory(), CASES.holds()]);
  expect(headline(report, voice)).toBe('the budget holds; 1 warning level exceeded');
  expect(statusOf(CASES.memory())).toBe('warn');
});

test('nothing is to say only where everything plainly holds', () => {
  const plain = Object.entries(SAMPLES).filter(([, make]) => isPlainPass(make()));
  expect(plain.map(([name]) => name)).toEqual(['pass', 'none', 'stored']);
});

test('results come in the same order, however they were measured', () => {
  const { results } = SAMPLES.mixed();
  const order = sortResults(results).map(({ benchmark, verdict }) => `${verdict} ${benchmark}`);
  expect(
    sortResults([...results].reverse()).map(({ benchmark, verdict }) => `${verdict} ${benchmark}`),
  ).toEqual(order);
  expect(order.slice(0, 5)).toEqual([
    'fail report-build',
    'fail queue-worker',
    'fail search-endpoint',
    'missing batch-export',
    'inconclusive report-build',
  ]);
});

test('what would decide is said in the words of the budget file', () => {
  expect(deciderWords(CASES.open(), voice)).toBe(
    'about 20 more processes a side would tell (max_time: 8 min); time < baseline + 8% could be told already',
  );
  expect(deciderWords(CASES.slower(), voice)).toBeUndefined();
  // Where the time of the whole run was over, more `max_time` is no help.
  expect(deciderWords({ ...CASES.open(), notes: ['out-of-time'] }, voice)).not.toContain('max_time');
});

test('the impact is in CPU hours and money, says in which direction, and what is worth nothing', () => {
  const section = { name: 'x', runs: { baseline: 1, candidate: 1 }, traffic: 3e6 };
  const words = (hours: number, dollars: number) =>
    impactWords({ ...section, impact: { cpu_hours_per_day: hours, dollars_per_month: dollars } });
  expect(words(0.83, 1.01)).toBe(
    'At 3M calls a day that is 0.83 CPU hours a day more, 25 hours and about $1 a month.',
  );
  expect(words(-120, -1234)).toBe(
    'At 3M calls a day that is 120 CPU hours a day less, 3,653 hours and about $1,200 a month.',
  );
  expect(words(0.0001, 0.0001)).toContain('less than 1 cent a month. As money that is worth nothing');
  expect(impactWords(section)).toBeUndefined();
});

describe('numbers', () => {
  test.each([
    [0.083, '8.3 %'],
    [0.31, '31 %'],
    [0.0004, '0.04 %'],
    [0.05, '5 %'],
    [12.5, '1,250 %'],
  ])('%f is %s', (share, text) => expect(formatPercent(share)).toBe(text));

  test.each([
    [{ ratio: 1.083, low: 1.071, high: 1.094 }, '+8.3 %', '+7.1 … +9.4'],
    [{ ratio: 1, low: 0.9996, high: 1.0004 }, '±0.00 %', '−0.04 … +0.04'],
    [{ ratio: 1.5, low: 1.2, high: 1.9 }, '+50 %', '+20 … +90'],
  ])('an interval has the digits that it supports: $1', (change, value, interval) => {
    expect(formatInterval({ ...change, confidence: 0.95 })).toEqual({ change: value, interval });
  });

  test('both sides share a unit', () => {
    expect(formatSides({ value: 0.95, spread: 0.02 }, { value: 1.2, spread: 0.03 }, 's')).toBe(
      '0.95 ± 0.02 → 1.20 ± 0.03 s',
    );
    expect(formatSides({ value: 1 }, undefined, 's')).toBe('1.00 s → –');
    expect(formatSides(undefined, { value: 1 }, 's', true)).toBe('1.00 s');
  });

  test('long numbers of a unit of their own are grouped', () => {
    expect(formatSides({ value: 244_527_923 }, { value: 254_908_826 }, 'rows')).toBe(
      '244,527,923 → 254,908,826 rows',
    );
  });

  test.each([
    [4000, '4k'],
    [3_000_000, '3M'],
    [150, '150'],
    [1_250_000, '1.25M'],
    [20_000, '20k'],
    [1_500, '1.5k'],
    [200_000, '200k'],
  ])('%i calls a day are %s', (calls, text) => expect(formatTraffic(calls)).toBe(text));

  test.each([
    ['rows/s', 'rows/s'],
    ['<b>', 'b'],
    ['www.evil', ''],
    ['deadbeef', ''],
    ['$x$', ''],
    [null, ''],
    ['x'.repeat(99), 'x'.repeat(16)],
  ])('a unit %s is shown as %s', (unit, shown) => expect(safeUnit(unit)).toBe(shown));

  test('ages', () => {
    const now = '2026-11-22T13:00:00Z';
    expect(ageInWords('2026-11-22', now)).toBe('today');
    expect(ageInWords('2026-10-01', now)).toBe('7 weeks ago');
    expect(ageInWords('2026-03-04', now)).toBe('8 months ago');
    expect(ageInWords('no date', now)).toBeUndefined();
  });
});

test('the same doubt about many benchmarks is told once', () => {
  const doubt = { code: 'noisy-machine' as const, message: 'm', advice: 'a' };
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const [grouped, about, ...none] = groupDoubts([
    ...names.map((benchmark) => ({ ...doubt, benchmark })),
    doubt,
  ]);
  if (!grouped || !about) throw new Error('nothing was grouped');
  expect(concerned(grouped, (name) => name)).toBe(' a, b, c, d, e and 2 more:');
  expect(concerned(about, (name) => name)).toBe('');
  expect(none).toEqual([]);
});

test('a doubt about several benchmarks names each of them whole', () => {
  const warnings = ['search', 'report', 'import'].map((benchmark) => ({
    code: 'noisy-machine' as const,
    benchmark,
    message: 'Processes differed.',
    advice: 'Wait.',
  }));
  const text = renderMarkdown(makeReport([], { warnings }));
  expect(text).toContain('`search`, `report`, `import`: Processes differed.');
});

describe('what a change cannot affect', () => {
  const proof = { level: 'functions' as const, code: 3, files: 1, packages: 9 };
  const [pass, fail] = [
    SAMPLES.pass().results[0],
    SAMPLES.fail().results.find((one) => one.verdict === 'fail'),
  ];
  const spared = ['a', 'b'].map((benchmark) => ({
    ...(pass as NonNullable<typeof pass>),
    benchmark,
    verdict: 'unaffected' as const,
    unaffected: proof,
    reason: 'Unaffected, so not measured: it is the same.',
  }));

  test('is counted in the first line, apart from what was measured, and is no reason for a comment', () => {
    const measured = makeReport([pass as NonNullable<typeof pass>, ...spared], { verdict: 'pass', exit: 0 });
    const nothing = makeReport(spared, { verdict: 'unaffected', exit: 0 });
    expect(headline(measured, voice)).toBe('1 measured and holds, 2 unaffected');
    expect(headline(nothing, voice)).toBe(
      'nothing had to be measured: 2 benchmarks unaffected by this change',
    );
    expect([measured, nothing].map(isPlainPass)).toEqual([true, true]);
    const failing = makeReport([fail as NonNullable<typeof fail>, ...spared], { verdict: 'fail', exit: 1 });
    expect(headline(failing, voice)).toMatch(/; 2 unaffected$/);
    expect(renderMarkdown(nothing)).toContain('- `a`: it is the same.');
  });
});
