import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { canMatchLayouts } from '../../src/runners/harness/memory-layout.ts';
import type { ProcessOutcome } from '../../src/runners/runner.ts';
import { createPytestRunner } from '../../src/runners/suites/pytest.ts';
import { toolPath } from '../tools/tools.ts';
import { withPatience } from './patience.ts';
import { makeProject, makeSharedEnvironment, measureOnce, stateOf } from './tool-request.ts';

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject(files);
  projects.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});
const runner = createPytestRunner();
const pytest = (args: string) => ({ kind: 'pytest' as const, args });

const SHOP = 'def tokens(text): return sorted(text.split())\n';
const TESTS = `
import os, time, pytest, shop
def test_tokens(benchmark): benchmark(shop.tokens, 'b a ' * 50)
@pytest.mark.parametrize('n', [10, 20])
def test_sizes(benchmark, n): benchmark(shop.tokens, 'b a ' * n)
def test_sleeps(benchmark): benchmark.pedantic(time.sleep, args=(0.01,), rounds=3)
def test_plain(): raise AssertionError('no benchmark, so not run')
`;

describe('a pytest benchmark', () => {
  it('is told with wall and CPU time, of one process for all; what the first one learned, later ones use', async () => {
    const directory = project({ 'shop.py': SHOP, 'benchmarks/test_shop.py': TESTS });
    const first = await measureOnce(runner, directory, pytest('benchmarks'));
    expect(first.failure).toBeUndefined();
    expect(stateOf(first)).toEqual({
      'benchmarks/test_shop.py::test_tokens': 'ok',
      'benchmarks/test_shop.py::test_sizes[10]': 'ok',
      'benchmarks/test_shop.py::test_sizes[20]': 'ok',
      'benchmarks/test_shop.py::test_sleeps': 'ok',
    });
    expect(first.members?.map(({ sub }) => sub)).toEqual(Object.keys(stateOf(first)));
    expect(first.measured[1]?.params).toEqual({ n: '10' });
    for (const { metrics } of first.measured) {
      const [wall, cpu] = [metrics.wall_time?.runs[0] ?? [], metrics.cpu_time?.runs[0] ?? []];
      expect(wall.length).toBeGreaterThanOrEqual(3);
      expect(cpu).toHaveLength(wall.length);
    }
    const sleeps = first.measured[3]?.metrics;
    expect(sleeps?.wall_time?.runs[0]).toHaveLength(3); // its rounds
    expect(Math.min(...(sleeps?.wall_time?.runs[0] ?? [0]))).toBeGreaterThanOrEqual(0.01);
    expect(Math.max(...(sleeps?.cpu_time?.runs[0] ?? [1]))).toBeLessThan(0.01);
    const wanted = ['benchmarks/test_shop.py::test_sizes[20]', 'benchmarks/test_shop.py::test_tokens'];
    const second = await measureOnce(runner, directory, pytest('benchmarks'), {
      calibration: first.calibration,
      wanted,
    });
    expect(second.measured.map(({ sub }) => sub)).toEqual(wanted);
    expect(second.measured[1]?.method?.loops).toBe(first.measured[0]?.method?.loops);
    for (const left of ['.benchmarks', '.pytest_cache'])
      expect(existsSync(join(directory, left))).toBe(false);
  });

  it('may use all of the interface of pytest-benchmark and of pytest-codspeed, with neither installed', async () => {
    const directory = project({
      'test_all.py': `
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from pytest_codspeed import BenchmarkFixture as Other
calls = []
def work(*args, **kwargs):
    calls.append((args, kwargs))
    return 42
def test_call(benchmark: BenchmarkFixture):
    assert benchmark(work, 1, two=2) == 42
    assert calls[-1] == ((1,), {'two': 2})
def test_decorates(benchmark):
    @benchmark
    def result(): return 7
    assert result == 7
def test_pedantic(benchmark):
    del calls[:]
    closed = []
    assert benchmark.pedantic(work, setup=lambda: ((len(calls),), {}), teardown=closed.append, rounds=4, warmup_rounds=1) == 42
    assert [args[0] for args, _ in calls] == closed == [0, 1, 2, 3, 4]
def test_iterations(benchmark):
    del calls[:]
    benchmark.pedantic(work, args=(3,), kwargs={'a': 1}, rounds=2, iterations=5)
    assert calls == [((3,), {'a': 1})] * 10
def test_wrong_use(benchmark):
    with pytest.raises(ValueError): benchmark.pedantic(work, rounds=0)
    with pytest.raises(ValueError): benchmark.pedantic(work, setup=lambda: None, iterations=2)
    benchmark(work)
    with pytest.raises(Exception, match='can only be used once'): benchmark(work)
@pytest.mark.benchmark(group='g', min_time=0.1, disable_gc=True)
def test_reads_back(benchmark):
    benchmark.extra_info['rows'] = 12
    benchmark.extra_info['note'] = 'text'
    benchmark.extra_info['time'] = 1
    benchmark(work)
    assert benchmark.group == 'g' and benchmark.stats['mean'] > 0 and benchmark.stats.stats.median > 0
    assert benchmark.stats.get('rounds') == len(benchmark.stats.stats.data) and benchmark.name == 'test_reads_back'
def test_codspeed(codspeed_benchmark): codspeed_benchmark(work)
@pytest.mark.benchmark
def test_marked(): work()
@pytest.mark.codspeed_benchmark
@pytest.mark.parametrize('n', [1, 2])
def test_marked_with_parameters(n, tmp_path): work(n)
@pytest.mark.benchmark
class TestClass:
    def test_method(self): work()
`,
      'test_module.py':
        'import pytest\npytestmark = pytest.mark.benchmark\ndef test_it(): sorted(range(100))\n',
      'conftest.py': 'def pytest_benchmark_update_json(config, benchmarks, output_json): 1 / 0\n',
    });
    const outcome = await measureOnce(runner, directory, pytest(''), { python: await onlyPytest(directory) });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.measured.filter(({ failure }) => failure)).toEqual([]);
    expect(outcome.measured).toHaveLength(12);
    const of = (name: string) => outcome.measured.find(({ sub }) => sub?.endsWith(name));
    expect(Object.keys(of('test_reads_back')?.metrics ?? {})).toEqual([
      'rows',
      'wall_time',
      'cpu_time',
      'peak_memory',
    ]);
    expect([of('test_reads_back')?.method?.gc, of('test_call')?.method?.gc]).toEqual(['disabled', 'enabled']);
  });

  it('is measured in whatever the project asks of pytest for its other tests', async () => {
    const directory = project({
      'pytest.ini': `[pytest]
addopts = --cov=. --cov-fail-under=98 --benchmark-skip --benchmark-compare=0001 --benchmark-compare-fail=mean:5% -n 2 -d --tx 2*popen --ff -x --timeout=3 -p pytest_cov --strict-markers --strict-config --junitxml=report.xml --codspeed
cache_dir = .cache/pytest
timeout = 5
filterwarnings = error
`,
      'test_a.py': `
import pytest
def test_wrong(benchmark): assert benchmark(sum, [1]) == 2
@pytest.mark.timeout(1)
def test_right(benchmark): benchmark(sum, [1])
`,
    });
    const outcome = await measureOnce(runner, directory, pytest(''));
    expect(outcome.failure).toBeUndefined();
    expect(stateOf(outcome)).toEqual({ 'test_a.py::test_wrong': 'crashed', 'test_a.py::test_right': 'ok' });
    expect(readdirSync(directory).sort()).toEqual(['pytest.ini', 'test_a.py']);
  });

  it.skipIf(!canMatchLayouts())(
    'has an environment of the same size on both sides, to the byte',
    async () => {
      const sizes: string[] = [];
      for (const side of ['baseline', 'candidate'] as const) {
        const directory = project({
          'test_a.py': `
def test_a(benchmark):
    benchmark(sum, [1])
    open('size.txt', 'w').write(str(len(open('/proc/self/environ', 'rb').read())))
`,
        });
        const layout = { stack: 2 ** 27, padding: 100 };
        const outcome = await measureOnce(runner, directory, pytest(''), { side, layout });
        expect(stateOf(outcome)).toEqual({ 'test_a.py::test_a': 'ok' });
        sizes.push(readFileSync(join(directory, 'size.txt'), 'utf8'));
      }
      expect(sizes[0]).toBe(sizes[1]);
    },
  );

  it('has a name that is the same in every process, and no other one has it', async () => {
    const directory = project({
      'test_a.py': `
import pytest
class Codec: pass
@pytest.mark.parametrize('codec', [Codec(), Codec()], ids=repr)
def test_codec(benchmark, codec): benchmark(repr, codec)
`,
      'test_b.py': 'def test_b(benchmark): benchmark(len, "b")',
    });
    const files = '--keep-duplicates test_a.py test_b.py test_b.py';
    const [one, two] = [1, 2].map(() => measureOnce(runner, directory, pytest(files)));
    expect(stateOf(await (one as Promise<ProcessOutcome>))).toEqual({
      'test_b.py::test_b': 'ok',
      'test_b.py::test_b #2': 'ok',
      'test_a.py::test_codec[<test_a.Codec object>]': 'ok',
      'test_a.py::test_codec[<test_a.Codec object>] #2': 'ok',
    });
    expect(stateOf(await (two as Promise<ProcessOutcome>))).toEqual(
      stateOf(await (one as Promise<ProcessOutcome>)),
    );
  });

  it('may be async where a plugin of the project runs such tests', async () => {
    const directory = project({
      'conftest.py': `
import asyncio, inspect, pytest
@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        asyncio.run(pyfuncitem.obj())
        return True
`,
      'test_a.py': `
import asyncio, pytest
@pytest.mark.benchmark
async def test_awaits(): await asyncio.sleep(0.003)
`,
    });
    const outcome = await measureOnce(runner, directory, pytest(''));
    expect(stateOf(outcome)).toEqual({ 'test_a.py::test_awaits': 'ok' });
    const values = outcome.measured[0]?.metrics.wall_time?.runs[0] ?? [];
    expect(Math.min(...values)).toBeGreaterThan(0.003);
  });

  it('counts the CPU time of children that a round waited for', async () => {
    const script = 'sum(range(2_000_000))';
    const directory = project({
      'test_children.py': `
import subprocess, sys
def test_child(benchmark):
    benchmark.pedantic(subprocess.run, args=([sys.executable, '-S', '-c', '${script}'],), rounds=3)
`,
    });
    const { measured } = await measureOnce(runner, directory, pytest(''));
    const rounds = measured[0]?.metrics.cpu_time?.runs[0] ?? [];
    expect(rounds).toHaveLength(3);
    // Starting a child costs this process a few ms at most, even where memory must be copied; summing far more.
    for (const seconds of rounds) expect(seconds).toBeGreaterThan(0.012);
  });

  it('arguments are those of a command line', async () => {
    const directory = project({ 'shop.py': SHOP, 'a dir/test_shop.py': TESTS });
    const outcome = await measureOnce(
      runner,
      directory,
      pytest("'a dir'\n  -k 'tokens or sizes' --benchmark-min-rounds=3"),
    );
    expect(Object.keys(stateOf(outcome))).toHaveLength(3);
  });

  it('a test that fails, is skipped or forgets to measure is told by name; the others count', async () => {
    const directory = project({
      'shop.py': SHOP,
      'test_shop.py': `
import pytest, shop
def test_good(benchmark): benchmark(shop.tokens, 'b a')
def test_wrong(benchmark):
    assert benchmark(shop.tokens, 'b a') == [], 'wrong answer'
def test_raises(benchmark): benchmark(shop.tokens, None)
@pytest.mark.skip(reason='not today')
def test_skipped(benchmark): benchmark(shop.tokens, 'b a')
def test_forgets(benchmark): pass
@pytest.fixture
def broken(): raise RuntimeError('no data')
def test_setup(broken, benchmark): benchmark(shop.tokens, 'b a')
`,
    });
    const outcome = await measureOnce(runner, directory, pytest(''));
    expect(outcome.failure).toBeUndefined();
    expect(stateOf(outcome)).toEqual({
      'test_shop.py::test_good': 'ok',
      'test_shop.py::test_wrong': 'crashed',
      'test_shop.py::test_raises': 'crashed',
      'test_shop.py::test_skipped': 'skipped',
      'test_shop.py::test_forgets': 'no-values',
      'test_shop.py::test_setup': 'crashed',
    });
    const message = (sub: string) =>
      outcome.measured.find((each) => each.sub === `test_shop.py::${sub}`)?.failure?.message;
    expect(message('test_wrong')).toContain('wrong answer');
    expect(message('test_setup')).toContain('no data');
    expect(message('test_skipped')).toContain('not today');
  });

  it.each<[string, Record<string, string>, string, string, RegExp]>([
    [
      'a file that cannot be imported',
      { 'test_a.py': 'import nowhere_to_be_found\n' },
      '',
      'not-loaded',
      /nowhere_to_be_found/,
    ],
    [
      'no benchmark',
      { 'test_a.py': 'def test_a(): pass\n' },
      '',
      'no-values',
      /no test that takes the `benchmark` fixture/,
    ],
    ['no test at all', { 'a.py': '' }, '', 'no-values', /no test that takes the `benchmark` fixture/],
    ['a path that is not there', { 'a.py': '' }, 'benchmarks/gone.py', 'crashed', /gone\.py/],
    [
      'a process that dies',
      { 'test_a.py': 'import os\ndef test_dies(benchmark): benchmark(os.abort)\n' },
      '',
      'crashed',
      /SIGABRT/,
    ],
    [
      'a process that leaves',
      { 'test_a.py': 'import os\ndef test_leaves(benchmark): benchmark(os._exit, 0)\n' },
      '',
      'no-values',
      /before it was measured: something called os\._exit/,
    ],
  ])('%s', async (_, files, args, code, message) => {
    const { failure: whole, measured } = await measureOnce(runner, project(files), pytest(args));
    const failure = whole ?? measured[0]?.failure;
    expect(failure?.code).toBe(code);
    expect(failure?.message).toMatch(message);
  });

  it('a process that hangs is ended in time', async () => {
    const directory = project({
      'test_a.py': `
import pathlib, time
def hang(): pathlib.Path('began').touch(); time.sleep(600)
def test_hangs(benchmark): benchmark(hang)
`,
    });
    const { measured } = await withPatience(
      (timeout) => measureOnce(runner, directory, pytest(''), { timeout }),
      () => existsSync(join(directory, 'began')),
    );
    expect(measured.map(({ sub, failure }) => [sub, failure?.code])).toEqual([
      ['test_a.py::test_hangs', 'timed-out'],
    ]);
  });

  it('of many, which take longer than the time-out together, none is timed out: it is for each', async () => {
    const isMeasured = ({ measured }: ProcessOutcome) =>
      measured.length === 6 && measured.every(({ failure }) => failure === undefined);
    const outcome = await withPatience((timeout) => {
      const directory = project({
        'test_a.py': `
import time, pytest
@pytest.mark.parametrize('n', range(6))
def test_many(benchmark, n):
    time.sleep(${timeout / 4})
    benchmark(sum, [n])
`,
      });
      return measureOnce(runner, directory, pytest(''), { timeout });
    }, isMeasured);
    expect(isMeasured(outcome)).toBe(true);
  });

  it.each([
    ['a plugin by name', '-p nowhere_plugin', /asked for by `-p nowhere_plugin`/],
    ['an option', '--html=report.html', /Install pytest-html .* asked for by `--html`/],
  ])('whose configuration asks for %s that is not installed names the package', async (_, addopts, hint) => {
    const directory = project({
      'pytest.ini': `[pytest]\naddopts = ${addopts}\n`,
      'test_a.py': 'def test_a(benchmark): benchmark(sum, [1])\n',
    });
    const { failure } = await measureOnce(runner, directory, pytest(''));
    expect(failure?.hint).toMatch(hint);
  });

  it('without pytest says what to install', async () => {
    const directory = project({ 'test_a.py': '' });
    const { failure } = await measureOnce(runner, directory, pytest(''), {
      python: await bareEnvironment(directory),
    });
    expect(failure?.code).toBe('unsupported');
    expect(failure?.hint).toContain('Install pytest');
  });

  describe('side by side, with an editable install of the candidate', () => {
    const test = `
import shop
own = open('own.txt').read()
def test_a(benchmark): assert benchmark(shop.answer) == own
`;
    const files = (own: string) => ({
      'src/shop/__init__.py': `def answer(): return '${own}'\n`,
      'test_a.py': test,
      'own.txt': own,
    });
    const sides = () => [project(files('base')), project(files('candidate'))] as const;

    it('in an environment that both share, each side runs its own code', async () => {
      const [base, candidate] = sides();
      const python = await makeSharedEnvironment(project({}), join(candidate, 'src'));
      for (const [own, other, side] of [
        [base, candidate, 'baseline'],
        [candidate, base, 'candidate'],
      ] as const) {
        const outcome = await measureOnce(runner, own, pytest(''), { python, foreign: [other], side });
        expect([outcome.failure?.message, stateOf(outcome)]).toEqual([
          undefined,
          { 'test_a.py::test_a': 'ok' },
        ]);
      }
    });

    it("in a base's own environment that points to the candidate, the base runs its own code all the same", async () => {
      const [base, candidate] = sides();
      const python = await makeSharedEnvironment(base, join(candidate, 'src'));
      const outcome = await measureOnce(runner, base, pytest(''), {
        python,
        foreign: [candidate],
        side: 'baseline',
      });
      expect(stateOf(outcome)).toEqual({ 'test_a.py::test_a': 'ok' });
    });
  });
});

/** pytest, and no plugin that measures. */
async function onlyPytest(directory: string): Promise<string> {
  const python = await bareEnvironment(directory);
  const tell = (program: string) =>
    execFileSync(program, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).trim();
  const packages = tell(await toolPath('python'));
  const wanted = /^(_?pytest|pluggy|iniconfig|packaging|pygments|py\.py)(-[\d.]+\.dist-info)?$/;
  for (const name of readdirSync(packages).filter((each) => wanted.test(each)))
    symlinkSync(join(packages, name), join(tell(python), name));
  return python;
}

async function bareEnvironment(directory: string): Promise<string> {
  execFileSync(await toolPath('python'), ['-m', 'venv', '--without-pip', join(directory, 'bare')]);
  return join(directory, 'bare', 'bin', 'python');
}
