import { describe, expect, test } from 'vitest';
import {
  COMMENT_LIMIT,
  renderMarkdown,
  renderSummary,
  SUMMARY_LIMIT,
} from '../../src/report/markdown/markdown.ts';
import type { Report } from '../../src/report/model.ts';
import { parsePage, toHtml } from './github.ts';
import { hostileReport } from './hostile.ts';
import { CASES, LINKS, makeReport, thousand } from './samples.ts';

const rows = (markdown: string, icon: string) => markdown.split(`\n| ${icon} |`).length - 1;
const bytes = (text: string) => Buffer.byteLength(text);

/** 300 benchmarks whose every name, budget and message is as long as it can be. */
function widest(): Report {
  const wide = '检索🎉端|点<`'.repeat(60);
  const [result] = hostileReport(wide).results;
  const [section] = hostileReport(wide).benchmarks;
  if (!result || !section) throw new Error('nothing in the sample');
  const names = Array.from({ length: 300 }, (_, index) => `${wide}${index}`);
  return {
    ...hostileReport(wide),
    results: names.map((benchmark) => ({ ...result, benchmark })),
    benchmarks: names.map((name) => ({ ...section, name })),
    warnings: names.map((benchmark) => ({ code: 'two-modes', benchmark, message: wide, advice: wide })),
  };
}

describe('a comment of 1,000 benchmarks', () => {
  test.each([0, 7, 100, 500, 1000])('fits with %i broken, in characters and in bytes', (broken) => {
    const markdown = renderMarkdown(thousand(broken), { links: LINKS });
    expect(markdown.length).toBeLessThanOrEqual(COMMENT_LIMIT - 500);
    expect(bytes(markdown)).toBeLessThanOrEqual(COMMENT_LIMIT - 500);
  });

  test('keeps every broken one while there is room, and gives up the others first', () => {
    for (const broken of [7, 50, 100]) {
      const markdown = renderMarkdown(thousand(broken), { links: LINKS });
      expect(rows(markdown, '❌')).toBe(broken);
      expect(rows(markdown, '✅')).toBeLessThan(1000 - broken);
    }
  });

  test('counts what is left out, and says where it is', () => {
    const many = renderMarkdown(thousand(1000), { links: LINKS });
    const shown = rows(many, '❌');
    expect(shown).toBeGreaterThanOrEqual(100);
    expect(many).toContain(
      `${1000 - shown} broken not shown here: [report.html in the run's artifact](${LINKS.run}).`,
    );
    const few = renderMarkdown(thousand(7), { links: LINKS });
    const held = rows(few, '✅');
    expect(few).toContain(
      held === 0 ? '993 other budgets hold; they are in' : `${993 - held} more not shown here`,
    );
  });

  test('still says what is broken, why, and how to accept it when hardly anything fits', () => {
    const small = renderMarkdown(thousand(1000), { limit: 3_000, links: LINKS });
    expect(bytes(small)).toBeLessThanOrEqual(3_000);
    expect(small.split('\n')[0]).toContain('1000 of 1,000 budgets are broken');
    expect(rows(small, '❌')).toBeGreaterThanOrEqual(1);
  });

  test('fits whatever the names are', () => {
    const report = widest();
    for (const [render, limit] of [
      [renderMarkdown, COMMENT_LIMIT],
      [renderSummary, SUMMARY_LIMIT],
    ] as const) {
      const markdown = render(report, { links: LINKS });
      expect(bytes(markdown)).toBeLessThanOrEqual(limit - 500);
      const { elements } = parsePage(toHtml(markdown.slice(0, 60_000)));
      expect(elements.some(({ name }) => ['img', 'script', 'del', 'em'].includes(name))).toBe(false);
    }
  });

  test('the job summary has a row for every one of them', () => {
    const summary = renderSummary(thousand(500), { links: LINKS });
    expect(rows(summary, '❌') + rows(summary, '✅')).toBe(1000);
    expect(bytes(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  });

  test('a summary of 5,000 budgets fits as well', () => {
    const summary = renderSummary(thousand(2000, 5000), { links: LINKS });
    expect(bytes(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
    expect(rows(summary, '❌')).toBeGreaterThanOrEqual(200);
  });
});

test('a small report loses nothing', () => {
  const report = makeReport([CASES.slower(), CASES.open(), CASES.holds()]);
  expect(renderMarkdown(report)).not.toContain('not shown');
});
