/** The history begins with what another tool has kept, of each of the three that can be read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from './project.ts';

const sample = (name: string) => readFile(join(import.meta.dirname, '../formats/samples', name), 'utf8');

const ID = 'be395fa45085f9d6d7723f39ef4ea4a1e7d2c71b';

/** As github-action-benchmark 1.x writes it. */
const chartData = (benches: readonly object[], tool = 'pytest') =>
  `window.BENCHMARK_DATA = ${JSON.stringify({
    lastUpdate: 1573968123092,
    repoUrl: 'https://github.com/acme/shop',
    entries: {
      'Python Benchmark': [{ commit: { id: ID, message: 'x' }, date: 1573968123092, tool, benches }],
    },
  })}`;

const BUDGETS = `version: 1
benchmarks:
  suite: { pytest: test_b.py, budgets: [time < baseline + 5%] }
  old: { asv: ., budgets: [time < baseline + 5%] }
`;

interface History {
  readonly rows: readonly {
    readonly benchmark: string;
    readonly metric: string;
    readonly estimate: number;
    readonly unit: string;
    readonly commit: string;
    readonly created: string;
    readonly verdict: string;
  }[];
}

test('begins with what pytest-benchmark, asv and github-action-benchmark have kept, under the names of the budget file', async () => {
  await using project = await createProject({
    'budgets.yml': BUDGETS,
    'asv.conf.json': '{"version": 1, "benchmark_dir": "."}',
    'test_b.py': '',
    '.benchmarks/Linux-CPython-3.11-64bit/0001_saved.json': await sample('pytest-benchmark.json'),
    '.asv/results/benchmarks.json': await sample('asv_benchmarks.json'),
    '.asv/results/machine/machine.json': '{}',
    '.asv/results/machine/a6e855c3-env.json': await sample('asv.json'),
    '.asv/results/machine/broken.json': '{"commit_hash": ',
    'data.js': chartData([
      { name: 'test_b.py::test_plain', value: 40000, unit: 'iter/sec', range: 'stddev: 0.00002' },
      { name: 'footprint', value: 3, unit: 'MB' },
      { name: 'score', value: 7, unit: 'points' },
    ]),
  });
  const imported = await project.run('baseline', 'import', '.benchmarks', '.asv/results', 'data.js');
  expect(imported.stderr).toContain('broken.json: ');
  expect(imported).toMatchObject({
    status: 3,
    stdout: expect.stringMatching(/^imported 3 runs of \d+ benchmarks, 2019-11-17 to 2026-/),
  });
  // Again: what is there already stays as it is.
  await project.run('baseline', 'import', '.benchmarks', '.asv/results', 'data.js');
  const { rows } = JSON.parse((await project.run('history', '--format', 'json')).stdout) as History;
  const of = (benchmark: string, commit?: string) =>
    rows.filter((row) => row.benchmark === benchmark && (commit === undefined || row.commit === commit));
  expect(of('suite/test_b.py::test_plain', ID)).toEqual([
    expect.objectContaining({
      metric: 'time',
      estimate: 1 / 40000,
      unit: 's',
      verdict: 'imported',
      created: '2019-11-17T05:22:03.092Z',
    }),
  ]);
  expect(of('suite/test_b.py::test_plain')).toHaveLength(2);
  expect(of('suite/footprint')).toEqual([
    expect.objectContaining({ metric: 'memory', estimate: 3e6, unit: 'B' }),
  ]);
  expect(of('suite/score')).toEqual([
    expect.objectContaining({ metric: 'value', estimate: 7, unit: 'points' }),
  ]);
  const asv = rows.filter(({ benchmark }) => benchmark.startsWith('old/b.Suite.time_dumps('));
  expect(asv.map(({ metric, commit }) => [metric, commit])).toEqual(
    Array(4).fill(['time', 'a6e855c3c4df532f1324600820d4c97628af0f30']),
  );
  expect((await project.run('history')).stdout).toContain('imported');
  const page = (await project.run('history', '--format', 'html')).stdout;
  expect(page).toContain('suite/test_b.py::test_plain');
});

test.each([
  [[], 'needs what is to be imported', 2],
  [['nowhere'], 'nowhere cannot be read: it is not there', 2],
  [['empty'], 'holds no results', 2],
  [['other.json'], 'but what hyperfine wrote', 3],
  [['data.js'], 'entries["Python Benchmark"][0].benches[0].value: expected a finite number', 3],
])('says what cannot be imported: %j', async (paths, told, status) => {
  await using project = await createProject({
    'budgets.yml': BUDGETS,
    'asv.conf.json': '{"version": 1}',
    'test_b.py': '',
    'empty/notes.txt': '',
    'other.json': await sample('hyperfine.json'),
    'data.js': chartData([{ name: 'x', value: 'fast', unit: 's' }]),
  });
  const outcome = await project.run('baseline', 'import', ...paths);
  expect(outcome.stderr).toContain(told);
  expect(outcome.status).toBe(status);
});
