import { expect, test } from 'vitest';
import { runnerFor } from '../../src/runners/registry.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import { toolPath } from '../tools/tools.ts';
import { requestFor } from './project.ts';
import { makeProject, stateOf } from './tool-request.ts';

test('--only runs those of a suite that fit and no other, in pytest, asv and pyperf, and of a function’s cases', async () => {
  const directory = makeProject({
    'tests/test_speed.py': `
def test_search(benchmark): benchmark(sorted, [2, 1])
def test_sort(benchmark): raise SystemExit('not asked for')
`,
    'asv.conf.json': '{"version": 1, "benchmark_dir": "suite"}',
    'suite/__init__.py': '',
    'suite/broken.py': 'import nowhere_to_be_found',
    'suite/shop.py': 'def time_search(): pass\ndef time_sort(): raise SystemExit(3)\n',
    'bench/pairs.py': `
import pyperf
runner = pyperf.Runner()
runner.bench_func('a [search]', sorted, [1])
runner.bench_func('a [sort]', exit)
`,
    'bench/cases.py': `
def find(kind): assert kind != 'sort'
find.params = {'kind': ['search', 'sort']}
`,
  });
  const python = await toolPath('python');
  const states = async (spec: RunnerSpec, chosen: string) => {
    const request = requestFor(directory, spec, { python, name: 'it', once: true, scout: true });
    const outcome = await runnerFor(spec.kind).measure({
      ...request,
      measure: { ...request.measure, chosen: [chosen] },
    });
    return { ...stateOf(outcome), ...(outcome.failure && { failure: outcome.failure }) };
  };
  expect(await states({ kind: 'pytest', args: 'tests' }, 'it/*test_search')).toEqual({
    'tests/test_speed.py::test_search': 'ok',
  });
  expect(await states({ kind: 'pytest', args: 'tests' }, 'it/*nothing')).toEqual({});
  // What the file that cannot be loaded holds is unknown, and begins otherwise.
  expect(await states({ kind: 'asv', benchmark: '.' }, 'it/shop.*search')).toEqual({
    'shop.time_search': 'ok',
  });
  expect(await states({ kind: 'pyperf', script: 'bench/pairs.py' }, 'it/a [search]')).toEqual({
    'a [search]': 'ok',
  });
  expect(await states({ kind: 'callable', target: 'bench/cases.py:find' }, 'it/kind=se?rch')).toEqual({
    'kind=search': 'ok',
  });
});
