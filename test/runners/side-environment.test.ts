import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sideEnvironment } from '../../src/runners/processes/tool-process.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import { writeProject } from './project.ts';

const directory = writeProject({
  'src/shared.py': '',
  'services/shop/pyproject.toml': '',
  'services/shop/src/shop.py': '',
  'services/shop/bench/measure.py': '',
});
const PYTHON = { path: '/venv/bin/python', version: '3.13.1' };

const path = (spec: RunnerSpec, foreign: readonly string[] = ['/candidate'], python = PYTHON) =>
  sideEnvironment({ spec, checkout: { side: 'baseline', directory, root: directory, foreign } }, python, {
    PYTHONPATH: '/own',
  }).PYTHONPATH?.split(':');

const own = ['services/shop/src', 'services/shop', 'src', ''].map((each) => join(directory, each));
const results = (command: string): RunnerSpec => ({
  kind: 'results',
  command,
  format: 'pacegate',
  file: 'out.json',
});

test('a tool finds this side’s sources before what both sides share, those of the project that its files are in first', () => {
  expect(path(results('python services/shop/bench/measure.py --quick'))).toEqual([...own, '/own']);
  expect(path({ kind: 'pytest', args: "'services/shop/bench/measure.py::test_x[a/b]'" })).toEqual([
    ...own,
    '/own',
  ]);
  expect(path(results('make bench'))).toEqual([...own.slice(2), '/own']);
});

test('an environment of this side’s own, and a side that is alone, need no more', () => {
  const inner = { ...PYTHON, path: join(directory, '.pacegate/venv/bin/python') };
  expect(path(results('make bench'), ['/candidate'], inner)).toEqual(['/own']);
  expect(path(results('make bench'), [])).toEqual(['/own']);
});
