/** When time is left for finding out why something got slower. */
import { expect, test } from 'vitest';
import type { BenchmarkSpec } from '../../src/budgets/model.ts';
import { anchorKey } from '../../src/comparison/request.ts';
import { untilDecided } from '../../src/measuring/collecting/deciders.ts';
import { session, slowed, spec } from '../comparison/measured.ts';

function leavesTime(
  factor: number,
  runner: BenchmarkSpec['runner'] = { kind: 'callable', target: 'b.py:b' },
  comparison: 'side-by-side' | 'stored' = 'side-by-side',
): boolean {
  const [before, after] = slowed(factor, { runs: 9 });
  const specs = [{ ...spec('b', ['time < baseline + 5%']), runner }];
  const snapshot = () => ({ candidate: session([after]), baseline: session([before]) });
  const decider = untilDecided(specs, snapshot, { comparison, today: '2026-11-26', cpuHour: 0.05 });
  expect(decider.mayHaveToExplain?.()).toBe(false); // nothing was looked at yet
  decider.undecided({ name: 'b', blocks: 9, spent: 9, left: 100 });
  return decider.mayHaveToExplain?.() ?? false;
}

test('it is where something measured side by side looks slower and can be profiled', () => {
  expect(leavesTime(2)).toBe(true);
  expect(leavesTime(1)).toBe(false);
  expect(leavesTime(0.5)).toBe(false);
  expect(leavesTime(2, { kind: 'results', command: 'k6', format: 'k6', file: 'k6.json' })).toBe(false);
  expect(leavesTime(2, undefined, 'stored')).toBe(false); // measured again first
});

test('a budget against an anchor is measured until it is decided, with what the history says', () => {
  const [before, after] = slowed(1.04, { runs: 6 });
  const snapshot = () => ({ candidate: session([after]), baseline: session([before]) });
  const open = (percent: number) => {
    const change = { log: Math.log1p(percent / 100), variance: 1e-8, steps: 3, commit: 'a'.repeat(40) };
    const anchor = {
      name: 'v1.0',
      commit: 'a'.repeat(40),
      changes: new Map([[anchorKey('b', 'time'), change]]),
    };
    const context = { comparison: 'side-by-side', today: '2026-11-26', cpuHour: 0.05, anchor } as const;
    const decider = untilDecided([spec('b', ['time < anchor + 10%'])], snapshot, context);
    return [...(decider.undecided({ name: 'b', blocks: 6, spent: 6, left: 100 }) ?? [])];
  };
  expect(open(-5)).toEqual([]);
  // Six blocks decide only what is well within.
  expect(open(5)).toEqual(['b']);
});
