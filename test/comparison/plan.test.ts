import { expect, test } from 'vitest';
import { chooseNext, mayContinue, type OpenBenchmark } from '../../src/comparison/plan.ts';

const open = (name: string, blocks: number, extra: Partial<OpenBenchmark> = {}): OpenBenchmark => ({
  name,
  blocks,
  left: 100,
  secondsPerBlock: 1,
  ...extra,
});

test('first everyone gets the blocks of the first look, in turns', () => {
  expect(chooseNext([open('a', 1), open('b', 0), open('c', 1)])).toBe('b');
  expect(chooseNext([open('a', 1), open('b', 1)])).toBe('a');
  expect(chooseNext([open('a', 7, { needed: 8 }), open('b', 5)])).toBe('b');
});

test('then the one that is soonest decided', () => {
  expect(chooseNext([open('a', 6, { needed: 28 }), open('b', 6, { needed: 9 })])).toBe('b');
  expect(chooseNext([open('a', 6, { needed: 9, secondsPerBlock: 10 }), open('b', 6, { needed: 12 })])).toBe(
    'b',
  );
});

test('what runs the change comes before all others, as long as it can be decided', () => {
  const changed = (name: string, blocks: number, extra: Partial<OpenBenchmark> = {}) =>
    open(name, blocks, { runsChange: true, ...extra });
  expect(chooseNext([open('a', 0), changed('b', 3)])).toBe('b');
  expect(chooseNext([open('a', 0), changed('b', 6, { needed: 28 })])).toBe('b');
  expect(chooseNext([open('a', 6, { needed: 7 }), changed('b', 6, { needed: 28 }), changed('c', 5)])).toBe(
    'c',
  );
  expect(chooseNext([open('a', 0), changed('b', 6)])).toBe('a');
  expect(chooseNext([open('a', 0), changed('b', 6, { needed: 28, left: 1 })])).toBe('a');
  expect(chooseNext([changed('b', 6)])).toBe('b');
});

test('what cannot be decided in its time comes last', () => {
  expect(chooseNext([open('a', 6, { needed: 9, left: 1 }), open('b', 6, { needed: 30 })])).toBe('b');
  expect(chooseNext([open('a', 6), open('b', 6, { needed: 30 })])).toBe('b'); // for a, no number of blocks would do
  expect(chooseNext([open('a', 6)])).toBe('a');
  expect(chooseNext([])).toBeUndefined();
});

test('after the last look nothing is measured any more', () => {
  expect([0, 29, 30, 31].map(mayContinue)).toEqual([true, true, false, false]);
});

test('simulated to the end, all time goes to open benchmarks and the hopeless one gets what is left', () => {
  const needed: Record<string, number | undefined> = { near: 9, far: 20, hopeless: undefined };
  const blocks: Record<string, number> = { near: 0, far: 0, hopeless: 0 };
  const order: string[] = [];
  for (let step = 0; step < 45; step++) {
    const still = Object.keys(needed).filter((name) => (blocks[name] as number) < (needed[name] ?? 30));
    const next = chooseNext(
      still.map((name) => open(name, blocks[name] as number, { needed: needed[name] as number })),
    );
    if (!next) break;
    blocks[next] = (blocks[next] as number) + 1;
    order.push(next);
  }
  expect(order.slice(18).join(' ')).toMatch(/^(near ){3}(far ){14}hopeless/);
});
