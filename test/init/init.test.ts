import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBudgetFile } from '../../src/budgets/read.ts';
import { init } from '../../src/init/init.ts';
import { findTool } from '../tools/tools.ts';

const today = new Date('2026-11-22T12:00:00Z');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pacegate-init-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

function read(path: string): string {
  return readFileSync(join(directory, path), 'utf8');
}

async function written(): Promise<Awaited<ReturnType<typeof readBudgetFile>>> {
  return readBudgetFile('budgets.yml', { directory, today });
}

const PYTEST = 'def test_sort(benchmark):\n    benchmark(sorted, [2, 1])\n';
const PYPERF = 'import pyperf\nrunner = pyperf.Runner()\n';

describe('what init writes passes check', () => {
  test.each([
    ['ten minutes', {}, 600],
    [
      'twenty where both sides have to be compiled first',
      { 'setup.py': 'from setuptools import setup\nsetup(name="shop")\n' },
      1200,
    ],
  ])('the whole run ends after %s', async (_, more, seconds) => {
    put({
      'pyproject.toml': '[project]\nname = "shop"\n',
      'shop.py': '',
      'tests/test_speed.py': PYTEST,
      ...more,
    });
    await init({ directory, today });
    expect((await written()).budgets.total_time).toBe(seconds);
  });

  test('for pytest-benchmark, pyperf and asv in a package', async () => {
    put({
      'pyproject.toml': '[project]\nname = "shop"\n',
      'tests/test_speed.py': PYTEST,
      'tests/other/test_speed.py': PYTEST,
      'tests/test_plain.py': 'def test_sort():\n    pass\n',
      'benchmarks/bench_json.py': PYPERF,
      'asv.conf.json': '{}',
      'docs/asv.conf.json': '{}',
      '.venv/lib/test_hidden.py': PYTEST,
      'node_modules/x/test_foreign.py': PYTEST,
      '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/trunk\n',
    });
    const messages = await init({ directory, today });
    expect(messages).toEqual([
      'Found 2 files with the `benchmark` fixture: tests/other/test_speed.py, tests/test_speed.py.',
      'Found 1 pyperf script: benchmarks/bench_json.py.',
      'Found asv.conf.json: benchmarks of airspeed velocity.',
      "Found docs/asv.conf.json: to gate asv's benchmarks, put a budget file beside it and write `asv: .*`.",
      'Wrote budgets.yml.',
      'Wrote .github/workflows/pacegate.yml.',
      'Next: read them, replace OWNER by the owner of the action, and try `pacegate check`.',
    ]);
    const { budgets, warnings } = await written();
    expect(warnings).toEqual([]);
    expect(budgets.benchmarks.map(({ name, runner }) => [name, runner])).toEqual([
      ['tests-other-test_speed', { kind: 'pytest', args: 'tests/other/test_speed.py' }],
      ['tests-test_speed', { kind: 'pytest', args: 'tests/test_speed.py' }],
      ['bench_json', { kind: 'pyperf', script: 'benchmarks/bench_json.py' }],
      ['asv', { kind: 'asv', benchmark: '.*' }],
    ]);
    expect(budgets.benchmarks[0]?.measure).toMatchObject({
      python: '.pacegate/venv/bin/python',
      max_time: 120,
    });
    expect(read('.github/workflows/pacegate.yml')).toContain('branches: ["trunk"]');
    await expect(read('budgets.yml')).toMatchFileSnapshot('golden/found.txt');
  });

  test('for a repository without benchmarks: an example that can be measured', async () => {
    put({ 'shop/__init__.py': '' });
    const messages = await init({ directory, today });
    expect(messages.slice(0, 2)).toEqual([
      'Found no benchmarks of pytest, pyperf or asv.',
      'budgets.yml holds an example: replace it by a benchmark of your own.',
    ]);
    const { budgets, warnings } = await written();
    expect(warnings).toEqual([]);
    expect(budgets.benchmarks).toMatchObject([{ name: 'example', runner: { kind: 'timeit' } }]);
    await expect(read('budgets.yml')).toMatchFileSnapshot('golden/empty.txt');
  });

  test('for many files, and names that YAML and shells would misread', async () => {
    put({ 'true.py': PYPERF, "it's a: test #1.py": PYPERF, '1.py': PYPERF });
    await init({ directory, today });
    const { budgets } = await written();
    expect(budgets.benchmarks.map(({ name }) => name)).toEqual(['1', 'it_s_a__test__1', 'true']);
    expect(budgets.benchmarks[1]?.runner).toEqual({ kind: 'pyperf', script: "'it'\\''s a: test #1.py'" });
  });
});

test('the workflow asks for no more than it needs, and pins what it can', async () => {
  await init({ directory, today });
  const workflow = parse(read('.github/workflows/pacegate.yml'));
  expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  const steps: { uses: string; with: Record<string, unknown> }[] = workflow.jobs.pacegate.steps;
  expect(steps.map(({ uses }) => uses)).toEqual([
    expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/),
    expect.stringMatching(/^actions\/setup-python@[0-9a-f]{40}$/),
    'OWNER/pacegate@v1',
  ]);
  expect(steps[0]?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
  await expect(read('.github/workflows/pacegate.yml')).toMatchFileSnapshot('golden/workflow.txt');
});

test('nothing is overwritten, and a second run says so', async () => {
  put({ 'budgets.yml': 'mine\n', '.gitignore': '/.pacegate/\n' });
  expect(await init({ directory, today })).toContain('budgets.yml is there already and stays as it is.');
  expect(read('budgets.yml')).toBe('mine\n');
  const again = await init({ directory, today });
  expect(again).toEqual([
    'Found no benchmarks of pytest, pyperf or asv.',
    'budgets.yml is there already and stays as it is.',
    '.github/workflows/pacegate.yml is there already and stays as it is.',
  ]);
});

test('a symbolic link, dangling or in a circle, is not followed or overwritten', async () => {
  symlinkSync(directory, join(directory, 'circle'));
  symlinkSync(join(directory, 'elsewhere.yml'), join(directory, 'budgets.yml'));
  expect(await init({ directory, today })).toContain('budgets.yml is there already and stays as it is.');
  expect(existsSync(join(directory, 'elsewhere.yml'))).toBe(false);
});

test('a place that cannot be written is said, not shown as a bug', async () => {
  put({ '.github': 'a file where a directory belongs\n' });
  await expect(init({ directory, today })).rejects.toThrow(
    '.github/workflows/pacegate.yml cannot be written (ENOTDIR)',
  );
});

const actionlint = await findTool('actionlint');
test.skipIf(actionlint.missing)('actionlint has nothing to say about the workflow', async () => {
  await init({ directory, today });
  const path = join(directory, '.github/workflows/pacegate.yml');
  const result = spawnSync(actionlint.path, ['-no-color', path], { encoding: 'utf8' });
  expect([result.stdout, result.status]).toEqual(['', 0]);
});
