import { expect, test } from 'vitest';
import { choose } from '../../src/budgets/choose.ts';
import { load } from './project.ts';

const { budgets } = load(`version: 1
benchmarks:
  suite: { pytest: tests, budgets: [ median < 2 s ] }
  plain: { timeit: pass, budgets: [ median < 1 s ] }
`);
const chosen = (...patterns: string[]) =>
  Object.fromEntries(choose(budgets.benchmarks, patterns).map(({ name, measure }) => [name, measure.chosen]));

test('a name stands for all of its sub-benchmarks; a pattern that reaches into it picks some of them', () => {
  expect(chosen('suite')).toEqual({ suite: undefined });
  expect(chosen('s*')).toEqual({ suite: undefined });
  expect(chosen('suite/*search*')).toEqual({ suite: ['suite/*search*'] });
  expect(chosen('plain', 'suite/a')).toEqual({ suite: ['plain', 'suite/a'], plain: undefined });
});

test('what has no sub-benchmarks is not run to look for them', () => {
  expect(chosen('*/test_search')).toEqual({ suite: ['*/test_search'] });
  expect(chosen('plain/x')).toEqual({});
});
