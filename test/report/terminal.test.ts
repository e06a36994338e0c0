import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { viewReport } from '../../src/report/html/html-view.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { CASES, makeReport, SAMPLES, thousand } from './samples.ts';

const wide = makeReport([
  {
    ...CASES.slower(),
    benchmark: '检索端点性能基准测试用例名称很长很长很长很长很长很长很长很长很长很长很长',
    budget: 'time < baseline + 5%',
  },
  { ...CASES.holds(), benchmark: `tests/${'very_'.repeat(40)}long.py::test_x[👩🏽‍🚀-medium]` },
  { ...CASES.open(), benchmark: 'x'.repeat(500), budget: 'y'.repeat(500) },
]);

describe.each([40, 50, 80, 100, 120])('at %i columns', (columns) => {
  test.each([...Object.entries(SAMPLES), ['wide', () => wide] as const])('%s fits', (_, make) => {
    for (const line of renderTerminal(make(), { columns, html: '.pacegate/out/report.html' }).split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      expect(line).toBe(line.trimEnd());
    }
  });
});

test('colour is there only when asked for, and changes no word', () => {
  const plain = renderTerminal(SAMPLES.mixed(), { colour: false });
  const coloured = renderTerminal(SAMPLES.mixed(), { colour: true });
  expect(plain).not.toContain('\u001B');
  expect(coloured).toContain('\u001B[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences we write
  expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(plain);
});

test('the answer is the last line', () => {
  const lines = renderTerminal(SAMPLES.fail()).trimEnd().split('\n');
  expect(lines.at(-1)).toBe('Pacegate: search-endpoint is 8.3 % slower, and its budget allows 5 %');
  expect(lines.at(-2)).toBe('9 hold, 1 broken · 1 min 52 s');
});

test('both distributions stand above each other on one axis', () => {
  const lines = renderTerminal(SAMPLES.fail()).split('\n');
  const before = lines.find((line) => line.endsWith(' before'));
  const after = lines.find((line) => line.endsWith(' after'));
  if (!before || !after) throw new Error('there is no plot');
  const peak = (line: string) => Math.max(line.lastIndexOf('█'), line.lastIndexOf('▇'));
  expect(peak(after)).toBeGreaterThan(peak(before)); // it got slower
});

test('a thousand budgets that hold are counted, not listed', () => {
  const lines = renderTerminal(thousand(2)).split('\n');
  expect(lines.length).toBeLessThan(80);
  expect(lines).toContain('  and 958 more hold; report.md lists them');
});

test.each([0, -1, Number.NaN, 1e9])(
  'a terminal of %f columns is taken for one that can be written to',
  (columns) => {
    expect(renderTerminal(SAMPLES.fail(), { columns }).split('\n').length).toBeGreaterThan(10);
  },
);

test('what took a whole process down is told once, with what cures it, for all sub-benchmarks in it', () => {
  const subs = ['tests/test_a', 'tests/test_b'].map((benchmark) => ({
    ...CASES.crashed(),
    benchmark,
    failure: 'wrong-code' as const,
  }));
  const whole = {
    name: 'tests',
    runs: { baseline: 0, candidate: 0 },
    failures: [
      {
        code: 'wrong-code' as const,
        message: "The baseline ran another side's code.",
        hint: 'Give each side an environment of its own.',
        side: 'baseline' as const,
      },
    ],
  };
  const report = makeReport(subs);
  const text = renderTerminal({ ...report, benchmarks: [...report.benchmarks, whole] });
  expect(text.match(/baseline: The baseline ran another side's code\./g)).toHaveLength(1);
  expect(text.match(/Give each side an environment of its own\./g)).toHaveLength(1);
  expect(text.match(/for the same reason as above/g)).toHaveLength(1);
  const rows = viewReport({ ...report, benchmarks: [...report.benchmarks, whole] }).rows;
  expect(rows.map(({ remarks }) => remarks.some((remark) => remark.includes('of its own.')))).toEqual([
    true,
    true,
  ]);
});
