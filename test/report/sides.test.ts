import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { asMeasured, formatJudged } from '../../src/report/words/sides.ts';
import { CASES, makeReport } from './samples.ts';

/** A busy machine: the wall medians doubled, and the change of 12 % that was judged is right. */
const loaded = () => {
  const side = { spread: 0.0004, runs: 9, values: 900 };
  return {
    ...CASES.slower(),
    baseline: { ...side, median: 0.0008, p95: 0.0021, estimate: 0.0005 },
    candidate: { ...side, median: 0.00166, p95: 0.0034, estimate: 0.00056 },
    change: { ratio: 1.12, low: 1.1, high: 1.14, confidence: 0.95 },
  };
};

describe('under load', () => {
  const report = makeReport([loaded()]);
  test('the row shows what was judged, and wall time stands folded, labelled for what it is', () => {
    const text = renderMarkdown(report).replaceAll('\u00A0', ' ');
    const [shown = '', folded = ''] = text.split('As measured, interference included');
    expect(shown).toContain('| 500 → 560 µs | **+12.0 %** (+10.0 … +14.0)');
    expect(shown).not.toContain('1.66');
    expect(folded).toContain('| `search-endpoint` | 0.80 ± 0.40 → 1.66 ± 0.40 ms | 2.10 → 3.40 ms |');
  });
  test('the terminal shows what was judged', () => {
    const text = renderTerminal(report);
    expect(text).toContain('    time 500 → 560 µs');
    expect(text).not.toContain('1.66');
  });
});

test.each([
  ['time', '1.00 → 2.00 s'],
  ['p95', '1.00 → 2.00 s'],
  ['median', '1.00 ± 0.10 → 2.00 ± 0.10 s'],
  ['p50', '1.00 ± 0.10 → 2.00 ± 0.10 s'],
  ['rows', '1.00 ± 0.10 → 2.00 ± 0.10 s'],
])('the spread of medians stands beside medians only: %s', (metric, shown) => {
  const side = { median: 9, p95: 9, spread: 0.1, runs: 9, values: 9 };
  const sides = { baseline: { ...side, estimate: 1 }, candidate: { ...side, estimate: 2 } };
  expect(formatJudged({ ...CASES.slower(), metric, ...sides }, false)).toBe(shown);
});

test('a limit of its own shows its number once', () => {
  expect(formatJudged(CASES.slowTail(), false)).toBe('');
  expect(renderMarkdown(makeReport([CASES.slowTail()]))).toContain('| measured (95 % interval) |');
});

test('wall time comes from its distribution where no budget is on it', () => {
  const wall_time = { unit: 's', baseline: [1, 2, 3], candidate: [2, 4, 6] };
  const section = { name: 'x', runs: { baseline: 1, candidate: 1 }, wall_time };
  expect(asMeasured(section, [CASES.memory()])?.candidate?.median).toBe(4);
  expect(asMeasured(section, [loaded()])?.candidate?.median).toBe(0.00166);
  const { wall_time: _, ...without } = section;
  expect(asMeasured(without, [loaded()])).toBeUndefined();
});
