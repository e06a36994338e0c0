/**
 * Memory while measuring 500 benchmarks × 30 processes × 100 values a side. The processes are stand-ins that yield
 * numbers at once: what is measured is our own book-keeping and writing, in a fresh Node process.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.ts';

export async function memory(): Promise<Figure[]> {
  const worker = fileURLToPath(new URL('memory-worker.ts', import.meta.url));
  const output = execFileSync(process.execPath, [worker], { encoding: 'utf8' });
  return [
    {
      name: 'memory while measuring',
      value: Number(output) / 1024,
      unit: 'MiB',
      limit: { op: '<=', value: 300_000_000 / 1_048_576 },
      detail:
        'peak RSS; 500 benchmarks × 30 processes × 100 values, wall and CPU time, both sides kept and written',
    },
  ];
}
