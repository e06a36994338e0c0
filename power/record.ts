/** Measures the projects that `collect.py` wrote, by the code of `pacegate run`, and records every value. */
import { readdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createAccumulator } from '../src/measuring/collecting/accumulate.ts';
import { collect, type Standing } from '../src/measuring/collecting/collect.ts';
import { createRandom } from '../src/measuring/collecting/random.ts';
import { runnerFor } from '../src/runners/registry.ts';
import type { Benchmark } from '../src/samples/measurements.ts';
import type { RecordedBlock } from './pairs.ts';

const { values: options } = parseArgs({
  options: {
    tree: { type: 'string', default: '' },
    python: { type: 'string', default: 'python3' },
    blocks: { type: 'string', default: '14' },
    session: { type: 'string', default: 'quiet' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    out: { type: 'string', default: '' },
  },
});
/** Variants that are recorded with natural layouts as well. */
const NATURAL: ReadonlySet<string> = new Set(['same', 'unrelated', 'plus2', 'plus5', 'plus10']);

const blocks = Number(options.blocks);
const random = createRandom(`power ${options.seed} ${options.session}`);
const sides = {
  baseline: { directory: join(options.tree, 'base'), accumulator: createAccumulator() },
  candidate: { directory: join(options.tree, 'work'), accumulator: createAccumulator() },
};
const benchmarks = readdirSync(sides.baseline.directory).flatMap((project) => {
  const variant = project.split('-')[1] as string;
  if (options.only !== '' && variant !== options.only) return [];
  const layouts = NATURAL.has(variant) ? ['matched', 'natural'] : ['matched'];
  return layouts.map((layout) => ({
    name: `${project}-${layout}`,
    runner: { kind: 'callable' as const, target: `${project}/bench.py:bench` },
    measure: { python: options.python, max_time: 1e6, timeout: 60 },
    extraMetrics: [],
  }));
});

const loads = new Map<string, number[]>();
let measured = 0;
await collect({
  benchmarks,
  checkouts: [
    {
      side: 'baseline',
      directory: sides.baseline.directory,
      root: sides.baseline.directory,
      foreign: [sides.candidate.directory],
    },
    {
      side: 'candidate',
      directory: sides.candidate.directory,
      root: sides.candidate.directory,
      foreign: [sides.baseline.directory],
    },
  ],
  runnerFor,
  accumulators: { baseline: sides.baseline.accumulator, candidate: sides.candidate.accumulator },
  decider: {
    undecided: ({ name, blocks: done }) => {
      loads.set(name, [...(loads.get(name) ?? []), Number(loadavg()[0]?.toFixed(2))]);
      if (++measured % 100 === 0) {
        process.stderr.write(
          `${measured} of ${blocks * benchmarks.length} blocks, load ${loadavg()[0]?.toFixed(1)}\n`,
        );
        write();
      }
      return done >= blocks ? new Set() : undefined;
    },
    next: inRandomOrder,
    describe: () => '',
  },
  matchLayouts: (name) => name.endsWith('-matched'),
  benchmarksFrom: sides.candidate.directory,
  random,
  clock: () => performance.now() / 1000,
  signal: new AbortController().signal,
  progress: {
    show: () => undefined,
    say: (line) => process.stderr.write(line.includes('failed') ? `${line}\n` : ''),
    end: () => undefined,
  },
});
write();

/** One of those with the fewest blocks, so that time spreads alike over all. */
function inRandomOrder(open: readonly Standing[]): string {
  const least = Math.min(...open.map(({ blocks: done }) => done));
  const next = open.filter(({ blocks: done }) => done === least);
  return (next[Math.floor(random() * next.length)] as Standing).name;
}

function write(): void {
  const before = new Map(sides.baseline.accumulator.benchmarks().map((each) => [each.name, each]));
  const records = sides.candidate.accumulator.benchmarks().flatMap((after) => {
    const [workload = '', variant = '', layout = ''] = after.name.split('-');
    return blocksOf(before.get(after.name), after).map(
      (block, i): RecordedBlock => ({
        workload,
        variant,
        layout,
        session: options.session,
        load: loads.get(after.name)?.[i] ?? 0,
        ...block,
      }),
    );
  });
  const lines = records.map((record) => JSON.stringify(record)).join('\n');
  writeFileSync(options.out, gzipSync(`${lines}\n`, { level: 9 }));
}

function blocksOf(before: Benchmark | undefined, after: Benchmark) {
  const [wall, cpu] = ['wall_time', 'cpu_time'].map((metric) =>
    [before, after].map((side) => side?.metrics[metric]?.runs ?? []),
  );
  const failure = [before, after].flatMap((side) => side?.failures ?? [])[0];
  if (failure) process.stderr.write(`${after.name}: ${failure.code} ${failure.message.slice(0, 300)}\n`);
  const count = Math.min(...[...(wall ?? []), ...(cpu ?? [])].map((runs) => runs.length));
  return Array.from({ length: count }, (_, i) => {
    const at = (metric: typeof wall, side: 0 | 1) =>
      metric?.[side]?.[i]?.values.map((seconds) => Number((1e6 * seconds).toPrecision(6))) ?? [];
    return {
      turn: wall?.[0]?.[i]?.turn ?? 0,
      wall: [at(wall, 0), at(wall, 1)] as const,
      cpu: [at(cpu, 0), at(cpu, 1)] as const,
    };
  });
}
