import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundleAssets, PAGES } from '../../scripts/html-assets.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { parsePage } from './github.ts';
import { hostileReport } from './hostile.ts';
import { SAMPLES, thousand } from './samples.ts';

test.each(PAGES)(
  'the bundled script and styles are fresh: run `node scripts/html-assets.ts` ($script)',
  async (page) => {
    expect(await readFile(page.file, 'utf8')).toBe(await bundleAssets(page));
  },
);

test('the scripts of the page have no type errors', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  await promisify(execFile)(process.execPath, [tsc, '--noEmit', '-p', `${root}src/report-client`]);
});

test('the page runs what its policy names, and nothing else', () => {
  const page = renderHtml(SAMPLES.mixed());
  const { elements } = parsePage(page);
  const policy = elements.find(({ attributes }) => attributes['http-equiv'])?.attributes.content ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  const inline = [...page.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)];
  expect(inline.map(([, name]) => name)).toEqual(['style', 'script']);
  for (const [, , text = ''] of inline) {
    expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  }
  for (const { attributes } of elements) {
    expect(Object.keys(attributes).filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
    expect(attributes.src).toBeUndefined();
    if (attributes.href !== undefined) expect(attributes.href).toBe('data:,');
  }
});

test('a thousand benchmarks take less than 3 MB', () => {
  expect(Buffer.byteLength(renderHtml(thousand()))).toBeLessThan(3e6);
});

test('names of a megabyte stay small in it', () => {
  expect(Buffer.byteLength(renderHtml(hostileReport('<'.repeat(1_000_000))))).toBeLessThan(400_000);
});
