/** Which variables benchmarks get to see, in every runner, and what is said where one that they need was withheld. */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { runnerFor } from '../../src/runners/registry.ts';
import type { ProcessOutcome } from '../../src/runners/runner.ts';
import type { MeasureOptions, RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import { toolPath } from '../tools/tools.ts';
import { requestFor } from './project.ts';
import { makeProject } from './tool-request.ts';

const projects: string[] = [];
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});

const NEEDS = `import os
assert os.environ["DB_PASSWORD"] == "postgres" and os.environ["MODE"] == "fast" and os.environ["MAX_TOKENS"] == "100"
`;
const ASV =
  '{ "version": 1, "project": "shop", "repo": ".", "environment_type": "virtualenv", "benchmark_dir": "suite" }';
const FILES = {
  'needs.py': NEEDS,
  'bench.py': 'import needs\ndef run(): sum(range(100))\n',
  'test_bench.py': 'import needs\ndef test_run(benchmark): benchmark(sum, range(100))\n',
  'script.py': 'import needs, pyperf\npyperf.Runner().bench_func("run", sum, range(100))\n',
  'asv.conf.json': ASV,
  'suite/__init__.py': '',
  'suite/shop.py': `${NEEDS}\ndef time_run(): sum(range(100))\ntime_run.sample_time, time_run.warmup_time, time_run.repeat = 0.001, 0, (3, 4, 0.1)\n`,
  'write.py': `import needs, json\njson.dump({"results": [{"command": "run", "times": [0.1, 0.1]}]}, open("out.json", "w"))\n`,
};
const SPECS: readonly RunnerSpec[] = [
  { kind: 'callable', target: 'bench.py:run' },
  { kind: 'timeit', stmt: 'sum(range(100))', setup: 'import needs' },
  { kind: 'command', command: 'python needs.py' },
  { kind: 'pytest', args: 'test_bench.py' },
  { kind: 'pyperf', script: 'script.py' },
  { kind: 'asv', benchmark: '.' },
  { kind: 'results', command: 'python write.py', format: 'hyperfine', file: 'out.json' },
];
const ENVIRONMENT = { DB_PASSWORD: 'postgres', MAX_TOKENS: '100', GITHUB_SHA: 'abc', OTHER_SECRET: 'never' };

async function measure(
  spec: RunnerSpec,
  variables: Partial<MeasureOptions>,
  files: Readonly<Record<string, string>> = FILES,
  env: Readonly<Record<string, string>> = ENVIRONMENT,
): Promise<ProcessOutcome> {
  const directory = makeProject(files);
  projects.push(directory);
  const python = await toolPath('python');
  const { PATH = '' } = process.env;
  const request = requestFor(directory, spec, {
    python,
    budgetSeconds: 0.02,
    env: { PATH: `${python.replace(/\/[^/]*$/, '')}:${PATH}`, ...env },
  });
  return runnerFor(spec.kind).measure({ ...request, measure: { ...request.measure, ...variables } });
}

/** The failure of the whole, or of the only benchmark. */
const failureOf = ({ failure, measured }: ProcessOutcome) =>
  failure ?? measured.find((each) => each.failure)?.failure;
// pyperf keeps all from its workers that nobody names, also what is withheld from nobody else.
const ASKED = { env: { MODE: 'fast' }, pass_env: ['DB_PASSWORD', 'MAX_TOKENS'] };

describe.each(SPECS)('$kind', (spec) => {
  test('gets what the budget file sets and hands on', async () => {
    const outcome = await measure(spec, ASKED);
    expect(failureOf(outcome)).toBeUndefined();
    expect(outcome.measured).toHaveLength(1);
  });

  test('a failure for want of a withheld variable names it, and the key', async () => {
    const { pass_env: _, ...without } = ASKED;
    expect(failureOf(await measure(spec, without))?.hint).toContain(
      'Pacegate withholds DB_PASSWORD, which looks like a credential. Where the benchmark needs it, write `pass_env: [DB_PASSWORD]`',
    );
  });
});

test('a fork’s pull request gets nothing by pass_env, and its failure says why', async () => {
  const outcome = await measure({ kind: 'callable', target: 'bench.py:run' }, { ...ASKED, untrusted: true });
  expect(failureOf(outcome)?.hint).toMatch(/withholds DB_PASSWORD.*pull request from a fork/);
});

test('a variable that only the source names, and one of the job’s runner', async () => {
  const files = {
    'bench.py':
      'import os\nPASSWORD = os.environ.get("DB_PASSWORD")\nSHA = os.environ.get("GITHUB_SHA")\ndef run(): len(PASSWORD)\n',
  };
  const outcome = await measure({ kind: 'callable', target: 'bench.py:run' }, {}, files);
  expect(failureOf(outcome)?.hint).toMatch(
    /withholds DB_PASSWORD, GITHUB_SHA, .*pass_env: \[DB_PASSWORD, GITHUB_SHA\]/,
  );
  const passed = await measure(
    { kind: 'callable', target: 'bench.py:run' },
    { pass_env: ['DB_PASSWORD'] },
    files,
  );
  expect(failureOf(passed)).toBeUndefined();
});

test('a failure that has nothing to do with it says nothing of it', async () => {
  const files = { 'bench.py': 'def run(): raise ValueError("no OTHER, no PASSWORD")\n' };
  const outcome = await measure({ kind: 'callable', target: 'bench.py:run' }, {}, files);
  expect(failureOf(outcome)).toMatchObject({ code: 'crashed' });
  expect(failureOf(outcome)).not.toHaveProperty('hint');
});

test.each([
  '--inherit-environ=SHOP_SIZE',
  '--inherit-environ SHOP_SIZE,OTHER',
  '--fast --inherit-environ "SHOP_SIZE"',
])('pyperf’s workers get what the script’s own arguments let through: %s', async (args) => {
  const files = {
    'script.py':
      'import os, pyperf\nsize = int(os.environ["SHOP_SIZE"])\npyperf.Runner().bench_func("run", sum, range(size))\n',
  };
  const outcome = await measure({ kind: 'pyperf', script: `script.py ${args}` }, {}, files, {
    SHOP_SIZE: '100',
  });
  expect(failureOf(outcome)).toBeUndefined();
});
