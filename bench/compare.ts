/**
 * Speed of `pacegate compare` on 1,000 benchmarks × 20 processes × 50 values a side, against benchstat on the same
 * values, in one run, on every Node at hand. The values are log-normal with a deviation of 2 %, the sides 3 % apart, so
 * that hardly a budget is decided at first sight. benchstat reads one line a value; so that both get the same statistics
 * to do, it gets them as 1,000 values of one benchmark.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { seededRandom } from '../power/random.ts';
import { gaussian } from '../power/synthetic.ts';
import { writeFileAtomically } from '../src/formats/write-file.ts';
import type { Measurements } from '../src/samples/measurements.ts';
import { writeMeasurements } from '../src/samples/measurements-file.ts';
import { toolPath } from '../test/tools/tools.ts';
import { type Figure, median } from './figure.ts';
import { nodes } from './nodes.ts';

export const BENCHMARKS = 1_000;
const PROCESSES = 20;
const VALUES = 50;
const ROUNDS = 3;

export async function compare(): Promise<Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'pacegate-compare-'));
  try {
    const files = { baseline: join(scratch, 'baseline.json'), candidate: join(scratch, 'candidate.json') };
    const texts = { baseline: join(scratch, 'baseline.txt'), candidate: join(scratch, 'candidate.txt') };
    for (const [order, side] of (['baseline', 'candidate'] as const).entries()) {
      const measurements = synthesise(order);
      await writeFileAtomically(files[side], (sink) => writeMeasurements(measurements, sink));
      await writeFile(texts[side], goFormat(measurements));
    }
    const benchstat = await toolPath('benchstat');
    const size = (await stat(files.candidate)).size / 1e6;
    const out = join(scratch, 'out');
    return [...nodes()].flatMap(([version, node]): Figure[] => {
      const ours: number[] = [];
      const theirs: number[] = [];
      let memory = 0;
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(
          seconds(() => {
            const args = [resolve('dist/cli.js'), 'compare', files.baseline, files.candidate, '--out', out];
            const ended = spawnSync(node, ['--import', WATCH, ...args], { encoding: 'utf8' });
            if (ended.status === 2) throw new Error(ended.stderr);
            memory = Math.max(memory, Number(/maxRSS (\d+)/.exec(ended.stderr)?.[1]));
          }),
        );
        theirs.push(
          seconds(() => execFileSync(benchstat, [texts.baseline, texts.candidate], { stdio: 'ignore' })),
        );
      }
      return [
        {
          name: `speed of \`pacegate compare\` on Node ${version}`,
          value: median(ours) / median(theirs),
          unit: '× benchstat',
          limit: { op: '<=', value: 1 },
          detail: `${median(ours).toFixed(1)} and ${median(theirs).toFixed(1)} s; 1,000 benchmarks × 20 × 50 values a side, ${size.toFixed(0)} MB a file`,
        },
        {
          name: `memory of \`pacegate compare\` on Node ${version}`,
          value: memory / 1024,
          unit: 'MiB',
          limit: { op: '<=', value: 500_000_000 / 1_048_576 },
          detail: 'peak RSS of the same runs',
        },
      ];
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Makes a Node process say its peak RSS (KiB) on stderr when it ends. */
export const WATCH = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('maxRSS ' + process.resourceUsage().maxRSS + '\\n'))",
)}`;

export function synthesise(side: number): Measurements {
  const normal = gaussian(seededRandom('compare', side));
  const level = side === 0 ? 0.01 : 0.0103;
  return {
    format: 'pacegate/measurements',
    version: 1,
    session: 'bench',
    created: '2026-01-01T00:00:00Z',
    environment: {},
    benchmarks: Array.from({ length: BENCHMARKS }, (_, index) => ({
      name: `benchmark-${index}`,
      metrics: {
        wall_time: {
          unit: 's',
          better: 'lower',
          runs: Array.from({ length: PROCESSES }, (_, run) => {
            const process = level * Math.exp(0.02 * normal());
            const values = Array.from({ length: VALUES }, () => process * Math.exp(0.02 * normal()));
            return { order: 2 * run + side, block: run, values };
          }),
        },
      },
    })),
  };
}

function goFormat({ benchmarks }: Measurements): string {
  return benchmarks
    .flatMap(({ name, metrics }) =>
      (metrics.wall_time?.runs ?? []).flatMap(({ values }) =>
        values.map((value) => `Benchmark${name} 1 ${value * 1e9} ns/op`),
      ),
    )
    .join('\n');
}

function seconds(action: () => unknown): number {
  const started = performance.now();
  action();
  return (performance.now() - started) / 1000;
}
