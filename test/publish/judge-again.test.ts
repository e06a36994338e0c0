import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/comparison/result.ts';
import { judgeAgain } from '../../src/publish/judge-again.ts';
import { reportOf, resultOf } from './a-report.ts';

const verdictOf = (over: Partial<Result>) => judgeAgain(reportOf([resultOf(over)])).verdict;
const change = (low: number, high: number) => ({
  change: { ratio: (low + high) / 2, low, high, confidence: 0.95 },
});

describe('verdicts of a report that somebody else wrote', () => {
  test('a true one stays, with a reason of ours', () => {
    const [result] = judgeAgain(reportOf([resultOf({ reason: '[click](https://evil)' })])).results;
    expect(result).toMatchObject({ verdict: 'fail' });
    expect(result?.reason).toBe('8.3 % slower (7.1 … 9.4), the budget allows 5 %.');
  });

  test.each([
    ['broken beyond doubt', change(1.07, 1.09), 'fail'],
    ['undecided', change(1.04, 1.09), 'inconclusive'],
    ['within the budget', change(0.99, 1.02), 'pass'],
    ['without an interval', { change: undefined }, 'missing'],
    ['with an interval that is upside down', change(1.09, 0.9), 'missing'],
    [
      'whose own limit was widened',
      { ...change(1.07, 1.09), limit: { kind: 'ratio' as const, value: 99 } },
      'fail',
    ],
    [
      'whose direction was turned',
      { ...change(1.07, 1.09), op: '>' as const, better: 'higher' as const },
      'fail',
    ],
    ['with a budget that is none', { budget: 'trust me' }, 'missing'],
    [
      'over an absolute limit',
      { budget: 'p95 < 300 ms', estimate: { value: 0.33, low: 0.31, high: 0.35, confidence: 0.95 } },
      'fail',
    ],
    [
      'within an absolute limit',
      { budget: 'p95 < 300 ms', estimate: { value: 0.2, low: 0.19, high: 0.21, confidence: 0.95 } },
      'pass',
    ],
    [
      'below a throughput',
      { budget: 'throughput > 200/s', estimate: { value: 150, low: 140, high: 160, confidence: 0.95 } },
      'fail',
    ],
  ])('a claimed pass that is %s', (_what, over, verdict) => {
    expect(verdictOf({ ...(over as Partial<Result>), verdict: 'pass' })).toBe(verdict);
  });

  const proof = { level: 'functions' as const, code: 3, files: 1, packages: 9 };
  test.each([
    ['with what was compared', { unaffected: proof }, 'unaffected'],
    ['without it', {}, 'missing'],
    ['of a budget that demands a change', { unaffected: proof, budget: 'time < baseline - 5%' }, 'missing'],
  ])('a claim that nothing is affected, %s', (_what, over, verdict) => {
    expect(verdictOf({ ...over, verdict: 'unaffected' })).toBe(verdict);
  });

  test.each([
    ['broken beyond doubt', { verdict: 'holds' as const, ...change(1.8, 2.2) }, 'broken', 'inconclusive'],
    ['undecided', { verdict: 'holds' as const, ...change(1.01, 2.2) }, 'untold', 'pass'],
    ['without an interval', { verdict: 'holds' as const }, 'untold', 'pass'],
    [
      'with an interval that is upside down',
      { verdict: 'holds' as const, ...change(1.1, 0.9) },
      'untold',
      'pass',
    ],
    ['borne out', { verdict: 'holds' as const, ...change(0.99, 1.02) }, 'holds', 'pass'],
    [
      'broken by its own words',
      { verdict: 'broken' as const, ...change(1.8, 2.2) },
      'broken',
      'inconclusive',
    ],
    ['untold', { verdict: 'untold' as const, failure: 'crashed' as const }, 'untold', 'pass'],
  ])('own benchmarks of a pass that are %s', (_what, own_benchmarks, own, verdict) => {
    const notes = ['benchmark-changed'] as const;
    const claimed = resultOf({ verdict: 'pass', ...change(0.99, 1.01), own_benchmarks, notes });
    const [result] = judgeAgain(reportOf([claimed])).results;
    expect(result).toMatchObject({ verdict, own_benchmarks: { ...own_benchmarks, verdict: own } });
    expect(result?.notes).toEqual(own === 'broken' ? ['benchmark-changed'] : []);
  });

  test('the gate’s own verdict and exit status are made anew', () => {
    const results = [resultOf({ verdict: 'pass', ...change(0.99, 1.01) }), resultOf({ verdict: 'missing' })];
    expect(judgeAgain(reportOf(results, { verdict: 'improved', exit: 0 }))).toMatchObject({
      verdict: 'missing',
      exit: 3,
    });
  });

  test('a report without results is no pass', () => {
    expect(judgeAgain(reportOf([], { verdict: 'pass', exit: 0 })).verdict).toBe('missing');
  });
});
