/** What happens to what looks broken against a stored baseline where there is no time to measure it again. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Result } from '../../src/comparison/result.ts';
import type { Run } from '../../src/measuring/collecting/measure.ts';
import { confirm } from '../../src/measuring/confirm.ts';
import { type Judged, type Judging, judgeSideBySide } from '../../src/measuring/strategies.ts';
import type { Measurements } from '../../src/samples/measurements.ts';

vi.mock(import('../../src/measuring/strategies.ts'), async (original) => ({
  ...(await original()),
  judgeSideBySide: vi.fn(),
}));
beforeEach(() => void vi.mocked(judgeSideBySide).mockReset());

const result = (benchmark: string, over: Partial<Result> = {}): Result => ({
  ...{ benchmark, budget: 'time < baseline + 5%', metric: 'time', unit: 's', better: 'lower', op: '<' },
  ...{ severity: 'fail', verdict: 'fail', reason: '' },
  change: { ratio: 1.3, low: 1.2, high: 1.4, confidence: 0.95 },
  limit: { kind: 'ratio', value: 1.05 },
  ...over,
});
const missing = (benchmark: string): Result =>
  result(benchmark, { verdict: 'missing', failure: 'out-of-time' });

function judged(results: readonly Result[], session: string): Judged {
  const names = [...new Set(results.map(({ benchmark }) => benchmark.split('/')[0] as string))];
  const side = { session, environment: {}, benchmarks: names.map((name) => ({ name, metrics: {} })) };
  return {
    comparison: session === 'again' ? 'side-by-side' : 'stored',
    specs: names.map((name) => ({ name })),
    results,
    warnings: [],
    candidate: side as unknown as Measurements,
    baseline: side as unknown as Measurements,
    effort: { inside_seconds: 1, process_seconds: 1 },
  } as unknown as Judged;
}

async function confirmed(first: readonly Result[], again: readonly Result[], left = 60) {
  vi.mocked(judgeSideBySide).mockResolvedValue(judged(again, 'again'));
  const signal = new AbortController().signal;
  const run = { signal, progress: { say() {} }, time: { left: () => left } } as unknown as Run;
  const { results, candidate } = await confirm(judged(first, 'first'), run, {} as Judging, 'base');
  const sessions = Object.fromEntries(candidate.benchmarks.map(({ name, session }) => [name, session]));
  return { results, sessions };
}

test('what could not be measured again keeps what was seen, and does not fail', async () => {
  const { results, sessions } = await confirmed(
    [result('a'), result('b/x'), result('c', { verdict: 'pass' })],
    [result('a', { verdict: 'pass' }), missing('b')],
  );
  expect(results.map(({ benchmark, verdict }) => [benchmark, verdict])).toEqual([
    ['a', 'pass'],
    ['b/x', 'inconclusive'],
    ['c', 'pass'],
  ]);
  expect(results[1]?.notes).toEqual(['unconfirmed', 'out-of-time']);
  expect(results[1]?.reason).toContain('in the time left it could not be confirmed side by side');
  expect(results[1]?.reason).toContain('`measure.total_time`');
  // Nor do measurements that are not there take the place of those that are.
  expect(sessions).toEqual({ a: 'again', b: undefined, c: undefined });
});

test('where there was no time for any, none of them fails', async () => {
  const { results } = await confirmed([result('a'), result('b')], [missing('a'), missing('b')]);
  expect(results.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive']);
});

test('what the first part did not reach is measured side by side', async () => {
  const { results } = await confirmed([missing('a')], [result('a', { verdict: 'pass' })]);
  expect(results).toMatchObject([{ benchmark: 'a', verdict: 'pass' }]);
  const [specs] = vi.mocked(judgeSideBySide).mock.calls[0]?.slice(1) ?? [];
  expect(specs).toEqual([{ name: 'a' }]);
});

test('with nothing left, the base is not even checked out', async () => {
  const { results } = await confirmed([result('a')], [], 0);
  expect(results).toMatchObject([{ verdict: 'inconclusive', notes: ['unconfirmed', 'out-of-time'] }]);
  expect(judgeSideBySide).not.toHaveBeenCalled();
});
