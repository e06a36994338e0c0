/** Measures with stand-in processes and writes both files; prints this process's peak RSS in KiB. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../src/formats/write-file.ts';
import { createAccumulator } from '../src/measuring/collecting/accumulate.ts';
import { collect } from '../src/measuring/collecting/collect.ts';
import type { Checkout, Side } from '../src/samples/checkout.ts';
import { writeMeasurements } from '../src/samples/measurements-file.ts';

const BENCHMARKS = 500;
const BLOCKS = 30;
const VALUES = 100;

const scratch = await mkdtemp(join(tmpdir(), 'pacegate-memory-'));
const checkout = (side: Side): Checkout => ({ side, directory: scratch, root: scratch, foreign: [] });
const accumulators = { baseline: createAccumulator(), candidate: createAccumulator() };
const values = () => Array.from({ length: VALUES }, () => 0.005 + Math.random() / 1000);
let seconds = 0;

await collect({
  benchmarks: Array.from({ length: BENCHMARKS }, (_, index) => ({
    name: `benchmark-${index}`,
    runner: { kind: 'command', command: 'true' },
    measure: { max_time: 1e9, timeout: 60 },
    extraMetrics: [],
  })),
  checkouts: [checkout('baseline'), checkout('candidate')],
  runnerFor: () => ({
    async measure() {
      const metric = { unit: 's', better: 'lower' as const };
      return {
        measured: [
          {
            metrics: {
              wall_time: { ...metric, runs: [values()] },
              cpu_time: { ...metric, runs: [values()] },
            },
          },
        ],
      };
    },
  }),
  accumulators,
  decider: {
    undecided: ({ blocks }) => (blocks >= BLOCKS ? new Set() : undefined),
    next: (open) => (open[0] as { name: string }).name,
    describe: () => '',
  },
  benchmarksFrom: scratch,
  random: Math.random,
  clock: () => seconds++,
  signal: new AbortController().signal,
  progress: { say() {}, show() {}, end() {} },
});
for (const side of ['baseline', 'candidate'] as const) {
  await writeFileAtomically(join(scratch, `${side}.json`), (sink) =>
    writeMeasurements(
      {
        format: 'pacegate/measurements',
        version: 1,
        session: 'memory',
        created: new Date().toISOString(),
        environment: {},
        benchmarks: accumulators[side].benchmarks(),
      },
      sink,
    ),
  );
}
await rm(scratch, { recursive: true, force: true });
process.stdout.write(String(process.resourceUsage().maxRSS));
