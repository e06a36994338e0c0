import { expect, test } from 'vitest';
import { pairRuns, runsOf } from '../../../src/comparison/subjects/pairing.ts';
import { spec } from '../measured.ts';

const run = (order: number, block?: number) => ({
  order,
  values: [1],
  ...(block !== undefined && { block }),
});
const orders = ({ baseline, candidate }: ReturnType<typeof pairRuns>) =>
  [baseline, candidate].map((side) => side.map(({ order }) => order));
const inOrder = [
  [0, 3],
  [1, 2],
];

test('runs are paired by block', () => {
  const byBlock = pairRuns([run(3, 1), run(0, 0)], [run(1, 0), run(2, 1)], true);
  expect([byBlock.paired, orders(byBlock)]).toEqual([true, inOrder]);
});

test('without blocks, they are paired by order within one session', () => {
  const byOrder = pairRuns([run(3), run(0)], [run(2), run(1)], true);
  expect([byOrder.paired, orders(byOrder)]).toEqual([true, inOrder]);
});

test.each([
  ['other blocks', [run(0, 0)], [run(1, 1)], true],
  ['unequal numbers', [run(0), run(1)], [run(2)], true],
  ['blocks on some runs only', [run(0, 0), run(2)], [run(1, 0), run(3, 1)], true],
  ['the same blocks on some runs of both', [run(0, 0), run(2)], [run(1, 0), run(3)], true],
  ['another session', [run(0, 0)], [run(1, 0)], false],
] as const)('%s are not paired, and lose no run', (_, baseline, candidate, sameSession) => {
  const both = pairRuns(baseline, candidate, sameSession);
  expect(both.paired).toBe(false);
  expect(both.baseline).toHaveLength(baseline.length);
  expect(both.candidate).toHaveLength(candidate.length);
});

test('of thousands of runs, the first are taken in the order they were measured, however the file has them', () => {
  const runs = Array.from({ length: 1500 }, (_, order) => ({ order, values: [order + 1] }));
  const subject = (list: typeof runs) => ({
    name: 'b',
    spec: spec('b', []),
    budgets: [],
    candidate: { name: 'b', metrics: { queries: { unit: 'count', better: 'lower' as const, runs: list } } },
  });
  const taken = runsOf(subject(runs), 'candidate', 'queries');
  expect(taken).toHaveLength(1000);
  expect(runsOf(subject([...runs].reverse()), 'candidate', 'queries')).toEqual(taken);
  expect(runsOf(subject(runs), 'candidate', 'constructor')).toBeUndefined();
});
