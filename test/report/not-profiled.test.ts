/** What there was no time to profile is said in every format. */
import { expect, test } from 'vitest';
import { viewReport } from '../../src/report/html/html-view.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { parseReport } from '../../src/report/parse.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { CASES, makeReport } from './samples.ts';

const { culprits: _, ...slower } = CASES.slower();
const plain = makeReport([slower]);
const report = {
  ...plain,
  benchmarks: plain.benchmarks.map((section) => ({ ...section, not_profiled: 'out-of-time' as const })),
};

test('in the terminal, in the comment and on the page', () => {
  expect(renderTerminal(report)).toContain('not profiled: out of time');
  expect(renderMarkdown(report)).toContain('not profiled: out of time.');
  expect(JSON.stringify(viewReport(report))).toContain('Not profiled: out of time.');
  for (const text of [renderTerminal(plain), renderMarkdown(plain), JSON.stringify(viewReport(plain))])
    expect(text.toLowerCase()).not.toContain('not profiled');
});

test('and it is read back from report.json', () => {
  expect(parseReport(JSON.stringify(report)).benchmarks[0]?.not_profiled).toBe('out-of-time');
});
