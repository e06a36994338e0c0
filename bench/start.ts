/** Start: what `pacegate check` costs more than bare Node. Interleaved, so that both see the same machine. */
import { execFileSync } from 'node:child_process';
import { type Figure, median } from './figure.ts';

const ROUNDS = 25;

function seconds(args: readonly string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return (performance.now() - started) / 1000;
}

function ratio(args: readonly string[]): { ratio: number; bare: number; ours: number } {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(seconds(['-e', '0']));
    ours.push(seconds(args));
  }
  return { ratio: median(ours) / median(bare), bare: median(bare), ours: median(ours) };
}

export async function start(): Promise<Figure[]> {
  const check = ratio(['dist/cli.js', 'check', 'budgets.example.yml']);
  return [
    {
      name: 'start of `pacegate check`',
      value: check.ratio,
      unit: '× `node -e 0`',
      limit: { op: '<=', value: 2.5 },
      detail: `medians of ${ROUNDS} interleaved starts, ${(check.bare * 1000).toFixed(0)} and ${(check.ours * 1000).toFixed(0)} ms`,
    },
  ];
}
