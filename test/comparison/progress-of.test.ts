import { expect, test } from 'vitest';
import {
  type BenchmarkState,
  describeState,
  judgeBenchmark,
  maySlowDown,
} from '../../src/comparison/progress-of.ts';
import { request, session, slowed, spec, timed } from './measured.ts';

const FIVE = 'time < baseline + 5%';
const at = (factor: number, shape: Parameters<typeof slowed>[1], extra = {}, texts = [FIVE]) => {
  const [before, after] = slowed(factor, shape);
  return judgeBenchmark(
    request({
      budgets: [spec('b', texts)],
      baseline: session([before]),
      candidate: session([after]),
      ...extra,
    }),
  );
};

test('while measuring, a benchmark says what is open and how far it is', () => {
  const state = at(1.04, { runs: 7, noise: 0.04 }, {}, [FIVE, 'time < baseline + 50%']);
  expect(state.open).toBe(true);
  expect(state.budgets.map((item) => item.open)).toEqual([true, false]);
  expect(state.needed).toBeGreaterThan(7);
  expect(describeState(state, 7)).toMatch(
    /^1 of 2 open: time < baseline \+ 5% is at \+\d\.\d % \([+−]\d+\.\d … \+\d+\.\d\), about \d+ blocks to go$/,
  );
  const decided: BenchmarkState = {
    ...state,
    open: false,
    budgets: state.budgets.filter((item) => !item.open),
  };
  expect(describeState(decided, 7)).toBe('decided');
  expect(describeState({ ...decided, budgets: [] }, 7)).toBe('nothing to decide');
});

test('a decider counts the time that its processes take', () => {
  const { budgets } = at(1.04, { runs: 7, noise: 0.04 }, { secondsPerBlock: new Map([['b', 2]]) });
  const { processes = 0, max_time } = budgets[0]?.result.decider ?? {};
  expect(max_time).toBe(2 * (7 + processes));
});

test('what is plainly slower is open until nine blocks can fail it, and needs no more', () => {
  expect(at(2, { runs: 6 })).toMatchObject({ open: true, needed: 9 });
  expect(at(2, { runs: 9 })).toMatchObject({ open: false });
});

test('what passes by more than half of its margin is open until ten', () => {
  expect(at(1.03, { runs: 6 })).toMatchObject({ open: true, needed: 10 });
});

test('values of a few clock ticks are not waited for: more processes do not make a call longer', () => {
  const short = (seed: string) => ({
    ...timed('b', { seconds: 1e-6, seed }),
    method: { resolution: 1e-7 },
  });
  const state = judgeBenchmark(
    request({
      budgets: [spec('b', [FIVE])],
      baseline: session([short('x')]),
      candidate: session([short('y')]),
    }),
  );
  expect(state).toMatchObject({
    open: false,
    budgets: [{ open: false, result: { verdict: 'inconclusive' } }],
  });
});

test('what is broken, or open beyond its limit, may have to be explained; what is open within it need not', () => {
  expect(maySlowDown(at(2, { runs: 9 }))).toBe(true);
  expect(maySlowDown(at(2, { runs: 6 }))).toBe(true);
  expect(maySlowDown(at(1.03, { runs: 6 }))).toBe(false);
  expect(maySlowDown(at(0.5, { runs: 9 }))).toBe(false);
});

test('what the time of the run did not suffice for stays open, and says so; what is decided does not', () => {
  const outOfTime = new Set(['b']);
  const [open] = at(1.04, { runs: 7, noise: 0.04 }, { outOfTime }).budgets;
  expect(open?.result).toMatchObject({ verdict: 'inconclusive', notes: ['out-of-time'] });
  expect(open?.result.reason).toContain('`measure.total_time`');
  const [decided] = at(2, { runs: 9 }, { outOfTime }).budgets;
  expect(decided?.result).toMatchObject({ verdict: 'fail' });
  expect(decided?.result.notes ?? []).not.toContain('out-of-time');
});
