/** A budget that holds only because both sides ran the candidate's benchmark: every output says so, the first line too. */
import { expect, test } from 'vitest';
import { withOwnBenchmarks } from '../../src/comparison/own-benchmarks.ts';
import type { Result } from '../../src/comparison/result.ts';
import { judgeAgain } from '../../src/publish/judge-again.ts';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { viewReport } from '../../src/report/html/html-view.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import type { Report } from '../../src/report/model.ts';
import { parseReport } from '../../src/report/parse.ts';
import { withoutUntrustedText } from '../../src/report/strip.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { headline } from '../../src/report/words/headline.ts';

const side = { median: 1, p95: 1, spread: 0, estimate: 1, runs: 12, values: 12 };
const held = (benchmark: string): Result => ({
  ...{ benchmark, budget: 'time < baseline + 5%', metric: 'time', unit: 's', better: 'lower', op: '<' },
  ...{ severity: 'fail', verdict: 'pass', reason: '', baseline: side, candidate: side },
  change: { ratio: 1, low: 0.9912, high: 1.0112, confidence: 0.95 },
  limit: { kind: 'ratio', value: 1.05 },
});
const slower: Partial<Result> = {
  verdict: 'fail',
  change: { ratio: 1.83, low: 1.8, high: 1.86, confidence: 0.95 },
};
const moved = (benchmark: string): Result =>
  withOwnBenchmarks(held(benchmark), { ...held(benchmark), ...slower });

const facts = { environment: {}, created: '2026-11-26T02:00:00Z' };
const report = (...results: Result[]): Report => ({
  ...{ format: 'pacegate/report', version: 1, verdict: 'inconclusive', comparison: 'side-by-side' },
  ...{ mode: 'enforce', exit: 0, results, warnings: [], benchmarks: [], session: 'a' },
  ...{ created: facts.created, baseline: facts, candidate: facts },
});
const VOICE = { name: (text: string) => text, text: (text: string) => text };
const SECOND = "by each side's own 83 % slower (80 … 86)";

test('the first line says why, and by how much', () => {
  expect(headline(report(moved('a')), VOICE)).toBe(
    "a keeps time < baseline + 5% only with its changed benchmark: with each side's own it is 83 % slower, " +
      'so the benchmark itself got slower, or code moved into it',
  );
  expect(headline(report(moved('a'), moved('b'), held('c')), VOICE)).toBe(
    "2 of 3 budgets hold only with a changed benchmark; with each side's own they do not: a (83 % slower), b (83 % slower)",
  );
  const open = { ...held('d'), verdict: 'inconclusive' as const };
  expect(headline(report(moved('a'), open), VOICE)).toBe(
    "2 of 2 budgets cannot be told yet; 1 of 2 budgets hold only with a changed benchmark; with each side's own they do not: a (83 % slower)",
  );
  const accepted = { ...moved('a'), verdict: 'accepted' as const };
  expect(headline({ ...report(accepted), verdict: 'accepted' }, VOICE)).toMatch(/a is 83 % slower$/);
});

test('every output has the second change', () => {
  const whole = report(moved('a'));
  const terminal = renderTerminal(whole, { columns: 120 }).replace(/\s+/g, ' ');
  expect(terminal).toContain(SECOND);
  expect(terminal).toContain('accept it, or rename the benchmark.'); // nothing cuts it
  expect(renderMarkdown(whole)).toContain(SECOND);
  expect(renderAnnotations(whole).map(({ message }) => message)).toEqual([expect.stringContaining(SECOND)]);
  expect(viewReport(whole).rows[0]?.remarks.join()).toContain(SECOND);
});

test('report.json holds it, and whoever publishes it believes the numbers and makes the words anew', () => {
  const whole = report(moved('a'));
  const read = parseReport(renderJson(whole));
  expect(read.results).toEqual(whole.results);
  const published = judgeAgain(withoutUntrustedText(read));
  expect(published).toMatchObject({ verdict: 'inconclusive', exit: 0 });
  expect(published.results[0]?.reason).toContain(SECOND);
  expect(() => parseReport(renderJson(whole).replace('"broken"', '"<b>"'))).toThrow(/own_benchmarks/);
});
