/** A suite that takes several processes, because some of its benchmarks end theirs. */
import { expect, test } from 'vitest';
import { measureThrough } from '../../src/measuring/blocks/through.ts';
import type { Measured, ProcessOutcome } from '../../src/runners/runner.ts';

const value = (sub: string): Measured => ({
  sub,
  metrics: { wall_time: { unit: 's', better: 'lower', runs: [[1]] } },
});
const died = (sub: string): Measured => ({ sub, metrics: {}, failure: { code: 'killed', message: '' } });
const outcome = (...measured: Measured[]): ProcessOutcome => ({ measured });
const told = (outcomes: readonly ProcessOutcome[]) =>
  outcomes.map(({ measured }) => measured.map(({ sub, failure }) => [sub, failure?.code ?? 'ok']));

/** Measures in order until a benchmark of `deadly` ends the process. */
const process = (names: readonly string[], deadly: readonly string[]): ProcessOutcome => {
  const end = names.findIndex((name) => deadly.includes(name));
  if (end < 0) return outcome(...names.map(value));
  return outcome(...names.slice(0, end).map(value), died(names[end] as string));
};

test('one that ends its process costs itself; the others go on in the next one', async () => {
  const asked: (readonly string[])[] = [];
  const outcomes = await measureThrough(['a', 'b', 'c', 'd'], async (names = []) => {
    asked.push(names);
    return [process(names, ['b', 'd'])];
  });
  expect(asked).toEqual([
    ['a', 'b', 'c', 'd'],
    ['c', 'd'],
  ]);
  expect(told(outcomes)).toEqual([
    [
      ['a', 'ok'],
      ['b', 'killed'],
      ['c', 'ok'],
      ['d', 'killed'],
    ],
  ]);
});

test('what one side alone measured, since the other was gone, is measured again', async () => {
  let processes = 0;
  const outcomes = await measureThrough(['a', 'b', 'c'], async (names = []) => {
    processes++;
    const gone = process(names, ['a']);
    return [gone, processes === 1 ? outcome(value('a'), value('b')) : process(names, [])];
  });
  expect(told(outcomes)).toEqual([
    [
      ['a', 'killed'],
      ['b', 'ok'],
      ['c', 'ok'],
    ],
    [
      ['a', 'ok'],
      ['b', 'ok'],
      ['c', 'ok'],
    ],
  ]);
});

test('what a process never comes to is told as vanished, and does not start processes for ever', async () => {
  let processes = 0;
  const outcomes = await measureThrough(['a', 'b'], async () => {
    processes++;
    return [outcome(value('a'))];
  });
  expect(processes).toBe(2);
  expect(told(outcomes)).toEqual([
    [
      ['a', 'ok'],
      ['b', 'no-values'],
    ],
  ]);
});

test('a failure of the whole process ends it', async () => {
  let processes = 0;
  const outcomes = await measureThrough(['a', 'b'], async () => {
    processes++;
    return [{ measured: [value('a')], failure: { code: 'wrong-code', message: '' } }];
  });
  expect([processes, outcomes[0]?.failure?.code]).toEqual([1, 'wrong-code']);
});

test('where nothing is asked for by name, the first process tells what there is', async () => {
  const asked: (readonly string[] | undefined)[] = [];
  const members = ['a', 'b', 'c'].map((sub) => ({ sub, group: '' }));
  const outcomes = await measureThrough(undefined, async (names) => {
    asked.push(names);
    return [{ ...process(names ?? ['a', 'b', 'c'], ['a']), members }];
  });
  expect(asked).toEqual([undefined, ['b', 'c']]);
  expect(told(outcomes)[0]).toHaveLength(3);
  expect(outcomes[0]?.members).toEqual(members);
});
