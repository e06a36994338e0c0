/** `gate.overdue: fail`: a check that fails although every budget holds says so. */
import { expect, test } from 'vitest';
import { isPlain } from '../../src/publish/wording.ts';
import { exitStatus } from '../../src/report/build.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { parseReport } from '../../src/report/parse.ts';
import { withoutUntrustedText } from '../../src/report/strip.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { CASES, makeReport } from './samples.ts';

test.each([
  ['pass', 'enforce', false, 1],
  ['pass', 'observe', false, 0],
  ['missing', 'enforce', true, 3],
  ['fail', 'enforce', false, 1],
] as const)('%s, %s, something missing %s: exit %i', (verdict, mode, missing, exit) => {
  expect(exitStatus(verdict, mode, 'pass', missing, true)).toBe(exit);
});

test('in the terminal and in the comment, also in one that is made from an artifact', () => {
  const report = { ...makeReport([CASES.holds()]), exit: 1, overdue: 'fail' } as const;
  const read = withoutUntrustedText(parseReport(JSON.stringify(report)));
  for (const each of [report, read]) {
    expect(renderTerminal(each).replace(/\s+/g, ' ')).toContain('`gate.overdue: fail`, so this check fails');
    expect(renderMarkdown(each)).toContain('`gate.overdue: fail`, so this check fails');
    // No green line above a check that fails, and no failing check without a comment.
    expect(renderMarkdown(each)).toMatch(/^### ❌ .*the review of a data set is overdue\n/);
    expect(isPlain(each)).toBe(false);
  }
  const observing = { ...report, mode: 'observe', exit: 0 } as const;
  expect(renderMarkdown(observing)).toMatch(/^### ✅/);
});
