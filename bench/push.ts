/** Twenty jobs that push to one branch store at once, each a process of its own: how long the slowest takes. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Measurements } from '../src/samples/measurements.ts';
import { createBranchStore } from '../src/stores/branch.ts';
import { environmentKey } from '../src/stores/environment-key.ts';
import type { Figure } from './figure.ts';

const JOBS = 20;
const SAVER = resolve('test/stores/branch-saver.ts');
const ENVIRONMENT = { cpu: 'Some CPU', cores: 2, python: '3.13.1' };

export async function push(): Promise<Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'pacegate-push-'));
  const remote = join(scratch, 'remote.git');
  try {
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const seconds = await Promise.all(Array.from({ length: JOBS }, (_, job) => save(scratch, remote, job)));
    await using store = createBranchStore({ url: `file://${remote}`, branch: 'pacegate-baselines' });
    const kept = (await store.list()).length;
    return [
      {
        name: `slowest of ${JOBS} jobs that push at once`,
        value: Math.max(...seconds),
        unit: 's',
        limit: { op: '<=', value: 60 },
        detail: `fastest ${Math.min(...seconds).toFixed(1)} s, all on this machine; ${kept} entries kept`,
      },
      {
        name: 'entries kept of them',
        value: kept,
        unit: 'entries',
        limit: { op: '>=', value: JOBS },
        detail: 'listed by a reader afterwards',
      },
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function save(scratch: string, remote: string, job: number): Promise<number> {
  const file = join(scratch, `${job}.json`);
  const created = new Date(Date.UTC(2026, 10, 22, 13, job)).toISOString();
  const measurements: Measurements = {
    format: 'pacegate/measurements',
    version: 1,
    session: `session-${job}`,
    created,
    environment: ENVIRONMENT,
    benchmarks: Array.from({ length: 50 }, (_, b) => ({
      name: `benchmark-${b}`,
      metrics: {
        wall_time: { unit: 's', better: 'lower' as const, runs: [{ order: 0, values: [0.01 + b / 1e3] }] },
      },
    })),
  };
  const entry = {
    commit: job.toString(16).padStart(40, '0'),
    ref: 'main',
    created,
    environmentKey: environmentKey(ENVIRONMENT),
    verdict: 'pass',
    measurements,
    history: [],
  };
  await writeFile(file, JSON.stringify([entry]));
  const started = performance.now();
  const child = spawn(process.execPath, [SAVER, `file://${remote}`, file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  // A job that failed kept nothing: it counts as one that never ends.
  return code === 0 ? (performance.now() - started) / 1000 : Number.POSITIVE_INFINITY;
}
