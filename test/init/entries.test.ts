/** How many entries the first budget file has, and how long they may take. */
import { afterEach, expect, test } from 'vitest';
import { FIXTURE, initIn, removeAll, SCRIPT } from './fixture.ts';

afterEach(removeAll);

const many = (count: number, path: (index: number) => string, text = FIXTURE) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [path(index), text]));
const pytestArgs = (budgets: Awaited<ReturnType<typeof initIn>>['budgets']) =>
  budgets.benchmarks.map(({ name, runner }) => [name, runner.kind === 'pytest' ? runner.args : runner.kind]);

test('each file is an entry, and all of them fit ten minutes', async () => {
  const { budgets } = await initIn(many(4, (index) => `tests/test_${index}.py`));
  expect(budgets.benchmarks.map(({ name }) => name)).toEqual(['test_0', 'test_1', 'test_2', 'test_3']);
  expect(budgets.benchmarks.map(({ measure }) => measure.max_time)).toEqual([120, 120, 120, 120]);
});

test('more than six files: each directory is an entry, as a whole where it is for benchmarks', async () => {
  const { budgets } = await initIn({
    ...many(5, (index) => `benchmarks/json/test_${index}.py`),
    ...many(2, (index) => `tests/test_${index}.py`),
    'tests/test_plain.py': 'def test_a(): pass\n',
  });
  expect(pytestArgs(budgets)).toEqual([
    ['json', 'benchmarks/json'],
    ['tests', 'tests/test_0.py tests/test_1.py'],
  ]);
  expect(budgets.benchmarks[0]?.measure.max_time).toBe(240);
});

test('more than six directories: the outer ones', async () => {
  const { budgets } = await initIn(many(8, (index) => `src/p${index}/tests/test_a.py`));
  expect(budgets.benchmarks.map(({ name }) => name)).toEqual(['src']);
});

test('pyperf scripts that are too many for ten minutes are left out, and told', async () => {
  const { budgets, messages } = await initIn(many(40, (index) => `b/s${index + 10}.py`, SCRIPT));
  expect(budgets.benchmarks).toHaveLength(16);
  expect(budgets.benchmarks[0]?.measure.max_time).toBe(30);
  expect(messages).toContain(
    'Found 24 scripts too many for ten minutes: b/s26.py, b/s27.py, b/s28.py and 21 more. Add those that matter.',
  );
});
