/** The review of a pilot: from the history, in the days in which somebody has to decide. */
import { describe, expect, test } from 'vitest';
import { modeOf } from '../../src/budgets/mode.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { isReviewTime, type PilotRun, reviewPilot } from '../../src/report/pilot.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { CASES, makeReport } from './samples.ts';

const FROM = '2026-12-06';
const TIGHT = 'time < baseline + 2%';
const WIDE = 'time < baseline + 20%';
const PRICE = 'p95 < 300 ms';

function run(day: string, rows: NonNullable<PilotRun['history']>, verdict = 'pass'): PilotRun {
  return { created: `${day}T12:00:00Z`, verdict, history: rows };
}

const row = (budget: string, verdict: string, extra = {}) => ({
  benchmark: 'search',
  budget,
  verdict,
  ratio: 1,
  low: 0.97,
  high: 1.03,
  ...extra,
});

/** Seven runs, of which one breaks a budget; `TIGHT` is often undecided. */
const RUNS = [
  ...Array.from({ length: 6 }, (_, i) =>
    run(`2026-11-2${i + 1}`, [
      row(TIGHT, i < 3 ? 'inconclusive' : 'pass'),
      row(WIDE, 'pass'),
      row(PRICE, i === 0 ? 'inconclusive' : 'pass', { estimate: 0.29 + i / 100, unit: 's' }),
    ]),
  ),
  run('2026-12-01', [row(WIDE, 'fail', { low: 1.3, high: 1.4 })], 'fail'),
];

test('counts runs, alarms and what stayed undecided, and proposes budgets with some room', () => {
  const review = reviewPilot(
    [...RUNS, run('2026-12-07', [row(WIDE, 'fail')], 'fail'), run('2026-10-01', [row(WIDE, 'fail')], 'fail')],
    FROM,
  );
  expect(review).toEqual({
    enforce_from: FROM,
    runs: 7,
    alarms: 1,
    would_have_failed: 1,
    budgets: [
      {
        benchmark: 'search',
        budget: TIGHT,
        runs: 6,
        broken: 0,
        undecided: 3,
        proposed: 'time < baseline + 5%',
      },
      {
        benchmark: 'search',
        budget: WIDE,
        runs: 7,
        broken: 1,
        undecided: 0,
        proposed: 'time < baseline + 5%',
      },
      { benchmark: 'search', budget: PRICE, runs: 6, broken: 0, undecided: 1, proposed: 'p95 < 380 ms' },
    ],
  });
});

test('a run that had nothing to compare with, or measured nothing, is none in which the budget held', () => {
  const unjudged = ['incomparable', 'missing', 'new'].map((verdict, i) =>
    run(`2026-11-1${i}`, [{ benchmark: 'search', budget: WIDE, verdict }], verdict),
  );
  const { runs, budgets } = reviewPilot([...unjudged, ...RUNS.slice(0, 6)], FROM);
  expect(runs).toBe(9);
  expect(budgets.find(({ budget }) => budget === WIDE)).toMatchObject({ runs: 6, broken: 0, undecided: 0 });
});

test('few runs propose nothing', () => {
  expect(reviewPilot(RUNS.slice(0, 4), FROM).budgets.flatMap(({ proposed }) => proposed ?? [])).toEqual([]);
});

test.each([
  ['2026-12-02', false, 'observe'],
  ['2026-12-03', true, 'observe'],
  ['2026-12-06', true, 'enforce'],
  ['2026-12-19', true, 'enforce'],
  ['2026-12-20', false, 'enforce'],
] as const)('on %s: shown %s, and the gate is to %s', (today, shown, mode) => {
  const gate = { mode: 'enforce', enforce_from: FROM, inconclusive: 'pass', overdue: 'warn' } as const;
  expect(isReviewTime(gate, today)).toBe(shown);
  expect(modeOf(gate, today)).toBe(mode);
});

describe('in words', () => {
  const pilot = reviewPilot(RUNS, FROM);
  test('in the comment, with the line that enforces', () => {
    const text = renderMarkdown(makeReport([CASES.holds()], { mode: 'observe', enforce_from: FROM, pilot }));
    expect(text).toContain("**The pilot's review: 7 runs observed, 1 would have failed**");
    expect(text).toContain(
      '- `search` `time < baseline + 20%`: broken in 1 of 7 runs; proposed: `time < baseline + 5%`',
    );
    expect(text).toContain('`gate: { mode: enforce }`');
  });
  test('in the terminal; without a run it says what to do', () => {
    const text = renderTerminal(makeReport([CASES.holds()], { pilot: reviewPilot([], FROM) })).replace(
      /\s+/g,
      ' ',
    );
    expect(text).toContain('it grows with every push to the default branch');
    expect(text).toContain(`Since ${FROM} broken budgets fail the check.`);
  });
});
