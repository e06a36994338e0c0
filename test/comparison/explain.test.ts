/** The sentence says what decided, and nothing that came out of a file. */
import { expect, test } from 'vitest';
import { explain } from '../../src/comparison/explain.ts';
import type { Note, Result, Summary } from '../../src/comparison/result.ts';

const side = (runs: number): Summary => ({ median: 1, p95: 1, spread: 0, estimate: 1, runs, values: runs });
const result = (extra: Partial<Result> = {}): Omit<Result, 'reason'> => ({
  benchmark: 'b',
  budget: 'time < baseline + 5%',
  metric: 'time',
  unit: 's',
  better: 'lower',
  severity: 'fail',
  op: '<',
  verdict: 'inconclusive',
  baseline: side(12),
  candidate: side(12),
  change: { ratio: 1.04, low: 1.02, high: 1.06, confidence: 0.95 },
  limit: { kind: 'ratio', value: 1.05 },
  ...extra,
});

const SEEN = 'Undecided: 4 % slower (2 … 6), and the budget allows 5 %';

test('an open result says what was seen, and why that does not decide', () => {
  const said = (note: Note) => explain(result({ notes: [note] }));
  expect(explain(result())).toBe(`${SEEN}.`);
  expect(said('wall-guard')).toBe(`${SEEN}; wall time shows a slowdown that CPU time does not.`);
  expect(said('bulk-guard')).toBe(
    `${SEEN}; the typical call may hold it, but the bulk of the calls seems slower than that.`,
  );
  expect(said('average-guard')).toBe(
    `${SEEN}; most processes hold it, but a few are so much slower that their average does not.`,
  );
  expect(said('stored-margin')).toBe(
    `${SEEN}; against a stored baseline such a small difference is not proof.`,
  );
  expect(said('busy-session')).toBe(
    `${SEEN}; but the benchmark got a different share of the processor when the baseline was stored, so the two cannot be compared.`,
  );
  expect(said('many-budgets')).toBe(
    `${SEEN}; with so many budgets below +5 %, it takes more processes to tell that from chance.`,
  );
  expect(said('unconfirmed')).toMatch(/without a base commit it could not be confirmed side by side\.$/);
  expect(said('few-effective-values')).toMatch(
    /; a process yields one value, .* of a quantile so far out\.$/,
  );
  const many = { candidate: { ...side(12), values: 600 }, notes: ['few-effective-values'] as const };
  expect(explain(result(many))).toMatch(/; the values of one process resemble each other, .* so far out\.$/);
  expect(said('too-short')).toMatch(/^Undecided: one value lasts only a few ticks /);
});

test('too few runs: for anything, for a failure, for a pass near the limit', () => {
  const said = (runs: number, change: readonly [number, number, number]) =>
    explain(
      result({
        notes: ['too-few-runs'],
        candidate: side(runs),
        change: { ratio: change[0], low: change[1], high: change[2], confidence: 0.95 },
      }),
    );
  expect(said(1, [2, 2, 2])).toBe(
    'Undecided: 1 process a side cannot tell a change from noise; it takes at least 6.',
  );
  const absolute = { limit: { kind: 'absolute', value: 1 }, notes: ['too-few-runs'] } as const;
  expect(explain(result({ ...absolute, candidate: side(4) }))).toBe(
    'Undecided: 4 processes cannot tell the value from noise; it takes at least 6.',
  );
  expect(said(6, [1.5, 1.4, 1.6])).toMatch(/ by 6 processes a side, .*; it takes 9 to be sure\.$/);
  expect(said(9, [1.5, 1.4, 1.6])).toMatch(/ by 9 processes a side, .*; it takes 12 to be sure\.$/);
  expect(said(8, [1.03, 1.02, 1.04])).toMatch(/ by 8 processes a side, .*; it takes 10 to be sure\.$/);
});

test('what is neither better nor worse beyond doubt is no certain change', () => {
  const change = { ratio: 1.001, low: 0.98, high: 1.02, confidence: 0.95 };
  expect(explain(result({ verdict: 'pass', change }))).toBe(
    'No certain change (between 2 % faster and 2 % slower); the budget holds, since the budget allows 5 %.',
  );
  const rate = { unit: '1/s', better: 'higher', op: '>', limit: { kind: 'ratio', value: 0.95 } } as const;
  expect(explain(result({ ...rate, verdict: 'pass', change }))).toBe(
    'No certain change (between 2 % lower and 2 % higher); the budget holds, since the budget allows 5 %.',
  );
});

test('no text of a file gets into a sentence', () => {
  const evil = '<img src=x>';
  const said = explain(
    result({
      benchmark: evil,
      budget: evil,
      metric: evil,
      unit: evil,
      verdict: 'accepted',
      acceptance: { benchmark: evil, budget: evil, reason: evil, by: evil, until: `2026-11-22${evil}` },
    }),
  );
  expect(said).toBe('4 % more (2 … 6), the budget allows 5 %; accepted until 2026-11-22.');
});

test('where the time of the whole run was over, it names total_time and says what to change', () => {
  const more =
    'The time of the whole run was over before more could be measured: raise `measure.total_time`, or measure fewer benchmarks at once.';
  expect(explain(result({ notes: ['out-of-time'] }))).toBe(`${SEEN}. ${more}`);
  expect(explain(result({ notes: ['unconfirmed', 'out-of-time'] }))).toBe(
    `${SEEN}; that was measured against a stored baseline, and in the time left it could not be confirmed side by side. ${more}`,
  );
  expect(explain(result({ verdict: 'missing', failure: 'out-of-time' }))).toContain('`measure.total_time`');
});
