/** When time is left for finding out why something got slower. */
import { expect, test } from 'vitest';
import type { BenchmarkSpec } from '../../src/budgets/model.ts';
import { untilDecided } from '../../src/measuring/deciders.ts';
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
