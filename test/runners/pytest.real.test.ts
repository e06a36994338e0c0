import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPytestRunner } from '../../src/runners/pytest.ts';
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
  it('is one fresh process with wall and CPU time of every round; the second divides its time', async () => {
    const directory = project({ 'shop.py': SHOP, 'benchmarks/test_shop.py': TESTS });
    const first = await measureOnce(runner, directory, pytest('benchmarks'));
    expect(first.failure).toBeUndefined();
    expect(stateOf(first)).toEqual({
      'benchmarks/test_shop.py::test_tokens': 'ok',
      'benchmarks/test_shop.py::test_sizes[10]': 'ok',
      'benchmarks/test_shop.py::test_sizes[20]': 'ok',
      'benchmarks/test_shop.py::test_sleeps': 'ok',
    });
    expect(first.measured[1]?.params).toEqual({ n: '10' });
    for (const { metrics } of first.measured) {
      const [wall, cpu] = [metrics.wall_time?.runs[0] ?? [], metrics.cpu_time?.runs[0] ?? []];
      expect(wall.length).toBeGreaterThanOrEqual(3);
      expect(cpu).toHaveLength(wall.length);
    }
    const sleeps = first.measured[3]?.metrics;
    expect(Math.min(...(sleeps?.wall_time?.runs[0] ?? [0]))).toBeGreaterThanOrEqual(0.01);
    expect(Math.max(...(sleeps?.cpu_time?.runs[0] ?? [1]))).toBeLessThan(0.01);
    expect(first.environment).toMatchObject({ implementation: 'CPython' });
    expect(first.calibration).toEqual({ benchmarks: 4 });
    const second = await measureOnce(runner, directory, pytest('benchmarks'), {
      calibration: first.calibration,
    });
    expect(stateOf(second)).toEqual(stateOf(first));
    for (const left of ['.benchmarks', '.pytest_cache'])
      expect(existsSync(join(directory, left))).toBe(false);
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
      'test_shop.py::test_skipped': 'absent',
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
      'crashed',
      /nowhere_to_be_found/,
    ],
    [
      'no benchmark',
      { 'test_a.py': 'def test_a(): pass\n' },
      '',
      'no-values',
      /no test that takes the `benchmark` fixture/,
    ],
    ['no test at all', { 'a.py': '' }, '', 'crashed', /exit status 5/],
    ['a path that is not there', { 'a.py': '' }, 'benchmarks/gone.py', 'crashed', /gone\.py/],
    [
      'a process that dies',
      { 'test_a.py': 'import os\ndef test_dies(benchmark): benchmark(os.abort)\n' },
      '',
      'crashed',
      /SIGABRT[\s\S]*It was running test_a\.py::test_dies/,
    ],
    [
      'a process that leaves',
      { 'test_a.py': 'import os\ndef test_leaves(benchmark): benchmark(os._exit, 0)\n' },
      '',
      'no-values',
      /running test_a\.py::test_leaves/,
    ],
  ])('%s', async (_, files, args, code, message) => {
    const { failure } = await measureOnce(runner, project(files), pytest(args));
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
    const { failure } = await withPatience(
      (timeout) => measureOnce(runner, directory, pytest(''), { timeout }),
      () => existsSync(join(directory, 'began')),
    );
    expect(failure?.code).toBe('timed-out');
    expect(failure?.message).toContain('It was running test_a.py::test_hangs');
  });

  it('without pytest-benchmark says what to install', async () => {
    const directory = project({ 'test_a.py': '' });
    const { failure } = await measureOnce(runner, directory, pytest(''), {
      python: await bareEnvironment(directory),
    });
    expect(failure?.code).toBe('unsupported');
    expect(failure?.hint).toContain('pytest-benchmark');
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

    it("in a base's own environment that points to the candidate, the base is found to run the wrong code", async () => {
      const [base, candidate] = sides();
      const python = await makeSharedEnvironment(base, join(candidate, 'src'));
      const { failure } = await measureOnce(runner, base, pytest(''), {
        python,
        foreign: [candidate],
        side: 'baseline',
      });
      expect(failure?.code).toBe('wrong-code');
      expect(failure?.message).toContain(join(candidate, 'src'));
      expect(failure?.hint).toContain('setup:');
    });
  });
});

async function bareEnvironment(directory: string): Promise<string> {
  execFileSync(await toolPath('python'), ['-m', 'venv', '--without-pip', join(directory, 'bare')]);
  return join(directory, 'bare', 'bin', 'python');
}
