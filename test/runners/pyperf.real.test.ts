import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createPyperfRunner } from '../../src/runners/pyperf.ts';
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

describe('a pyperf script', () => {
  it('is one worker process; the loops that it found are used again', async () => {
    const script = `
import os, pyperf
runner = pyperf.Runner()
assert not runner.parse_args().worker or os.environ['PACEGATE_SIDE'] == 'candidate' and os.environ['PYTHONHASHSEED'] == '7'
runner.bench_func('tokens', sorted, list(range(500)))
`;
    const directory = project({ 'benchmarks/bench_shop.py': script });
    const first = await measureOnce(runner, directory, pyperf('benchmarks/bench_shop.py'));
    expect([first.failure, stateOf(first)]).toEqual([undefined, { tokens: 'ok' }]);
    expect(first.measured[0]?.metrics.wall_time?.runs).toHaveLength(1);
    expect(first.measured[0]?.metrics.wall_time?.runs[0]).toHaveLength(10);
    expect(first.measured[0]?.metrics.peak_memory?.runs[0]?.[0]).toBeGreaterThan(1e6);
    expect(first.environment?.python).toBeDefined();
    const loops = first.measured[0]?.method?.loops;
    expect(first.calibration).toEqual({ loops });
    const second = await measureOnce(runner, directory, pyperf('benchmarks/bench_shop.py'), {
      calibration: { loops: 16 },
    });
    expect(second.measured[0]?.method).toEqual({ loops: 16, warmup: 2 });
    expect(second.measured[0]?.metrics.peak_memory?.runs).toHaveLength(1);
  });

  it('may hold several benchmarks and take arguments of its own', async () => {
    const script = `
import pyperf
def hand_on(command, args): command.extend(['--size', str(args.size)])
runner = pyperf.Runner(add_cmdline_args=hand_on)
runner.argparser.add_argument('--size', type=int)
size = runner.parse_args().size
runner.bench_func('sort', sorted, list(range(size)))
runner.timeit('join', stmt='",".join(d)', setup='d = ["x"] * 100')
`;
    const outcome = await measureOnce(runner, project({ 'bench.py': script }), pyperf('bench.py --size 300'));
    expect([outcome.failure, stateOf(outcome)]).toEqual([undefined, { sort: 'ok', join: 'ok' }]);
    expect(outcome.measured[1]?.params?.timeit_stmt).toContain('.join(d)');
  });

  it.each([
    ['as long, and are then given their loops, which saves half of the processes', 'sorted, DATA', true],
    [
      'thousands of times as long, and are then calibrated by pyperf in each process',
      'time.sleep, 0.005',
      false,
    ],
  ])('may hold benchmarks of which one takes %s', async (_, other, shared) => {
    const script = `
import pyperf, time
DATA = list(range(500))
runner = pyperf.Runner()
runner.bench_func('one', sorted, DATA)
runner.bench_func('other', ${other})
`;
    const directory = project({ 'bench.py': script });
    const first = await measureOnce(runner, directory, pyperf('bench.py'));
    const loops = first.measured.map(({ method }) => method?.loops ?? 0);
    expect(first.calibration).toEqual(shared ? { loops: Math.min(...loops) } : {});
    if (!shared) return;
    const { calibration } = first;
    const second = await measureOnce(runner, directory, pyperf('bench.py'), { calibration });
    expect(second.measured.map(({ method }) => method)).toEqual(
      loops.map(() => ({ loops: Math.min(...loops), warmup: 2 })),
    );
  });

  it.each([
    [
      'raises',
      "import pyperf\npyperf.Runner().bench_func('a', lambda: 1 / 0)\n",
      'crashed',
      /ZeroDivisionError/,
    ],
    ['has no Runner', 'print("done")\n', 'no-values', /pyperf wrote no results/],
    ['cannot be found', undefined, 'crashed', /bench\.py/],
    ['kills itself', "import os, pyperf\npyperf.Runner().bench_func('a', os.abort)\n", 'crashed', /./],
  ])('that %s is told so', async (_, script, code, message) => {
    const directory = project(script === undefined ? {} : { 'bench.py': script });
    const { failure, measured } = await measureOnce(runner, directory, pyperf('bench.py'));
    expect([failure?.code, measured]).toEqual([code, []]);
    expect(failure?.message).toMatch(message);
  });
});
