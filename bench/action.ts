/** The action: the time until its first log line against bare Node's, interleaved. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Figure, median } from './figure.ts';

const ROUNDS = 15;

/** Seconds until a Node process first writes to standard output; it is ended then. */
async function firstLine(args: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, GITHUB_WORKSPACE: cwd },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const seconds = (performance.now() - started) / 1000;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return seconds;
}

export async function action(): Promise<Figure[]> {
  const dist = resolve('dist');
  const empty = mkdtempSync(join(tmpdir(), 'pacegate-action-'));
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await firstLine(['-e', 'process.stdout.write("a line\\n")'], empty));
    ours.push(await firstLine([join(dist, 'action.js')], empty));
  }
  rmSync(empty, { recursive: true });
  return [
    {
      name: "the action's first log line",
      value: median(ours) / median(bare),
      unit: "× bare Node's",
      limit: { op: '<=', value: 3 },
      detail: `medians of ${ROUNDS} interleaved starts, ${(median(bare) * 1000).toFixed(0)} and ${(median(ours) * 1000).toFixed(0)} ms`,
    },
  ];
}
