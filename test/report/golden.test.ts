/**
 * What readers see, whole, for one report of each kind. After a change that is meant:
 * `UPDATE_GOLDEN=1 npx vitest run test/report/golden.test.ts`, and read the difference.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { viewReport } from '../../src/report/html/html-view.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { LINKS, SAMPLES } from './samples.ts';

const GOLDEN = fileURLToPath(new URL('../golden/', import.meta.url));

function expectGolden(name: string, text: string): void {
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(GOLDEN + name, text);
  }
  expect(text).toBe(readFileSync(GOLDEN + name, 'utf8'));
}

describe.each(Object.entries(SAMPLES))('%s', (name, make) => {
  test('comment', () => expectGolden(`${name}.md`, renderMarkdown(make(), { links: LINKS })));
  test('terminal', () => {
    const shown = renderTerminal(make(), { columns: 80, html: '.pacegate/out/report.html' });
    expectGolden(`${name}.txt`, shown);
  });
});

test('report.json', () => expectGolden('mixed.json', renderJson(SAMPLES.mixed())));
test('annotations', () => {
  expectGolden('mixed-annotations.json', `${JSON.stringify(renderAnnotations(SAMPLES.mixed()), null, 2)}\n`);
});
test('the data of report.html', () => {
  const { plots: _, flames: __, ...view } = viewReport(SAMPLES.mixed());
  expectGolden('mixed-page.json', `${JSON.stringify(view, null, 2)}\n`);
});
test('a narrow terminal', () =>
  expectGolden('mixed-50.txt', renderTerminal(SAMPLES.mixed(), { columns: 50 })));
