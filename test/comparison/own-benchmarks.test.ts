/** What becomes of a budget that was judged twice: with the candidate's benchmark on both sides, and with each side's own. */
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/comparison/explain.ts';
import {
  needsOwnBenchmarks,
  tellOwnBenchmarks,
  withOwnBenchmarks,
} from '../../src/comparison/own-benchmarks.ts';
import type { Result, Verdict } from '../../src/comparison/result.ts';

const same = { ratio: 1.001, low: 0.98, high: 1.02, confidence: 0.95 };
const twice = { ratio: 2, low: 1.9, high: 2.1, confidence: 0.95 };
const slightly = { ratio: 1.03, low: 1.02, high: 1.04, confidence: 0.95 };

const result = (verdict: Verdict, extra: Partial<Result> = {}): Result => {
  const whole = {
    ...{ benchmark: 'b', budget: 'time < baseline + 5%', metric: 'time', unit: 's', better: 'lower' },
    ...{ severity: 'fail', op: '<', limit: { kind: 'ratio', value: 1.05 } },
    ...{ verdict, change: verdict === 'fail' ? twice : same },
    ...extra,
  } as Result;
  return { ...whole, reason: explain(whole) };
};

function withoutChange({ change: _, ...rest }: Result): Result {
  return rest;
}

const acceptance = {
  benchmark: 'b',
  budget: 'time < baseline + 5%',
  reason: 'more cases',
  until: '2027-01-01',
};

describe.each(['pass', 'improved'] as const)('where the first says %s', (verdict) => {
  const first = result(verdict);

  test.each(['pass', 'improved'] as const)('and the second %s, it stays, and both are known', (second) => {
    const { own_benchmarks, ...rest } = withOwnBenchmarks(first, result(second, { change: slightly }));
    expect(rest).toEqual(first);
    expect(own_benchmarks).toEqual({ verdict: 'holds', change: slightly });
  });

  test('and the second fails, it is open, and says why and what to do', () => {
    const merged = withOwnBenchmarks(first, result('fail'));
    expect(merged).toMatchObject({
      verdict: 'inconclusive',
      notes: ['benchmark-changed'],
      change: first.change,
      own_benchmarks: { verdict: 'broken', change: twice },
    });
    expect(merged.reason).toBe(
      "Undecided: by the candidate's benchmark no certain change (between 2 % faster and 2 % slower), " +
        "but by each side's own 100 % slower (90 … 110), and the budget allows 5 %: the benchmark itself got slower, " +
        'or code moved into it. Split this into two pull requests, accept it, or rename the benchmark.',
    );
    expect(explain(merged)).toBe(merged.reason); // whoever publishes it makes it anew
  });

  test('and the second fails as accepted, it is accepted, by what was accepted', () => {
    const merged = withOwnBenchmarks(first, result('accepted', { change: twice, acceptance }));
    expect(merged).toMatchObject({ verdict: 'accepted', acceptance, own_benchmarks: { verdict: 'broken' } });
    expect(merged.reason).toBe(
      "With each side's own benchmark 100 % slower (90 … 110), the budget allows 5 %; accepted until 2027-01-01.",
    );
  });

  test.each([
    ['inconclusive', result('inconclusive', { change: slightly }), { verdict: 'untold', change: slightly }],
    [
      'inconclusive for want of time',
      result('inconclusive', { change: slightly, notes: ['out-of-time'] }),
      { verdict: 'untold', change: slightly, failure: 'out-of-time' },
    ],
    [
      'missing',
      withoutChange(result('missing', { failure: 'crashed' })),
      { verdict: 'untold', failure: 'crashed' },
    ],
    ['not there', 'one-side-only' as const, { verdict: 'untold', failure: 'one-side-only' }],
    ['not begun', 'out-of-time' as const, { verdict: 'untold', failure: 'out-of-time' }],
  ])('and the second is %s, it stays, and that it could not be told is kept', (_, second, outcome) => {
    const { own_benchmarks, ...rest } = withOwnBenchmarks(first, second);
    expect(rest).toEqual(first);
    expect(own_benchmarks).toEqual(outcome);
  });
});

test.each(['fail', 'accepted', 'inconclusive', 'missing', 'incomparable'] as const)(
  'what is %s already stays as it is',
  (verdict) => {
    const first = result(verdict);
    expect(needsOwnBenchmarks(first)).toBe(false);
    for (const second of [result('fail'), result('pass')])
      expect(withOwnBenchmarks(first, second)).toBe(first);
  },
);

test('an absolute budget is judged by the candidate alone, whatever the base runs', () => {
  const first = result('pass', { limit: { kind: 'absolute', value: 0.3 } });
  expect(withOwnBenchmarks(first, result('fail'))).toBe(first);
});

test('what was noted before stays, and memory gets worse rather than slower', () => {
  const first = result('pass', { unit: 'B', metric: 'peak_memory', notes: ['two-modes'] });
  const merged = withOwnBenchmarks(first, result('fail', { unit: 'B' }));
  expect(merged.notes).toEqual(['two-modes', 'benchmark-changed']);
  expect(merged.reason).toMatch(
    /by each side's own 100 % more \(90 … 110\), .* the benchmark itself got worse/,
  );
});

test('from zero there is no ratio to tell', () => {
  const own = withoutChange(result('fail', { notes: ['from-zero'] }));
  expect(withOwnBenchmarks(result('pass'), own).reason).toContain(
    "by each side's own up from 0 in the baseline",
  );
});

describe('the doubt', () => {
  const told = (...second: (Result | 'one-side-only')[]) =>
    tellOwnBenchmarks(
      second.map((own, index) => ({
        ...withOwnBenchmarks(result('pass'), own),
        ...(second.length > 1 && { benchmark: `b${index}` }),
      })),
    );

  test('says the change and its interval where both hold', () => {
    expect(told(result('pass', { change: slightly }))).toBe(
      "Measured with each side's own benchmark, a budget holds, too: 3 % slower (2 … 4).",
    );
  });

  test('says why it could not be told', () => {
    expect(told('one-side-only')).toBe(
      "With each side's own benchmark it could not be told whether a budget would hold: it exists on one side only.",
    );
    expect(told(result('inconclusive', { change: slightly }))).toMatch(/would hold: 3 % slower \(2 … 4\)\.$/);
  });

  test('does not blame total_time, which may be far from over', () => {
    expect(told(result('inconclusive', { change: slightly, notes: ['out-of-time'] }))).toMatch(
      /would hold: 3 % slower \(2 … 4\), there was no more time for it\.$/,
    );
  });

  test('keeps several budgets apart, and counts what is too many', () => {
    const said = told(result('fail'), result('pass'), ...Array(5).fill('one-side-only'));
    expect(said).toContain('a budget would be broken: b0 (time < baseline + 5%) 100 % slower (90 … 110).');
    expect(said).toContain('a budget holds, too: b1 (time < baseline + 5%) no certain change (');
    expect(said).toMatch(/whether 5 budgets would hold: b2 .*; b3 .*; b4 .*; and 2 more\.$/);
  });

  test('says nothing where nobody looked', () => {
    expect(tellOwnBenchmarks([result('fail'), result('pass')])).toBe('');
  });
});
