/** A trade-off covers the change that was accepted, and nothing on top of it. */
import { describe, expect, test } from 'vitest';
import type { Acceptance } from '../../src/budgets/model.ts';
import { readUpTo } from '../../src/budgets/texts/up-to.ts';
import { proposeUpTo } from '../../src/comparison/accepting.ts';
import { type JudgeRequest, judge } from '../../src/comparison/judge.ts';
import { request, session, slowed, spec } from './measured.ts';

const BUDGET = 'time < baseline + 5%';

function accepting(up_to: string | undefined, budget = BUDGET): Acceptance {
  const read = up_to === undefined ? undefined : readUpTo(up_to);
  if (read && 'mistake' in read) throw new Error(read.mistake);
  return { benchmark: 'b', budget, reason: 'Safer.', until: '2026-12-31', ...(read && { up_to: read }) };
}

/** The candidate is `factor` times as slow as a baseline of 10 ms. */
function judged(factor: number, acceptance: Acceptance, extra: Partial<JudgeRequest> = {}) {
  const [baseline, candidate] = slowed(factor);
  const { results, warnings } = judge(
    request({
      budgets: [spec('b', [acceptance.budget])],
      baseline: session([baseline]),
      candidate: session([candidate]),
      accepted: [acceptance],
      ...extra,
    }),
  );
  const [result] = results;
  if (!result) throw new Error('no result');
  return { ...result, codes: warnings.map(({ code }) => code) };
}

describe('a change of 12 % that was accepted', () => {
  const acceptance = accepting('+13%');

  test('passes', () => {
    const { verdict, reason, codes } = judged(1.12, acceptance);
    expect(verdict).toBe('accepted');
    expect(reason).toContain('accepted up to 13 % until 2026-12-31');
    expect(codes).not.toContain('accepted-unlimited');
  });

  test('fails with 5 % on top of it', () => {
    const { verdict, reason } = judged(1.12 * 1.05, acceptance);
    expect(verdict).toBe('fail');
    expect(reason).toContain('more than the budget file accepts');
  });

  test('excuses nothing more once the baseline has it', () => {
    const later = judged(1.08, acceptance, { acceptedBefore: [{ ...acceptance, until: '2026-11-30' }] });
    expect(later.verdict).toBe('fail');
    expect(later.reason).toContain('came with an earlier change');
    const other = { ...acceptance, reason: 'Another one.' };
    expect(judged(1.08, other, { acceptedBefore: [acceptance] }).verdict).toBe('accepted');
  });
});

test('a value that was accepted stays accepted, and no worse one', () => {
  const acceptance = accepting('11.5 ms', 'time < 10.5 ms');
  const before = { acceptedBefore: [acceptance] };
  expect(judged(1.12, acceptance, before).verdict).toBe('accepted');
  expect(judged(1.18, acceptance, before).verdict).toBe('fail');
});

test('without a limit everything passes, and the report says what to write', () => {
  const result = judged(1.3, accepting(undefined));
  expect(result.verdict).toBe('accepted');
  expect(result.codes).toContain('accepted-unlimited');
});

test.each([
  [BUDGET, 1.12, '+13%'],
  ['time < 10.5 ms', 1.12, '12 ms'],
  ['throughput > baseline - 5%', 1.25, '-21%'],
])('what is proposed for %s covers what was measured', (budget, factor, proposed) => {
  const found = judged(factor, accepting(undefined, budget));
  expect(proposeUpTo(found)).toBe(proposed);
  expect(judged(factor, accepting(proposed, budget)).verdict).toBe('accepted');
});
