/** pytest of the pinned tools on projects whose configuration asks for a plugin that is not there. */
import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { runnerFor } from '../../src/runners/registry.ts';
import { makeProject, measureOnce } from './tool-request.ts';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

test.each([
  ['addopts = -p pytest_shiny', 'pytest-shiny', '`-p pytest_shiny`'],
  ['addopts = --reruns 2', 'pytest-rerunfailures', '`--reruns`'],
  ['required_plugins = pytest-shiny>=2', 'pytest-shiny', '`required_plugins`'],
])(
  '`%s`: the hint names %s',
  async (line, name, asked) => {
    const directory = makeProject({
      'pytest.ini': `[pytest]\n${line}\n`,
      'bench/test_a.py': 'def test_sum(benchmark): benchmark(sum, range(1000))\n',
    });
    directories.push(directory);
    const { failure } = await measureOnce(runnerFor('pytest'), directory, {
      kind: 'pytest',
      args: 'bench/test_a.py',
    });
    expect(failure?.hint).toBe(
      `Install ${name} in the environment of \`python\`, for example with \`setup\`: asked for by ${asked}.`,
    );
  },
  60_000,
);
