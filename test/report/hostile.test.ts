import { describe, expect, test } from 'vitest';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { renderMarkdown, renderSummary } from '../../src/report/markdown/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { FILTERS, type Page, parsePage, toHtml } from './github.ts';
import { HOSTILE, hostileReport } from './hostile.ts';
import { LINKS } from './samples.ts';

/** All that our own Markdown brings in. */
const OURS = new Set([
  'h3',
  'p',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'code',
  'pre',
  'strong',
  'sub',
  'br',
  'details',
  'summary',
  'ul',
  'li',
  'a',
  'span',
]);
const OUR_ADDRESSES = [`${LINKS.repository}/blob/${LINKS.commit}/`, `${LINKS.repository}/commit/`, LINKS.run];
/** Control, bidi and zero-width characters; line feeds are ours. */
const UNSEEN = new RegExp(
  [
    String.raw`[\0-\x09\x0B-\x1F\x7F-\x9F\u061C\u200B\u200E\u200F\u2028-\u202E`,
    String.raw`\u2060-\u206F\uFEFF\u00AD\u{E0000}-\u{E0FFF}]`,
  ].join(''),
  'u',
);

// Where nothing hostile is in it, a page has this shape; with it, it must have the same.
const harmless = hostileReport('harmless');
const SHAPES = new Map(
  [renderMarkdown, renderSummary].map((render) => [render, shapeOf(parsePage(toHtml(render(harmless))))]),
);

function shapeOf({ elements }: Page) {
  const names = ['table', 'tr', 'td', 'details', 'summary', 'h3', 'li', 'pre'];
  return names.map((wanted) => [wanted, elements.filter(({ name }) => name === wanted).length]);
}

test('there are more than a hundred cases', () => {
  expect(HOSTILE.length).toBeGreaterThan(100);
  expect(new Set(HOSTILE.map(([name]) => name)).size).toBe(HOSTILE.length);
});

describe.each(HOSTILE)('%s', (_, text) => {
  const report = hostileReport(text);
  const options = { links: LINKS, name: text, command: 'pacegate', directory: text };

  test.each([
    ['comment', renderMarkdown],
    ['summary', renderSummary],
  ])('is inert in the %s, and breaks no table and closes no fold', (_kind, render) => {
    const markdown = render(report, options);
    expect(markdown).not.toMatch(UNSEEN);
    expect(markdown.isWellFormed()).toBe(true);
    const page = parsePage(toHtml(markdown));
    for (const { name, attributes } of page.elements) {
      if (!OURS.has(name)) expect.fail(`there is a <${name}>`);
      if (name === 'a')
        expect(OUR_ADDRESSES.some((address) => attributes.href?.startsWith(address))).toBe(true);
      const allowed = { a: ['href'], td: ['align'], th: ['align'], code: ['class'] }[name] ?? [];
      expect(Object.keys(attributes).filter((attribute) => !allowed.includes(attribute))).toEqual([]);
    }
    for (const [filter, pattern] of FILTERS) {
      const found = page.loose.flatMap((loose) => loose.match(pattern) ?? []);
      expect({ [filter]: found }).toEqual({ [filter]: [] });
    }
    expect(shapeOf(page)).toEqual(SHAPES.get(render));
  });

  test('is inert in a terminal and in a job log', () => {
    for (const columns of [40, 80, 200]) {
      const shown = renderTerminal(report, { columns, html: text });
      expect(shown).not.toMatch(UNSEEN);
      expect(shown.isWellFormed()).toBe(true);
      for (const line of shown.split('\n')) {
        expect(line.trimStart().startsWith('::')).toBe(false);
        expect(line).not.toContain('##[');
      }
    }
  });

  test('is inert in annotations', () => {
    for (const annotation of renderAnnotations(report, { limit: 50, directory: text })) {
      for (const said of [annotation.title, annotation.message]) {
        expect(said).not.toMatch(UNSEEN);
        expect(said).not.toMatch(/[\r\n]/);
        expect(said).not.toContain('##[');
        expect(said.length).toBeLessThan(4_000);
      }
      expect(annotation.file).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)|[\\\n]|^[a-z]+:/i);
    }
  });

  test('is data in the page, and nothing else', () => {
    const { elements } = parsePage(renderHtml(report).replace(/^<!doctype html>/, ''));
    const scripts = elements.filter(({ name }) => name === 'script');
    expect(scripts.map(({ attributes }) => attributes.type)).toEqual(['application/json', undefined]);
    expect(elements.map(({ name }) => name)).toEqual([
      'meta',
      'meta',
      'meta',
      'meta',
      'title',
      'link',
      'style',
      'noscript',
      'script',
      'script',
    ]);
  });
});

test('a name that is a key of every object is a name like any other', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    expect(renderMarkdown(hostileReport(name))).toContain(`\`${name}\``);
    expect(renderTerminal(hostileReport(name))).toContain(name);
  }
});
