/** `pacegate try` on a project in which a little of everything is wrong. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toolPath } from '../tools/tools.ts';
import { createProject } from './project.ts';

it('says of every benchmark whether it can be called, and what is missing, and calls each once', async () => {
  await using project = await createProject({
    'benchmarks/shop.py': `
import pathlib
def called(): pathlib.Path('calls.txt').open('a').write('x')
def raises(): raise ValueError('no such product')
`,
    'benchmarks/test_shop.py': `
import pytest
def test_good(benchmark): benchmark(sorted, [1])
@pytest.mark.skip(reason='no database here')
def test_skipped(benchmark): benchmark(sorted, [1])
def test_bad(benchmark): import nowhere_to_be_found
`,
    'budgets.yml': `version: 1
measure: { python: '${await toolPath('python')}' }
benchmarks:
  called: { callable: 'benchmarks/shop.py:called', budgets: [time < 1 s] }
  raises: { callable: 'benchmarks/shop.py:raises', budgets: [time < 1 s] }
  suite: { pytest: benchmarks, budgets: [time < 1 s] }
`,
  });
  const all = await project.run('try');
  expect(all.status, all.stderr).toBe(3);
  expect(all.stdout).toMatch(/^✓ called {2}[\d.]+ [µm]s$/m);
  expect(all.stdout).toMatch(/^∅ raises: .*ValueError/m);
  expect(all.stdout).toMatch(/^✓ suite\/benchmarks\/test_shop\.py::test_good/m);
  expect(all.stdout).toMatch(/^- suite\/benchmarks\/test_shop\.py::test_skipped: .*no database here/m);
  expect(all.stdout).toMatch(/^∅ suite\/benchmarks\/test_shop\.py::test_bad: .*nowhere_to_be_found/m);
  expect(all.stdout).toMatch(/"nowhere_to_be_found" cannot be imported/);
  expect(all.stdout).toContain('2 benchmarks can be measured, 1 skipped, 2 cannot');
  expect(existsSync(join(project.directory, '.pacegate/out'))).toBe(false);
  const one = await project.run('try', 'called');
  expect([one.status, one.stdout]).toEqual([0, expect.stringContaining('1 benchmark can be measured\n')]);
  const { readFile } = await import('node:fs/promises');
  expect(await readFile(join(project.directory, 'calls.txt'), 'utf8')).toBe('xx');
  expect(await project.run('try', 'caled')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Did you mean called?'),
  });
});

it('calls those of a suite that come after one that hangs or ends the process', async () => {
  await using project = await createProject({
    'benchmarks/test_shop.py': `
import os, time
def test_first(benchmark): benchmark(sorted, [1])
def test_hangs(benchmark): benchmark(time.sleep, 600)
def test_between(benchmark): benchmark(sorted, [1])
def test_exits(benchmark): benchmark(os._exit, 3)
def test_last(benchmark): benchmark(sorted, [1])
`,
    'budgets.yml': `version: 1
measure: { python: '${await toolPath('python')}', timeout: 20 s }
benchmarks:
  suite: { pytest: benchmarks, budgets: [time < 1 s] }
`,
  });
  const { status, stdout } = await project.run('try');
  expect(status).toBe(3);
  expect(stdout).toMatch(/^∅ suite\/.*::test_hangs: .*ran longer than 20 s/m);
  expect(stdout).toMatch(/^∅ suite\/.*::test_exits: .*status 3/m);
  for (const name of ['first', 'between', 'last'])
    expect(stdout).toMatch(new RegExp(`^✓ suite/.*::test_${name} `, 'm'));
  expect(stdout).toContain('3 benchmarks can be measured, 2 cannot');
});
