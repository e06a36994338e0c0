/** Peak memory of benchmarks that other tools time: `peak_memory < 200 MB` is judged for pytest and asv, too. */
import { rmSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import type { ProcessOutcome } from '../../src/runners/runner.ts';
import { createAsvRunner } from '../../src/runners/suites/asv.ts';
import { createPytestRunner } from '../../src/runners/suites/pytest.ts';
import { makeProject, measureOnce } from './tool-request.ts';

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject(files);
  projects.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});

const MB = 1e6;

/** Bytes by sub-benchmark; each has one run of one value. */
function peaks({ measured, failure }: ProcessOutcome): Record<string, number> {
  expect(failure).toBeUndefined();
  return Object.fromEntries(
    measured.map(({ sub, metrics }) => {
      const { unit, better, runs } = metrics.peak_memory ?? { runs: [] };
      expect([sub, unit, better, runs.map((run) => run.length)]).toEqual([sub, 'B', 'lower', [1]]);
      return [sub ?? '', runs[0]?.[0] ?? 0];
    }),
  );
}

it('of a pytest benchmark is that of the test, not of a larger one before it, nor of its fixtures', async () => {
  const tests = `
import pytest
def touch(megabytes): return len(bytearray(b"x" * (megabytes << 20)))
@pytest.fixture
def loaded(): touch(300)
def test_large(benchmark): benchmark.pedantic(touch, args=(100,), rounds=3)
def test_small(benchmark): benchmark.pedantic(touch, args=(1,), rounds=3)
def test_prepared(benchmark, loaded): benchmark.pedantic(touch, args=(1,), rounds=3)
`;
  const outcome = await measureOnce(createPytestRunner(), project({ 'test_a.py': tests }), {
    kind: 'pytest',
    args: '',
  });
  const {
    'test_a.py::test_large': large = 0,
    'test_a.py::test_small': small = 0,
    'test_a.py::test_prepared': prepared = 0,
  } = peaks(outcome);
  expect(small).toBeGreaterThan(5 * MB);
  expect(large).toBeGreaterThan(small + 90 * MB);
  expect(large).toBeLessThan(small + 250 * MB);
  expect(prepared).toBeLessThan(small + 50 * MB);
});

it('of an asv benchmark is that of its calls, for each combination of its parameters, and of a `peakmem_` one of its set-up, too', async () => {
  const suite = `
def touch(megabytes): return len(bytearray(b"x" * (megabytes << 20)))
def time_touch(megabytes): touch(megabytes)
time_touch.params, time_touch.param_names = [1, 100], ['megabytes']
def time_plain(): touch(1)
def peakmem_touch(): touch(50)
for each in (time_touch, time_plain):
    each.warmup_time, each.repeat, each.sample_time = 0, 3, 0.001
`;
  const directory = project({
    'asv.conf.json': '{"version": 1, "project": "shop", "repo": ".", "benchmark_dir": "suite"}',
    'suite/__init__.py': '',
    'suite/m.py': suite,
  });
  const found = peaks(
    await measureOnce(createAsvRunner(), directory, { kind: 'asv', benchmark: 'touch|plain' }),
  );
  const { 'm.time_touch(1)': one = 0, 'm.time_touch(100)': hundred = 0, 'm.time_plain': plain = 0 } = found;
  expect(plain).toBeGreaterThan(5 * MB);
  expect(Math.abs(one - plain)).toBeLessThan(20 * MB);
  expect(hundred).toBeGreaterThan(one + 90 * MB);
  expect(found['m.peakmem_touch']).toBeGreaterThan(50 * MB);
});
