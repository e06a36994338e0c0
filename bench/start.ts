/** Start: what `pacegate check` costs more than bare Node. Interleaved, so that both see the same machine. */
import { execFileSync } from 'node:child_process';
import { type Figure, median } from './figure.ts';
import { nodes } from './nodes.ts';

const ROUNDS = 25;

function seconds(node: string, args: readonly string[]): number {
  const started = performance.now();
  execFileSync(node, args, { stdio: 'ignore' });
  return (performance.now() - started) / 1000;
}

function ratio(node: string, args: readonly string[]): { ratio: number; bare: number; ours: number } {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(seconds(node, ['-e', '0']));
    ours.push(seconds(node, args));
  }
  return { ratio: median(ours) / median(bare), bare: median(bare), ours: median(ours) };
}

export async function start(): Promise<Figure[]> {
  return [...nodes()].map(([version, node]): Figure => {
    const check = ratio(node, ['dist/cli.js', 'check', 'budgets.example.yml']);
    return {
      name: `start of \`pacegate check\` on Node ${version}`,
      value: check.ratio,
      unit: '× `node -e 0`',
      limit: { op: '<=', value: 2.5 },
      detail: `medians of ${ROUNDS} interleaved starts, ${(check.bare * 1000).toFixed(0)} and ${(check.ours * 1000).toFixed(0)} ms`,
    };
  });
}
