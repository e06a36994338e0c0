/** Budgets against an anchor: small changes add up, whatever the machines were. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/comparison/judge.ts';
import { judgeBenchmark } from '../../../src/comparison/progress-of.ts';
import { type AnchorChange, anchorKey, type JudgeRequest } from '../../../src/comparison/request.ts';
import { request, session, slowed, spec } from '../measured.ts';

/** `percent` since the anchor, ± `half` percent. */
const since = (percent: number, half = 0.5, steps = 7): AnchorChange => ({
  log: Math.log1p(percent / 100),
  variance: (Math.log1p(half / 100) / 1.96) ** 2,
  steps,
  commit: 'abc1234'.padEnd(40, '0'),
});

function ask(now: number, change: AnchorChange | undefined, extra: Partial<JudgeRequest> = {}): JudgeRequest {
  const [baseline, candidate] = slowed(now);
  return request({
    budgets: [spec('b', ['time < anchor + 10%'])],
    baseline: session([baseline]),
    candidate: session([candidate]),
    anchor: {
      name: 'v1.0',
      commit: 'a'.repeat(40),
      changes: new Map(change ? [[anchorKey('b', 'time'), change]] : []),
    },
    ...extra,
  });
}

const judged = (...args: Parameters<typeof ask>) => {
  const [result] = judge(ask(...args)).results;
  if (!result) throw new Error('nothing was judged');
  return result;
};

describe('what was measured since the anchor and what is measured now', () => {
  test('hold together, or break the budget together where neither does alone', () => {
    const holds = judged(1.005, since(4));
    expect(holds).toMatchObject({ verdict: 'pass', limit: { kind: 'ratio', value: 1.1 } });
    const breaks = judged(1.04, since(9));
    expect(breaks).toMatchObject({ verdict: 'fail', anchor: { name: 'v1.0', steps: 7 } });
    expect(breaks.change?.ratio).toBeCloseTo(1.09 * 1.04, 2);
    expect(breaks.anchor?.now.ratio).toBeCloseTo(1.04, 2);
    expect(breaks.reason).toMatch(
      /^1\d % slower \(1\d … 1\d\), since the anchor abc12340 \(7 measured changes before, and now: .*4.* % slower .*\), the budget allows 10 %\.$/,
    );
    // What the anchor would take here is as far away as the change says.
    expect((breaks.candidate?.estimate ?? 0) / (breaks.baseline?.estimate ?? 1)).toBeCloseTo(
      breaks.change?.ratio ?? 0,
      10,
    );
    // The drift itself breaks it, whatever this change does.
    expect(judged(1, since(14))).toMatchObject({ verdict: 'fail' });
    expect(judged(0.9, since(14))).toMatchObject({ verdict: 'pass' });
  });

  test('are as uncertain together as errors of independent measurements are', () => {
    const { change, anchor } = judged(1.02, since(2, 3));
    const half = (low = 1, high = 1) => Math.log(high / low) / 2;
    expect(half(change?.low, change?.high)).toBeCloseTo(
      Math.hypot(half(anchor?.now.low, anchor?.now.high), Math.log1p(0.03)),
      3,
    );
  });
});

describe('undecided, with the reason', () => {
  const waits = (asked: JudgeRequest) => judgeBenchmark(asked).open;

  test('where the history does not reach back, and measuring longer would not help', () => {
    const result = judged(1, undefined);
    expect(result).toMatchObject({ verdict: 'inconclusive', notes: ['anchor-unreached'] });
    expect(result.reason).toContain('no measured changes from the anchor to the base');
    expect(result).not.toHaveProperty('change');
    expect(waits(ask(1, undefined))).toBe(false);
  });

  test('against a stored baseline, which says nothing about the base', () => {
    const stored = { comparison: 'stored' } as const;
    expect(judged(1, since(2), stored)).toMatchObject({
      verdict: 'inconclusive',
      notes: ['anchor-unpaired'],
    });
    expect(waits(ask(1, since(2), stored))).toBe(false);
  });

  test('where what was measured before is too uncertain', () => {
    const result = judged(1, since(9, 6));
    expect(result).toMatchObject({ verdict: 'inconclusive', notes: ['anchor-uncertain'] });
    expect(result.reason).toContain('move the anchor, or allow more');
    expect(result).not.toHaveProperty('decider');
    expect(waits(ask(1, since(9, 6)))).toBe(false);
  });
});

test('with nothing to compare with yet it is told as other relative budgets are', () => {
  const asked = ask(1, undefined);
  const [result] = judge({ ...asked, comparison: 'none' }).results;
  expect(result).toMatchObject({ verdict: 'incomparable', notes: ['no-baseline'] });
});
