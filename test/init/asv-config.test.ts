import { afterEach, expect, test } from 'vitest';
import { readAsvConfig } from '../../src/samples/asv-config.ts';
import { initIn, removeAll } from './fixture.ts';

afterEach(removeAll);

test('what asv’s environments hold is installed, and the variables are set', async () => {
  const { setUp, budgets, messages } = await initIn({
    'asv.conf.json': `{
    // The version of the config file format.
    "version": 1,
    "benchmark_dir": "benchmarks",
    "matrix": {
        "req": { "numpy": ["1.26", "2.1"], "pip+Cython": [""], "six": [null], },
        "env_nobuild": { "OPENBLAS_NUM_THREADS": ["1"], "MODE": ["fast", "slow"] },
    },
}`,
  });
  expect(setUp).toContain("-m pip install --quiet 'numpy==2.1.*' Cython\n");
  expect(budgets.benchmarks[0]?.measure.env).toEqual({ OPENBLAS_NUM_THREADS: '1', MODE: 'fast' });
  expect(messages).toContain('asv.conf.json has several values of numpy, MODE: one of each is measured.');
});

test('what the project depends on itself has the version that it allows', async () => {
  const { setUp } = await initIn({
    'pyproject.toml':
      '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[project]\nname = "shop"\ndependencies = ["NumPy>=2"]\n',
    'asv_bench/asv.conf.json': '{"matrix": {"req": {"numpy": ["1.24"], "pandas": ["2.2.3"]}}}',
  });
  expect(setUp).toContain('-m pip install --quiet -e . pandas==2.2.3\n');
});

test('the old form of the matrix, ranges, and what is no configuration', () => {
  expect(readAsvConfig('{"matrix": {"numpy": ["1.6", ">=2,<3"], "a b": ["1"]}}').requirements).toEqual([
    'numpy>=2,<3',
  ]);
  expect(readAsvConfig('{"matrix": {"env": {"A-B": ["1"], "C": [1]}}}').env).toEqual({ C: '1' });
  for (const text of ['', '[]', '{', '{"matrix": 3}', '{"matrix": {"req": [1]}}'])
    expect(readAsvConfig(text)).toMatchObject({ env: {}, several: [] });
});

test.each([
  ['{"benchmark_dir": "perf/speed"}', 'perf/speed'],
  ['{"project": "x", /* "benchmark_dir": "no" */ "benchmark_dir": "yes",}', 'yes'],
  ['{\n  // "benchmark_dir": "no",\n}', 'benchmarks'],
  ['{"benchmark_dir": 3}', 'benchmarks'],
  ['no JSON', 'benchmarks'],
])('the benchmarks of %s lie in %s', (text, directory) => {
  expect(readAsvConfig(text).benchmarks).toBe(directory);
});
