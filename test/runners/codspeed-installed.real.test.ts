/** Projects with pytest-codspeed installed and without pytest-benchmark: most of those that use CodSpeed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runnerFor } from '../../src/runners/registry.ts';
import { toolPath } from '../tools/tools.ts';
import { makeProject, measureOnce, stateOf } from './tool-request.ts';

/** An environment with the pinned pytest, none of its plugins, and what lies in the project's `site`. */
async function makeEnvironment(directory: string): Promise<string> {
  const tools = await toolPath('python');
  execFileSync(tools, ['-m', 'venv', '--without-pip', join(directory, 'environment')]);
  const python = join(directory, 'environment', 'bin', 'python');
  const packages = (program: string) =>
    execFileSync(program, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).trim();
  const plain = join(directory, 'plain');
  mkdirSync(plain);
  const wanted =
    /^(?:_?pytest|py\.py|pluggy|iniconfig|packaging|pygments)$|^(?:pytest|pluggy)-[\d.]+\.dist-info$/;
  for (const name of readdirSync(packages(tools)).filter((each) => wanted.test(each)))
    symlinkSync(join(packages(tools), name), join(plain, name));
  writeFileSync(join(packages(python), 'places.pth'), `${join(directory, 'site')}\n${plain}\n`);
  return python;
}

test('a test that imports the fixture’s type from pytest_codspeed is measured', async () => {
  const directory = makeProject({
    // As pytest_codspeed/utils.py of version 5 asks.
    'site/pytest_codspeed/__init__.py':
      'import importlib.util\nINSTALLED = importlib.util.find_spec("pytest_benchmark") is not None\nclass BenchmarkFixture: pass\n',
    'site/pytest_codspeed/plugin.py': 'from pytest_codspeed import BenchmarkFixture\n',
    'bench/test_a.py':
      'from pytest_codspeed import BenchmarkFixture\ndef test_sum(benchmark: BenchmarkFixture): benchmark(sum, range(1000))\n',
  });
  try {
    const python = await makeEnvironment(directory);
    const spec = { kind: 'pytest', args: 'bench/test_a.py' } as const;
    const outcome = await measureOnce(runnerFor('pytest'), directory, spec, { python });
    expect(outcome.failure).toBeUndefined();
    expect(stateOf(outcome)).toEqual({ 'bench/test_a.py::test_sum': 'ok' });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 60_000);
