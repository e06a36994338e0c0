/** What `pacegate init` writes, used as it is: checked, committed and run, in the environments that its set-up makes. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Measurements } from '../../src/samples/measurements.ts';
import { localProject, writeWheel } from '../init/local-backend.ts';
import { findTool, toolPath } from '../tools/tools.ts';
import { createProject, runCli } from './project.ts';

const uv = await findTool('uv');
let wheels: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  wheels = await mkdtemp(join(tmpdir(), 'pacegate-wheels-'));
  const script = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const packages = execFileSync(await toolPath('python'), ['-c', script], { encoding: 'utf8' }).trim();
  writeWheel(wheels, 'pytest', [packages]);
  env = {
    PATH: [...(uv.missing ? [] : [dirname(uv.path)]), process.env.PATH].join(delimiter),
    ...{ PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels },
    ...{ UV_OFFLINE: '1', UV_FIND_LINKS: wheels, UV_CACHE_DIR: join(wheels, 'cache') },
    UV_PYTHON: dirname(await toolPath('python')).concat('/python'), // the one that the pinned packages are made for
  };
});
afterAll(() => rm(wheels, { recursive: true, force: true }));

it('the first run after init measures fixture and marker, with nothing installed but pytest, and leaves git clean', async () => {
  await using project = await createProject({
    ...localProject({
      name: 'shop',
      module: 'def price(): return sum(range(1000))\n',
      extras: { bench: ['pytest'] },
      toml: '[project.optional-dependencies]\nbench = ["pytest"]\n',
    }),
    'bench/test_fixture.py': 'import shop\ndef test_price(benchmark): benchmark(shop.price)\n',
    'bench/test_marker.py': 'import pytest, shop\n@pytest.mark.benchmark\ndef test_price(): shop.price()\n',
    'pytest.ini': '[pytest]\nmarkers = benchmark\n',
    '.gitignore': '__pycache__/\n',
  });
  const run = (...args: string[]) => runCli(args, project.directory, { env });
  expect(await run('init')).toMatchObject({ status: 0, stderr: '' });
  project.commit();
  expect(await run('check')).toMatchObject({ status: 0 });
  const { status, stderr } = await run('measure', '--base', 'HEAD', '--blocks', '1');
  expect(stderr).not.toContain('not measured');
  expect(status).toBe(0);
  for (const file of ['candidate', 'baseline']) {
    const { benchmarks } = await project.json<Measurements>(`.pacegate/out/${file}.json`);
    expect(benchmarks.map(({ name }) => name)).toEqual([
      'test_fixture/bench/test_fixture.py::test_price',
      'test_marker/bench/test_marker.py::test_price',
    ]);
  }
  expect(existsSync(join(project.directory, '.pacegate/venv/bin/python'))).toBe(true);
  expect(project.git('status', '--porcelain')).toBe('');
}, 180_000);
