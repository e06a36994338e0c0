/** A comment stays readable when nearly everything is broken. */
import { describe, expect, test } from 'vitest';
import { renderMarkdown, renderSummary } from '../../src/report/markdown/markdown.ts';
import type { Culprit } from '../../src/samples/culprit.ts';
import { reportOf, resultOf } from '../publish/a-report.ts';

const culprit = (name: string): Culprit => ({ function: name, file: 'catalogue.py', line: 42, change: 0.31 });

/** 60 broken, the later the slower, of which all but the last have one cause; 10 not measured; 130 that hold. */
const report = reportOf(
  Array.from({ length: 200 }, (_, i) => {
    const benchmark = `api/query-${String(i).padStart(3, '0')}`;
    if (i >= 70) return resultOf({ benchmark, verdict: 'pass' });
    if (i >= 60) return resultOf({ benchmark, verdict: 'missing', failure: 'absent' });
    const ratio = 1.1 + i / 100;
    return resultOf({
      benchmark,
      change: { ratio, low: ratio - 0.01, high: ratio + 0.01, confidence: 0.95 },
      culprits: [culprit(i === 59 ? 'render' : 'tokenise')],
    });
  }),
);
const comment = renderMarkdown(report);
const open = comment.slice(0, comment.indexOf('<details>'));
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| (?:❌|❓|❔|🚫|⛔|\S+) \| (?:\*\*)?`(api\/[^`]+)`/gm)].map(([, name]) => name);

describe('60 of 200 budgets are broken, and 10 benchmarks not measured', () => {
  test('the ten worst stand open, the furthest over the limit first', () => {
    expect(rowsOf(open)).toEqual(Array.from({ length: 10 }, (_, i) => `api/query-0${59 - i}`));
  });

  test('the others are folded, and counted by what they are', () => {
    expect(comment).toContain('<details><summary>60 more: 50 broken, 10 not measured</summary>');
    expect(new Set(rowsOf(comment)).size).toBe(200);
  });

  test('a cause that many share is told once, and the one that differs beside it', () => {
    expect(comment.match(/\*\*What got slower in/g)).toHaveLength(2);
    expect(open).toContain(
      'The same function is named first for `api/query-057`, `api/query-056`, `api/query-055` and 55 more benchmarks.',
    );
    expect(open).toContain('`render` `catalogue.py:42`');
  });

  test('the lines that accept each of the 60 are there', () => {
    expect(comment.match(/^ {2}- benchmark: /gm)).toHaveLength(60);
  });

  test('the summary of the job folds none of the rows', () => {
    const summary = renderSummary(report);
    expect(rowsOf(summary.slice(0, summary.indexOf('<details>')))).toContain('api/query-000');
    expect(summary).not.toContain('60 more');
  });
});

test('the lines that accept what is broken stay longer than the rows of what holds', () => {
  const long = (name: string) =>
    `api/tests/integration/test_catalogue_search_endpoint.py::TestSearch::${name}[some|pipe]`;
  const wide = {
    ...report,
    results: report.results.map((each) => ({ ...each, benchmark: long(each.benchmark) })),
  };
  const fitted = renderMarkdown(wide);
  expect(fitted).toContain('more not shown here');
  expect(fitted.match(/^ {2}- benchmark: /gm)).toHaveLength(60);
});

test('the heading keeps long names short, and the table has them whole', () => {
  const name = (i: number) =>
    `tests/integration/test_catalogue_search_endpoint.py::TestSearch::test_query[${i}]`;
  const results = [1, 2, 3, 4].map((i) => resultOf({ benchmark: name(i) }));
  const [heading = '', ...rest] = renderMarkdown(reportOf(results)).split('\n');
  expect(heading).toContain('`tests/…::TestSearch::test_query[1]` (8.3 % slower)');
  expect(heading.length).toBeLessThan(250);
  expect(rest.join('\n')).toContain(`\`${name(1)}\``);
});

test('ten or fewer stand open, with nothing folded', () => {
  const few = renderMarkdown(reportOf(report.results.slice(50, 60)));
  expect(few).not.toContain('more: ');
});
