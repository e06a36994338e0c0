import { expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { parseReport } from '../../src/report/parse.ts';
import { withoutUntrustedText } from '../../src/report/strip.ts';
import { hostileReport } from './hostile.ts';
import { SAMPLES } from './samples.ts';

const MARK = 'Please visit my page';
/** Names without which numbers mean nothing; everything else is written by ourselves. */
const NAMES = new Set(['name', 'benchmark', 'budget', 'metric', 'function', 'file']);

function placesOf(value: unknown, path: string): string[] {
  if (typeof value === 'string') return value.includes(MARK) ? [path] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, field]) => [
    ...(key.includes(MARK) ? [`${path}.{key}`] : []),
    ...placesOf(field, /^\d+$/.test(key) ? path : key),
  ]);
}

test('only names are left of what others wrote', () => {
  const places = placesOf(withoutUntrustedText(hostileReport(MARK)), '');
  expect(places.filter((place) => !NAMES.has(place))).toEqual([]);
});

test('every number stays', () => {
  const numbers = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : value !== null && typeof value === 'object'
        ? Object.entries(value)
            .filter(([key]) => !['position', 'dataset'].includes(key))
            .flatMap(([, field]) => numbers(field))
        : [];
  const report = SAMPLES.mixed();
  expect(numbers(withoutUntrustedText(report)).sort()).toEqual(numbers(report).sort());
});

test('a difference of environments stays visible, without its words', () => {
  const stripped = withoutUntrustedText(SAMPLES.incomparable());
  const markdown = renderMarkdown(stripped);
  expect(markdown).toContain('(cpu and python differ)');
  expect(markdown).toContain('`3.12.8` → `3.13.1`'); // a version is harmless
  expect(markdown).not.toContain('Xeon');
});

test('whether memory layouts were matched stays, and nothing else in its place', () => {
  const report = SAMPLES.pass();
  const kept = (layout: string) => {
    const environment = { ...report.candidate.environment, layout };
    return withoutUntrustedText({ ...report, candidate: { ...report.candidate, environment } }).candidate
      .environment.layout;
  };
  expect(kept('matched')).toBe('matched');
  expect(kept('natural')).toBe('natural');
  expect(kept('matched by me')).not.toContain('by me');
});

test('what is left is a report like any other', () => {
  for (const make of Object.values(SAMPLES)) {
    const stripped = withoutUntrustedText(make());
    expect(parseReport(renderJson(stripped))).toEqual(stripped);
    expect(renderMarkdown(stripped).split('\n')[0]).toBe(
      renderMarkdown(make())
        .split('\n')[0]
        ?.replace(/Jane Doe/, ''),
    );
    expect(renderHtml(stripped)).toContain('<!doctype html>');
  }
});
