import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createPyperfRunner } from '../../src/runners/suites/pyperf.ts';
import { makeProject, measureOnce, stateOf } from './tool-request.ts';

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject(files);
  projects.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});
const runner = createPyperfRunner();
const pyperf = (script: string) => ({ kind: 'pyperf' as const, script });

const ALL = `
import os, sys, time, asyncio, pyperf
assert os.environ['PACEGATE_SIDE'] == 'candidate' and os.environ['PYTHONHASHSEED'] == '7'
def hand_on(command, args): command.extend(['--size', str(args.size)])
runner = pyperf.Runner(add_cmdline_args=hand_on)
runner.argparser.add_argument('--size', type=int)
size = runner.parse_args().size
def unrolled():
    for _ in range(8): sorted(data)
data = list(range(size))
async def rests(): await asyncio.sleep(0.002)
def own_clock(loops, seconds):
    time.sleep(0.01)  # is none of it
    began = pyperf.perf_counter()
    for _ in range(loops): time.sleep(seconds)
    return pyperf.perf_counter() - began
runner.bench_func('sort', sorted, data)
runner.bench_func('unrolled', unrolled, inner_loops=8)
runner.bench_async_func('rests', rests)
runner.bench_time_func('own clock', own_clock, 0.003)
runner.timeit('join', stmt='",".join(d)', setup='d = ["x"] * 100')
runner.timeit('duplicated', stmt='sorted(data)', globals=globals(), duplicate=8)
runner.timeit('tidied', stmt=['sorted(d)'], setup='d = [3, 2, 1] * 100', teardown='d.clear()')
runner.bench_command('command', [sys.executable, '-S', '-c', 'pass'])
`;

describe('a pyperf script', () => {
  it('is one process, in which each of its benchmarks is measured in its own way', async () => {
    const directory = project({ 'benchmarks/bench.py': ALL });
    const outcome = await measureOnce(runner, directory, pyperf('benchmarks/bench.py --size 300'));
    expect(outcome.failure).toBeUndefined();
    const names = ['sort', 'unrolled', 'rests', 'own clock', 'join', 'duplicated', 'tidied', 'command'];
    expect(stateOf(outcome)).toEqual(Object.fromEntries(names.map((name) => [name, 'ok'])));
    expect(outcome.members?.map(({ sub }) => sub)).toEqual(names);
    const fastest = (name: string) =>
      Math.min(
        ...(outcome.measured.find(({ sub }) => sub === name)?.metrics.wall_time?.runs[0] ?? [Number.NaN]),
      );
    // What is wrong is so by eight times; the machine may be busy.
    for (const name of ['unrolled', 'duplicated']) {
      expect(fastest(name) / fastest('sort')).toBeGreaterThan(0.3);
      expect(fastest(name) / fastest('sort')).toBeLessThan(3);
    }
    expect(fastest('rests')).toBeGreaterThan(0.002);
    expect(fastest('own clock')).toBeGreaterThan(0.003);
    expect(fastest('own clock')).toBeLessThan(0.0065);
    const clocks = Object.fromEntries(
      outcome.measured.map(({ sub, metrics }) => [sub, 'cpu_time' in metrics]),
    );
    expect(clocks).toEqual(
      Object.fromEntries(names.map((name) => [name, name !== 'own clock' && name !== 'tidied'])),
    );
    const second = await measureOnce(runner, directory, pyperf('benchmarks/bench.py --size 300'), {
      calibration: outcome.calibration,
      wanted: ['unrolled', 'join'],
    });
    expect(stateOf(second)).toEqual({ unrolled: 'ok', join: 'ok' });
    expect(second.measured[0]?.method?.loops).toBe(outcome.measured[1]?.method?.loops);
  });

  it('may be a module', async () => {
    const directory = project({
      'bench/__init__.py': '',
      'bench/shop.py': "import pyperf\npyperf.Runner().bench_func('a', sorted, [1])\n",
    });
    const outcome = await measureOnce(runner, directory, pyperf('-m bench.shop'));
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { a: 'ok' }]);
  });

  it('goes on after a benchmark that raises', async () => {
    const script = `
import pyperf
runner = pyperf.Runner()
runner.bench_func('a', lambda: 1 / 0)
runner.bench_func('b', sorted, [1])
runner.bench_command('c', ['false'])
`;
    const outcome = await measureOnce(runner, project({ 'bench.py': script }), pyperf('bench.py'));
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { a: 'crashed', b: 'ok', c: 'crashed' }]);
    expect(outcome.measured[0]?.failure?.message).toContain('ZeroDivisionError');
  });

  it.each([
    ['raises', 'import pyperf\nrunner = pyperf.Runner()\n1 / 0\n', 'crashed', /ZeroDivisionError/],
    ['has no Runner', 'print("done")\n', 'no-values', /measured nothing with pyperf/],
    ['cannot be found', undefined, 'crashed', /bench\.py/],
    [
      'kills itself, so that nobody knows what it has beside',
      "import os, pyperf\npyperf.Runner().bench_func('a', os.abort)\n",
      'crashed',
      /SIGABRT/,
    ],
    [
      'does not know an argument',
      "import pyperf\npyperf.Runner().bench_func('a', sorted, [1])\n",
      'crashed',
      /sys\.exit\(2\)/,
      '--nonsense',
    ],
  ])('that %s is told so', async (_, script, code, message, args = '') => {
    const directory = project(script === undefined ? {} : { 'bench.py': script });
    const { failure } = await measureOnce(runner, directory, pyperf(`bench.py ${args}`));
    expect(failure?.code).toBe(code);
    expect(failure?.message).toMatch(message);
  });
});
