/** What a change does to the rules that it is judged by stands in the first lines of the comment. */
import { expect, test } from 'vitest';
import { warn } from '../../src/comparison/warnings/catalogue.ts';
import { isPlain } from '../../src/publish/wording.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { parseReport } from '../../src/report/parse.ts';
import { withoutUntrustedText } from '../../src/report/strip.ts';
import { CASES, makeReport } from './samples.ts';

const warnings = [
  warn('budget-loosened', { before: 'p95 < 300 ms', after: undefined }, 'search-endpoint'),
  warn('accepted-new', { budget: 'time < baseline + 5%', until: '2027-01-01' }, 'search-endpoint'),
  warn('dataset-reviewed', { day: '2026-11-20', before: '2026-08-01' }, 'search-endpoint'),
  warn('gate-loosened', { key: 'overdue', before: 'fail', after: 'warn' }),
  warn('noisy-machine', undefined, 'search-endpoint'),
];
const report = { ...makeReport([CASES.holds()]), warnings };

test('before the table, and not again among the doubts', () => {
  const text = renderMarkdown(report);
  const [head = ''] = text.split('<details>');
  expect(head).toContain('**This change also decides what may pass:**');
  expect(head).toContain('removes a budget');
  expect(head).toContain('reviewed on 2026-11-20; before, that was 2026-08-01');
  expect(head).toMatch(/loosens `overdue` from fail to warn/);
  expect(text.match(/removes a budget/g)).toHaveLength(1);
  expect(text).toContain('1 doubt about the data (noisy-machine)');
});

test('in a comment that is made from an artifact, too, in our own words', () => {
  const [head = ''] = renderMarkdown(withoutUntrustedText(parseReport(JSON.stringify(report)))).split(
    '<details>',
  );
  expect(head).toContain('This change accepts that a budget is broken.');
  expect(head).not.toContain('2026-11-20');
});

test('deserves a comment although all budgets hold', () => {
  expect(isPlain(makeReport([CASES.holds()]))).toBe(true);
  for (const warning of warnings.slice(0, 4))
    expect(isPlain({ ...makeReport([CASES.holds()]), warnings: [warning] })).toBe(false);
});
