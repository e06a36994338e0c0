import { expect, test } from 'vitest';
import { pairRuns } from '../../src/comparison/pair.ts';
import { chooseNext, type OpenBenchmark } from '../../src/comparison/plan.ts';
import { type BenchmarkState, describeState, judgeBenchmark } from '../../src/comparison/progress-of.ts';
import { isLook, LOOKS, nextLook } from '../../src/comparison/rule/levels.ts';
import { request, session, slowed, spec } from './measured.ts';

const open = (name: string, blocks: number, extra: Partial<OpenBenchmark> = {}): OpenBenchmark => ({
  name,
  blocks,
  left: 100,
  secondsPerBlock: 1,
  ...extra,
});

test('looks come after 5, 7, 9, 12, 15, 20 and 30 blocks', () => {
  expect(LOOKS).toEqual([5, 7, 9, 12, 15, 20, 30]);
  expect([0, 5, 8, 29, 30].map(nextLook)).toEqual([5, 7, 9, 30, undefined]);
  expect([5, 6].map(isLook)).toEqual([true, false]);
});

test('first everyone gets the blocks of the first look, in turns', () => {
  expect(chooseNext([open('a', 1), open('b', 0), open('c', 1)])).toBe('b');
  expect(chooseNext([open('a', 1), open('b', 1)])).toBe('a');
  expect(chooseNext([open('a', 7, { needed: 8 }), open('b', 4)])).toBe('b');
});

test('then the one that is soonest decided', () => {
  expect(chooseNext([open('a', 5, { needed: 28 }), open('b', 5, { needed: 9 })])).toBe('b');
  expect(chooseNext([open('a', 5, { needed: 9, secondsPerBlock: 10 }), open('b', 5, { needed: 12 })])).toBe(
    'b',
  );
});

test('what cannot be decided in its time comes last', () => {
  expect(chooseNext([open('a', 5, { needed: 7, left: 1 }), open('b', 5, { needed: 30 })])).toBe('b');
  expect(chooseNext([open('a', 5), open('b', 5, { needed: 30 })])).toBe('b'); // for a, no number of blocks would do
  expect(chooseNext([open('a', 5)])).toBe('a');
  expect(chooseNext([])).toBeUndefined();
});

test('simulated to the end, all time goes to open benchmarks and the hopeless one gets what is left', () => {
  const needed: Record<string, number | undefined> = { near: 9, far: 20, hopeless: undefined };
  const blocks: Record<string, number> = { near: 0, far: 0, hopeless: 0 };
  const order: string[] = [];
  for (let step = 0; step < 40; step++) {
    const still = Object.keys(needed).filter((name) => (blocks[name] as number) < (needed[name] ?? 30));
    const next = chooseNext(
      still.map((name) => open(name, blocks[name] as number, { needed: needed[name] as number })),
    );
    if (!next) break;
    blocks[next] = (blocks[next] as number) + 1;
    order.push(next);
  }
  expect(order.slice(15).join(' ')).toMatch(/^(near ){4}(far ){15}hopeless/);
});

test('while measuring, a benchmark says what is open and how far it is', () => {
  const [before, after] = slowed(1.04, { runs: 7, noise: 0.04 });
  const state = judgeBenchmark(
    request({
      budgets: [spec('b', ['time < baseline + 5%', 'time < baseline + 50%'])],
      baseline: session([before]),
      candidate: session([after]),
    }),
  );
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
});

test('a decider counts the time that its processes take', () => {
  const [before, after] = slowed(1.04, { runs: 7, noise: 0.04 });
  const { budgets } = judgeBenchmark(
    request({
      budgets: [spec('b', ['time < baseline + 5%'])],
      baseline: session([before]),
      candidate: session([after]),
      secondsPerBlock: new Map([['b', 2]]),
    }),
  );
  const { processes = 0, max_time } = budgets[0]?.result.decider ?? {};
  expect(max_time).toBe(2 * (7 + processes));
});

const run = (order: number, block?: number) => ({
  order,
  values: [1],
  ...(block !== undefined && { block }),
});

test('runs are paired by block, else by order within one session, else not', () => {
  const orders = ({ baseline, candidate }: ReturnType<typeof pairRuns>) =>
    [baseline, candidate].map((side) => side.map(({ order }) => order));
  const byBlock = pairRuns([run(3, 1), run(0, 0)], [run(1, 0), run(2, 1)], true);
  expect([byBlock.paired, orders(byBlock)]).toEqual([
    true,
    [
      [0, 3],
      [1, 2],
    ],
  ]);
  const byOrder = pairRuns([run(3), run(0)], [run(2), run(1)], true);
  expect([byOrder.paired, orders(byOrder)]).toEqual([
    true,
    [
      [0, 3],
      [1, 2],
    ],
  ]);
  expect(pairRuns([run(0, 0)], [run(1, 1)], true).paired).toBe(false);
  expect(pairRuns([run(0), run(1)], [run(2)], true).paired).toBe(false);
  expect(pairRuns([run(0)], [run(1)], false).paired).toBe(false);
});
