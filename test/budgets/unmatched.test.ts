import { expect, test } from 'vitest';
import { unmatchedBudgets } from '../../src/budgets/unmatched.ts';
import { renderProblem } from '../../src/errors.ts';
import { load } from './project.ts';

const { budgets } = load(`version: 1
benchmarks:
  suite:
    pytest: tests/test_speed.py
    budgets:
      - time < baseline + 5%
      - { budget: p95 < 1 s, only: "*sort*" }
      - { budget: median < 1 s, only: test_search }
  one:
    timeit: pass
    budgets:
      - { budget: mean < 1 s, only: "*" }
  gone:
    pyperf: benchmarks/bench_json.py
    budgets: [ time < baseline ]
`);

function messages(names: readonly string[]): string[] {
  return unmatchedBudgets(budgets, names).map(renderProblem);
}

test('budgets that watch nothing are told at their line', () => {
  expect(messages(['suite/speed.py::test_sort[10]', 'suite/speed.py::test_search', 'one'])).toEqual([
    'budgets.yml:8:9: `median < 1 s` watches nothing: `only: test_search` matches no sub-benchmark of `suite`; did you mean `*test_search*`?',
    'budgets.yml:12:9: `mean < 1 s` watches nothing: `only: *` selects sub-benchmarks, and `one` has none; remove it',
    'budgets.yml:13:3: nothing was measured for `gone`, so its budgets watch nothing',
  ]);
});

test('a renamed sub-benchmark is told with what there is', () => {
  expect(messages(['suite/a', 'suite/b', 'suite/c', 'suite/d', 'one/x', 'gone'])).toEqual([
    'budgets.yml:7:9: `p95 < 1 s` watches nothing: `only: *sort*` matches none of `a`, `b`, `c` and 1 more',
    'budgets.yml:8:9: `median < 1 s` watches nothing: `only: test_search` matches none of `a`, `b`, `c` and 1 more',
  ]);
});

test('nothing is said where every budget watches something', () => {
  expect(messages(['suite/test_sort', 'suite/test_search', 'one/x', 'gone/y'])).toEqual([]);
});
