/**
 * A baseline that was saved is found again, however the project is installed. Where it was stored under other facts than it
 * is looked up by, each run said that there is none yet, and saved another one, for ever.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toolPath } from '../tools/tools.ts';
import { createProject, type Project, runCli } from './project.ts';

const PYPROJECT = (version: string) =>
  `[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "shop"\nversion = "${version}"\n`;
const SHOP = 'def work():\n    return sum(range(2000))\n';
const BENCH = 'from shop import work\n\ndef run():\n    work()\n';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'pacegate-found-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

let environments = 0;

/** A virtual environment that sees the pinned tools, and in it `project` as pip installs it. */
async function environmentWith(project: string, ...how: string[]): Promise<string> {
  const tools = await toolPath('python');
  environments += 1;
  const directory = join(home, `environment-${environments}`);
  execFileSync(tools, ['-m', 'venv', '--without-pip', directory]);
  const python = join(directory, 'bin', 'python');
  const packages = (program: string) =>
    execFileSync(program, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).trim();
  writeFileSync(join(packages(python), 'tools.pth'), `${packages(tools)}\n`);
  install(python, project, ...how);
  return python;
}

function install(python: string, project: string, ...how: string[]): void {
  const options = ['--quiet', '--no-build-isolation', '--no-deps', '--no-index', '--force-reinstall'];
  execFileSync(python, ['-m', 'pip', 'install', ...options, ...how, project], { stdio: 'ignore' });
}

const budgets = (python: string, runner: string, more = '') => `version: 1
measure: { python: "${python}", max_time: 60 s }
benchmarks:
  search: { ${runner}, budgets: [ time < baseline + 900% ] }
${more}`;

/** Saves, lists and finds. `directory`: where the budget file lies. */
async function expectFound(project: Project, directory = '', ...only: string[]): Promise<void> {
  const run = (...args: string[]) => runCli(args, join(project.directory, directory));
  const saved = await run('baseline', 'save', '--blocks', '1');
  expect(saved.status, saved.stdout + saved.stderr).toBe(0);
  const listed = await run('baseline', 'list');
  expect(
    listed.stdout.split('\n').filter((line) => line.startsWith('*  ')),
    listed.stdout,
  ).toHaveLength(1);
  await expectCompared(project, directory, ...only);
}

/** What it is compared with is said before anything is measured, so there need be no time for that. */
async function expectCompared(project: Project, directory = '', ...only: string[]): Promise<void> {
  const file = join(project.directory, directory, 'budgets.yml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('max_time: 60 s', 'max_time: 1 ms'));
  const { stderr } = await runCli(['run', ...only], join(project.directory, directory));
  expect(stderr).toContain('comparing with the baseline stored');
}

describe.each([
  ['in the root', ''],
  ['in a subdirectory', 'libs/shop/'],
])('a project %s', (_, place) => {
  const files = (python: string, version = '1.0') => ({
    [`${place}pyproject.toml`]: PYPROJECT(version),
    [`${place}shop/__init__.py`]: SHOP,
    [`${place}benchmarks/bench.py`]: BENCH,
    'budgets.yml': budgets(python, `callable: "${place}benchmarks/bench.py:run"`),
  });

  test('that is not installed', async () => {
    await using project = await createProject(files(await toolPath('python')));
    await expectFound(project);
  });

  test.each([
    ['editable', ['--editable']],
    ['ordinarily', []],
  ])('that is installed %s, in whatever version', async (_how, how) => {
    await using project = await createProject({
      ...files('python3'),
      '.gitignore': '.pacegate/\n__pycache__/\n*.egg-info/\nbuild/\n',
    });
    const root = join(project.directory, place);
    const python = await environmentWith(root, ...how);
    await project.write(files(python));
    project.commit();
    await expectFound(project);
    await project.write(files(python, '2.0'));
    install(python, root, ...how);
    project.commit('a release');
    await expectCompared(project);
  });

  test('that is not installed, with pip’s traces of it but for where it came from', async () => {
    const tools = await toolPath('python');
    await using project = await createProject(files('python3'));
    const python = await environmentWith(join(project.directory, place));
    const packages = execFileSync(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).trim();
    rmSync(join(packages, 'shop-1.0.dist-info/direct_url.json'));
    expect(tools).not.toBe(python);
    await project.write(files(python));
    project.commit();
    await expectFound(project);
  });
});

test('a budget file in a subdirectory of the repository, whose root is a project, too', async () => {
  await using project = await createProject({
    'pyproject.toml': `${PYPROJECT('1.0').replace('shop', 'everything')}[tool.setuptools]\npackages = ["everything"]\n`,
    'services/api/shop.py': SHOP,
    'services/api/bench.py': BENCH,
    'services/api/budgets.yml': budgets('python3', 'callable: "bench.py:run"'),
    'everything/__init__.py': '',
  });
  const python = await environmentWith(project.directory);
  const packages = execFileSync(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
    encoding: 'utf8',
  }).trim();
  rmSync(join(packages, 'everything-1.0.dist-info/direct_url.json'));
  await project.write({ 'services/api/budgets.yml': budgets(python, 'callable: "bench.py:run"') });
  project.commit();
  await expectFound(project, 'services/api');
});

test('an environment of each side’s own', async () => {
  await using project = await createProject({
    '.gitignore': '.pacegate/\n__pycache__/\n.venv/\n',
    'shop.py': SHOP,
    'bench.py': BENCH,
    'budgets.yml': budgets('.venv/bin/python', 'callable: "bench.py:run"').replace(
      'measure: {',
      'measure: { setup: python3 -m venv --without-pip .venv,',
    ),
  });
  await expectFound(project);
});

test.each([
  ['pytest', 'pytest: test_it.py'],
  ['pyperf', 'pyperf: script.py'],
  ['a command', 'command: python -c "sum(range(1000))"'],
  ['a statement', 'timeit: sum(range(1000))'],
  [
    'a results file that tells of its machine',
    'results: { command: python -m pytest -q -p no:cacheprovider --benchmark-json=b.json test_it.py, format: pytest-benchmark, file: b.json }',
  ],
])('%s, with packages of the user’s own', async (_, runner) => {
  const python = await toolPath('python');
  await using project = await createProject({
    '.gitignore': '.pacegate/\n__pycache__/\nb.json\n.benchmarks/\n',
    'test_it.py': 'def test_it(benchmark): benchmark(sum, range(1000))\n',
    'script.py': 'import pyperf\npyperf.Runner().bench_func("it", sum, range(1000))\n',
    'budgets.yml': budgets(python, runner),
  });
  await expectFound(project);
});

test('a load test, where there is no Python', async () => {
  const summary = {
    metrics: { http_req_duration: { type: 'trend', contains: 'time', values: { avg: 120, 'p(95)': 200 } } },
  };
  await using project = await createProject({
    '.gitignore': '.pacegate/\nout.json\n',
    'saved.json': JSON.stringify(summary),
    'budgets.yml': budgets(
      'no/such/python',
      'results: { command: cp saved.json out.json, format: k6, file: out.json }',
    ).replace('time <', 'p95 <'),
  });
  await expectFound(project);
});

test('several interpreters, and one benchmark alone', async () => {
  const other = 'python3';
  await using project = await createProject({
    'budgets.yml': budgets(
      await toolPath('python'),
      'timeit: sum(range(1000))',
      `  other: { timeit: pass; sum(range(500)), python: ${other}, budgets: [ time < baseline + 900% ] }\n`,
    ),
  });
  await expectFound(project, '', '--only', 'other');
});

test('another environment is another one still', async () => {
  await using project = await createProject({
    'budgets.yml': budgets('python3', 'timeit: sum(range(1000))'),
  });
  expect((await project.run('baseline', 'save', '--blocks', '1')).status).toBe(0);
  mkdirSync(join(home, 'more/site-packages/numpy-2.0.dist-info'), { recursive: true });
  await project.write({
    'budgets.yml': budgets(
      'python3',
      `timeit: sum(range(1000)), env: { PYTHONPATH: "${home}/more/site-packages" }`,
    ),
  });
  expect((await project.run('baseline', 'list')).stdout).not.toMatch(/^\* {2}/m);
});
