/**
 * Time until the interval of `time` is within ±2 % for a 5 ms function, against what pyperf's default run takes on the
 * same function, in one run. Ours measures an unchanged working tree against its own commit.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { toolPath } from '../test/tools/tools.ts';
import type { Figure } from './figure.ts';

const FUNCTION = `def work(n=60_000):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total
`;

export async function interval(): Promise<Figure[]> {
  const project = await mkdtemp(join(tmpdir(), 'pacegate-interval-'));
  const python = await toolPath('python');
  try {
    await writeFile(join(project, 'bench.py'), FUNCTION);
    await writeFile(
      join(project, 'pyperf_bench.py'),
      `import pyperf\nfrom bench import work\npyperf.Runner().bench_func("work", work)\n`,
    );
    await writeFile(
      join(project, 'budgets.yml'),
      `version: 1\nmeasure: { python: ${python} }\nbenchmarks:\n  work:\n    callable: bench.py:work\n    budgets: [time < baseline + 5%]\n`,
    );
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
        cwd: project,
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'work');
    const cli = resolve('dist/cli.js');
    const ours = seconds(() =>
      execFileSync(process.execPath, [cli, 'run', '--base', 'HEAD'], { cwd: project, stdio: 'ignore' }),
    );
    const report = JSON.parse(await readFile(join(project, '.pacegate/out/report.json'), 'utf8'));
    const { low, high, ratio } = report.results[0].change;
    const halfWidth = (high - low) / 2 / ratio;
    const pyperf = seconds(() =>
      execFileSync(python, ['pyperf_bench.py', '-o', 'pyperf.json'], { cwd: project, stdio: 'ignore' }),
    );
    return [
      {
        name: 'time to an answer for a 5 ms function',
        value: ours / pyperf,
        unit: "× pyperf's default run",
        limit: { op: '<=', value: 1 },
        detail: `${ours.toFixed(1)} and ${pyperf.toFixed(1)} s; both sides measured, interval of the change ±${(halfWidth * 100).toFixed(2)} %`,
      },
      {
        name: 'interval of `time` by then',
        value: halfWidth * 100,
        unit: '%',
        limit: { op: '<=', value: 2 },
        detail: 'half-width, candidate against base',
      },
    ];
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

function seconds(action: () => unknown): number {
  const started = performance.now();
  action();
  return (performance.now() - started) / 1000;
}
