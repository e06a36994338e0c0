/** Against which commit a command line compares, and what it says of a budget file that nobody touched. */
import { expect, test } from 'vitest';
import { createProject } from './project.ts';

const work = (rounds: number): string => `def work():
    total = 0
    for _ in range(${rounds}):
        total += 1
    return total
`;
const BENCH = 'from shop import work\n\n\ndef search():\n    return work()\n';
const BUDGETS = `version: 1
measure: { max_time: 2 min, timeout: 60 s }
benchmarks:
  search: { callable: "benchmarks/search.py:search", budgets: [ time < baseline + 100% ] }
  other: { timeit: sum(range(1000)), budgets: [ time < baseline + 100% ] }
`;
const FILES = { 'shop.py': work(4_000), 'benchmarks/search.py': BENCH, 'budgets.yml': BUDGETS };

test('what others merged since this branch left main is not blamed on it; --base-exact says what it compares with', async () => {
  await using project = await createProject(FILES);
  project.git('checkout', '-q', '-b', 'feature');
  await project.write({ NOTES: 'only a text file' });
  project.commit('mine');
  project.git('checkout', '-q', 'main');
  await project.write({ 'shop.py': work(200) });
  project.commit('somebody else made it twenty times as fast');
  project.git('checkout', '-q', 'feature');

  const merged = await project.run('run', '--base', 'main', '--only', 'search', '--compare', 'side-by-side');
  expect(merged.status, merged.stdout + merged.stderr).toBe(0);
  expect(merged.stderr).toMatch(/where this branch left main; main has 1 commit that this checkout lacks/);
  const fine = (await project.json()).warnings.map(({ code }) => code);
  expect(fine).not.toContain('base-behind');
  expect(fine).not.toContain('different-result');

  const exact = await project.run(
    'run',
    '--base',
    'main',
    '--base-exact',
    '--only',
    'search',
    '--compare',
    'side-by-side',
  );
  expect(exact.status, exact.stdout + exact.stderr).toBe(1);
  const doubts = (await project.json()).warnings;
  expect(doubts.find(({ code }) => code === 'base-behind')?.message).toContain('main has 1 commit');
  expect(doubts.find(({ code }) => code === 'different-result')?.benchmark).toBe('search');
  expect(exact.stdout.replace(/\s+/g, ' ')).toContain('search returns different results on the two sides');
  expect(exact.stdout.replace(/\s+/g, ' ')).toContain('--base $(git merge-base main HEAD)');
});

test('no budget is called removed where some benchmarks are measured again, or only one was asked for', async () => {
  await using project = await createProject(FILES);
  await project.run('baseline', 'save');
  await project.write({ 'shop.py': work(80_000) });
  project.commit('twenty times as slow; budgets.yml is untouched');
  const slow = await project.run('run', '--base', 'HEAD~1');
  expect(slow.status, slow.stdout + slow.stderr).toBe(1);
  expect((await project.json()).warnings.map(({ code }) => code)).not.toContain('budget-loosened');
  await project.run('run', '--base', 'HEAD~1', '--only', 'other', '--compare', 'side-by-side');
  expect((await project.json()).warnings.map(({ code }) => code)).not.toContain('budget-loosened');
});
