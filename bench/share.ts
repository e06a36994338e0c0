/** Share of `pacegate run`'s wall time on the example that is spent inside timed and warm-up regions. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

export async function share(): Promise<Figure[]> {
  const out = await mkdtemp(join(tmpdir(), 'pacegate-share-'));
  try {
    const started = performance.now();
    try {
      execFileSync(
        process.execPath,
        ['dist/cli.js', 'run', '--budgets', 'budgets.example.yml', '--base', 'HEAD', '--out', out],
        { stdio: 'ignore' },
      );
    } catch {
      // A broken budget on a slow machine does not matter here; the report says where the time went.
    }
    const wall = (performance.now() - started) / 1000;
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    return [
      {
        name: 'share of the time inside timed and warm-up regions',
        value: (report.effort.inside_seconds / wall) * 100,
        unit: '%',
        limit: { op: '>=', value: 70 },
        detail: `${report.effort.inside_seconds.toFixed(1)} of ${wall.toFixed(1)} s, example with --base HEAD`,
      },
      {
        name: 'the README’s first command',
        value: wall,
        unit: 's',
        limit: { op: '<=', value: 60 },
        detail: 'budgets.example.yml with --base HEAD, start to exit',
      },
    ];
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
