import { expect, test } from 'vitest';
import { gateVerdict, judge } from '../../../src/comparison/judge.ts';
import type { Result } from '../../../src/comparison/result.ts';
import type { FailureCode } from '../../../src/samples/measurements.ts';
import { budget, metric, request, session, spec, timed } from '../measured.ts';

const RELATIVE = 'time < baseline + 5%';
const brief = ({ benchmark, budget, verdict, failure }: Result) => [benchmark, budget, verdict, failure];

test('a declared benchmark that nothing measured is missing, whatever its budgets', () => {
  const { results, verdict } = judge(
    request({
      budgets: [spec('gone', [RELATIVE, 'p95 < 1 s']), spec('bare', []), spec('b', [RELATIVE])],
      baseline: session([timed('b')]),
      candidate: session([timed('b')]),
    }),
  );
  expect(results.map(brief)).toEqual([
    ['gone', RELATIVE, 'missing', 'absent'],
    ['gone', 'p95 < 1 s', 'missing', 'absent'],
    ['bare', null, 'missing', 'absent'],
    ['b', RELATIVE, 'pass', undefined],
  ]);
  expect(verdict).toBe('missing');
  expect(results[0]?.reason).toBe(
    'Not measured: nothing measured it. This says nothing about speed, and it cannot pass.',
  );
});

test('while measuring goes on, what is not there yet is not missing', () => {
  const { results } = judge(
    request({ budgets: [spec('b', [RELATIVE])], candidate: session([]), final: false }),
  );
  expect(results).toEqual([]);
});

test.each([
  ['crashed', 'its process ended with an error'],
  ['killed', 'its process was killed by the system'],
  ['timed-out', 'it took longer than its time-out'],
  ['no-values', 'it ran, but yielded no values'],
  ['not-a-number', 'it yielded values that are no finite positive numbers'],
  ['garbage', 'its results could not be read'],
  ['wrong-code', 'it did not run the code of its own side'],
  ['setup-failed', 'the set-up command failed'],
  ['unsupported', 'a tool that it needs is not there'],
  ['interrupted', 'measuring was interrupted'],
] as const)('one process that %s makes the benchmark missing, and no other', (code, words) => {
  const failures = [{ code: code as FailureCode, message: 'untrusted <b>text</b>' }];
  const { results } = judge(
    request({
      budgets: [spec('a', [RELATIVE]), spec('b', [RELATIVE])],
      baseline: session([timed('a'), timed('b')]),
      candidate: session([{ ...timed('a'), failures }, timed('b')]),
    }),
  );
  expect(results.map(brief)).toEqual([
    ['a', RELATIVE, 'missing', code],
    ['b', RELATIVE, 'pass', undefined],
  ]);
  expect(results[0]?.reason).toBe(
    `Not measured: ${words}. This says nothing about speed, and it cannot pass.`,
  );
  expect(JSON.stringify(results)).not.toContain('untrusted');
});

test('a failure of the baseline spares the absolute budgets', () => {
  const failed = { ...timed('b'), failures: [{ code: 'crashed' as const, message: '' }] };
  const { results } = judge(
    request({
      budgets: [spec('b', [RELATIVE, 'median < 1 s'])],
      baseline: session([failed]),
      candidate: session([timed('b')]),
    }),
  );
  expect(results.map(({ verdict }) => verdict)).toEqual(['missing', 'pass']);
});

test('a benchmark on one side only has nothing to compare with', () => {
  const { results } = judge(
    request({
      budgets: [spec('new', [RELATIVE, 'median < 1 s']), spec('old', [RELATIVE])],
      baseline: session([timed('old')]),
      candidate: session([timed('new')]),
    }),
  );
  expect(results.map(brief)).toEqual([
    ['new', RELATIVE, 'missing', 'one-side-only'],
    ['new', 'median < 1 s', 'pass', undefined],
    ['old', RELATIVE, 'missing', 'one-side-only'],
  ]);
});

test('a sub-benchmark that vanished or was renamed is missing', () => {
  const { results } = judge(
    request({
      budgets: [spec('suite', [RELATIVE])],
      baseline: session([timed('suite/kept'), timed('suite/old[1]')]),
      candidate: session([timed('suite/kept'), timed('suite/new[1]')]),
    }),
  );
  expect(results.map(brief)).toEqual([
    ['suite/kept', RELATIVE, 'pass', undefined],
    ['suite/new[1]', RELATIVE, 'missing', 'one-side-only'],
    ['suite/old[1]', RELATIVE, 'missing', 'one-side-only'],
  ]);
});

test('a process that failed as a whole takes its sub-benchmarks with it', () => {
  const parent = { name: 'suite', metrics: {}, failures: [{ code: 'timed-out' as const, message: '' }] };
  const both = [timed('suite/a'), timed('suite/b')];
  const verdicts = (candidate: Parameters<typeof session>[0]) =>
    judge(
      request({
        budgets: [spec('suite', [RELATIVE])],
        baseline: session(both),
        candidate: session(candidate),
      }),
    ).results.map(brief);
  const expected = ['suite/a', 'suite/b'].map((name) => [name, RELATIVE, 'missing', 'timed-out']);
  expect(verdicts([parent, ...both])).toEqual(expected);
  expect(verdicts([parent])).toEqual(expected);
});

test('a budget for some sub-benchmarks is judged on those, and missing where there are none', () => {
  const verdicts = (only: string) =>
    judge(
      request({
        budgets: [spec('suite', [budget('median < 1 s', { only })])],
        candidate: session([timed('suite/fast[1]'), timed('suite/slow[1]')]),
      }),
    ).results.map(brief);
  expect(verdicts('fast*')).toEqual([['suite/fast[1]', 'median < 1 s', 'pass', undefined]]);
  expect(verdicts('other*')).toEqual([['suite', 'median < 1 s', 'missing', 'absent']]);
});

test('a longer declared name takes its own sub-benchmarks', () => {
  const { results } = judge(
    request({
      budgets: [spec('a', ['median < 1 s']), spec('a/b', ['median < 2 s'])],
      candidate: session([timed('a/b/c'), timed('a/d'), timed('ab')]),
    }),
  );
  expect(results.map(brief)).toEqual([
    ['a/d', 'median < 1 s', 'pass', undefined],
    ['a/b/c', 'median < 2 s', 'pass', undefined],
  ]);
});

test.each([
  ['not a number', [[Number.NaN, 1]], 'not-a-number'],
  ['infinite', [[Number.POSITIVE_INFINITY]], 'not-a-number'],
  ['negative', [[-1]], 'not-a-number'],
  ['null, as JSON writes NaN', [[null as unknown as number]], 'not-a-number'],
  ['an empty run', [[1], []], 'no-values'],
  ['no run', [], 'no-values'],
] as const)('values that are %s make it missing', (_, values, code) => {
  const { results } = judge(
    request({
      budgets: [spec('b', ['median < 1 s'])],
      candidate: session([{ name: 'b', metrics: { wall_time: metric('s', values) } }]),
    }),
  );
  expect(results.map(brief)).toEqual([['b', 'median < 1 s', 'missing', code]]);
});

test('a metric that nothing reported is missing', () => {
  const { results } = judge(
    request({ budgets: [spec('b', ['constructor < 3', 'queries < 3'])], candidate: session([timed('b')]) }),
  );
  expect(results.map(({ verdict, failure }) => [verdict, failure])).toEqual([
    ['missing', 'absent'],
    ['missing', 'absent'],
  ]);
});

test('with nothing to compare with, relative budgets are incomparable', () => {
  const { results, verdict } = judge(
    request({ budgets: [spec('b', [RELATIVE, 'median < 1 s'])], candidate: session([timed('b')]) }),
  );
  expect(results.map(brief)).toEqual([
    ['b', RELATIVE, 'incomparable', undefined],
    ['b', 'median < 1 s', 'pass', undefined],
  ]);
  expect(verdict).toBe('incomparable');
});

test('an empty file and an empty selection never pass', () => {
  expect(judge(request({ budgets: [spec('b', [])], candidate: session([]) })).verdict).toBe('missing');
  expect(judge(request({ budgets: [], candidate: session([timed('b')]) })).verdict).toBe('missing');
});

test('the gate says the worst that counts: a broken budget that only warns does not', () => {
  const result = (verdict: Result['verdict'], severity: Result['severity'] = 'fail') =>
    ({ verdict, severity }) as Result;
  expect(gateVerdict([])).toBe('pass');
  expect(gateVerdict([result('pass'), result('improved')])).toBe('pass');
  expect(gateVerdict([result('improved')])).toBe('improved');
  expect(gateVerdict([result('missing'), result('fail')])).toBe('fail');
  expect(gateVerdict([result('inconclusive'), result('incomparable'), result('accepted')])).toBe(
    'incomparable',
  );
  expect(gateVerdict([result('fail', 'warn'), result('pass')])).toBe('pass');
  expect(gateVerdict([result('missing', 'warn'), result('pass')])).toBe('missing');
});

test('an accepted trade-off lets its budget be, until its day has passed', () => {
  const acceptance = {
    benchmark: 'b',
    budget: 'time  <  baseline + 5%',
    reason: 'indexing',
    by: 'ann',
    until: '2026-11-22',
  };
  const verdictOn = (today: string) =>
    judge(
      request({
        budgets: [spec('b', [RELATIVE])],
        accepted: [acceptance],
        baseline: session([timed('b')]),
        candidate: session([timed('b', { seconds: 0.02 })]),
        today,
      }),
    ).results[0];
  expect(verdictOn('2026-11-22')).toMatchObject({ verdict: 'accepted', acceptance: { reason: 'indexing' } });
  expect(verdictOn('2026-11-22')?.reason).toMatch(
    /^100 % slower \(.*\), the budget allows 5 %; accepted until 2026-11-22\.$/,
  );
  expect(verdictOn('2026-11-23')?.verdict).toBe('fail');
});

const failing = (code: FailureCode, message = code as string) => ({
  name: 'b',
  metrics: {},
  failures: [{ code, message }],
});

test('what the base lacks is new: it passes, its absolute budgets are judged, and its time is told', () => {
  const judgeNew = (candidate = timed('b')) =>
    judge(
      request({
        budgets: [spec('b', [RELATIVE, 'time < 1 s', 'time < 1 us'])],
        baseline: session([failing('new')]),
        candidate: session([candidate]),
      }),
    );
  const { results, verdict } = judgeNew();
  expect(results.map(({ verdict }) => verdict)).toEqual(['new', 'pass', 'fail']);
  expect(results[0]?.candidate?.estimate).toBeGreaterThan(0);
  expect(verdict).toBe('fail');
  expect(judgeNew(failing('crashed')).results.map(({ verdict }) => verdict)).toEqual(
    Array(3).fill('missing'),
  );
  // On the candidate's side it makes no sense.
  expect(judgeNew(failing('new')).results[0]?.verdict).toBe('missing');
});

test.each<[string, ReturnType<typeof failing> | undefined, Result['verdict']]>([
  ['on both sides for the same reason', failing('skipped', 'no database'), 'skipped'],
  ['for another reason', failing('skipped', 'not on Linux'), 'missing'],
  ['on the candidate only', undefined, 'missing'],
  ['while the base crashed', failing('crashed'), 'missing'],
])('what is skipped %s', (_, baseline, expected) => {
  const { results } = judge(
    request({
      budgets: [spec('b', [RELATIVE, 'time < 1 s']), spec('bare', [])],
      baseline: session([baseline ?? timed('b'), timed('bare')]),
      candidate: session([failing('skipped', 'no database'), timed('bare')]),
    }),
  );
  expect(results.map(({ verdict }) => verdict)).toEqual([expected, expected]);
});

test('with nothing to compare with, what the candidate skips is skipped', () => {
  const { results, verdict } = judge(
    request({ budgets: [spec('b', ['time < 1 s'])], candidate: session([failing('skipped')]) }),
  );
  expect(results.map(({ verdict }) => verdict)).toEqual(['skipped']);
  expect(verdict).toBe('missing'); // nothing was measured
});

test('neither hides what is broken, missing or open', () => {
  const of = (...verdicts: Result['verdict'][]) =>
    gateVerdict(verdicts.map((verdict) => ({ verdict, severity: 'fail' }) as Result));
  for (const worse of [
    'fail',
    'missing',
    'incomparable',
    'inconclusive',
    'accepted',
    'pass',
    'improved',
  ] as const)
    expect(of('skipped', 'new', worse, 'new', 'skipped')).toBe(worse);
  expect(of('new', 'skipped')).toBe('new');
  expect(of('skipped', 'skipped')).toBe('missing');
  expect(of('skipped', 'pass')).toBe('pass');
});
