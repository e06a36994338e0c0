import { expect, test } from 'vitest';
import { makeRepository } from '../checkouts/git-fixture.ts';
import { openServer, pullRequestEvent, runStep } from './lab.ts';

test('a submodule that was not checked out is named, with the way to check it out', async () => {
  using library = makeRepository({ 'shop.py': 'def find():\n    return sum(range(2000))\n' });
  using repository = makeRepository({
    'bench.py':
      'import sys\nsys.path.insert(0, "vendor")\nimport shop\n\n\ndef search():\n    return shop.find()\n',
    'budgets.yml': `version: 1
measure: { python: python3, max_time: 2 min }
benchmarks:
  search:
    callable: bench.py:search
    budgets: [time < baseline + 30%]
`,
  });
  repository.git('submodule', 'add', '--quiet', `file://${library.root}`, 'vendor');
  const base = repository.commit('with a submodule');
  const head = repository.commit('harmless', { 'other.py': '' });
  repository.git('submodule', 'deinit', '--quiet', '--force', 'vendor');
  await using api = await openServer();
  const ended = await runStep({ repository, event: pullRequestEvent({ head, base }), api });
  expect(ended.outputs.verdict).toBe('missing');
  expect(ended.summary).toContain('The submodule "vendor" is empty here');
  expect(ended.summary).toContain('submodules: true');
  // A message that ends a sentence of its own keeps its full stop out of the code span.
  expect(ended.summary).not.toMatch(/\.`\.|`\.`/);
  expect(ended.summary).toContain('elsewhere by `git submodule update --init`. Otherwise');
});
