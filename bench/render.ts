/** Rendering a report of 1,000 benchmarks: comment, summary and HTML together; sizes of HTML and dist. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { renderHtml } from '../src/report/html/html.ts';
import { renderMarkdown, renderSummary } from '../src/report/markdown/markdown.ts';
import { thousand } from '../test/report/samples.ts';
import type { Figure } from './figure.ts';

export async function render(): Promise<Figure[]> {
  const report = thousand();
  const started = performance.now();
  const comment = renderMarkdown(report);
  const summary = renderSummary(report);
  const html = renderHtml(report);
  const seconds = (performance.now() - started) / 1000;
  const files = await readdir('dist', { recursive: true });
  const sizes = await Promise.all(files.map(async (file) => (await stat(join('dist', file))).size));
  return [
    {
      name: 'rendering 1,000 benchmarks',
      value: seconds,
      unit: 's',
      limit: { op: '<=', value: 2 },
      detail: `comment ${comment.length}, summary ${summary.length}, HTML ${html.length} characters, in a cold process`,
    },
    {
      name: 'size of the HTML report of 1,000 benchmarks',
      value: Buffer.byteLength(html) / 1e6,
      unit: 'MB',
      limit: { op: '<=', value: 3 },
      detail: 'everything inlined',
    },
    {
      name: 'size of dist',
      value: sizes.reduce((sum, size) => sum + size, 0) / 1e6,
      unit: 'MB',
      limit: { op: '<=', value: 3 },
      detail: `${files.length} files, licences included`,
    },
  ];
}
