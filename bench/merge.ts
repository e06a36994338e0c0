/**
 * `pacegate merge` on the values of `compare`, dealt among twenty shares as if as many machines had measured them: what is read,
 * judged and written, the HTML report included.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeFileAtomically } from '../src/formats/write-file.ts';
import { writeMeasurements } from '../src/samples/measurements-file.ts';
import { budgetDigest } from '../src/sharing/budget-digest.ts';
import { deal } from '../src/sharing/deal.ts';
import { renderShare } from '../src/sharing/share-file.ts';
import { BENCHMARKS, synthesise, WATCH } from './compare.ts';
import { type Figure, median } from './figure.ts';

const SHARES = 20;
const ROUNDS = 3;

export async function merge(): Promise<Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'pacegate-merge-'));
  try {
    const directories = await writeShares(scratch);
    const times: number[] = [];
    let memory = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const started = performance.now();
      const ended = spawnSync(
        process.execPath,
        ['--import', WATCH, resolve('dist/cli.js'), 'merge', ...directories],
        { cwd: scratch, encoding: 'utf8', maxBuffer: 1e9 },
      );
      if (ended.status === 2) throw new Error(ended.stderr);
      times.push((performance.now() - started) / 1000);
      memory = Math.max(memory, Number(/maxRSS (\d+)/.exec(ended.stderr)?.[1]));
    }
    const detail = `1,000 benchmarks × 20 × 50 values a side in ${SHARES} shares`;
    return [
      {
        ...{ name: 'time of `pacegate merge`', value: median(times), unit: 's', detail },
        limit: { op: '<=', value: 5 },
      },
      {
        ...{ name: 'memory of `pacegate merge`', value: (memory * 1024) / 1e6, unit: 'MB' },
        ...{ limit: { op: '<=', value: 500 }, detail: 'peak RSS of the same runs' },
      },
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function writeShares(scratch: string): Promise<string[]> {
  const names = Array.from({ length: BENCHMARKS }, (_, index) => `benchmark-${index}`);
  const entries = names.map(
    (name) =>
      `  ${name}: { results: { command: 'true', format: pacegate, file: x.json }, budgets: [time < baseline + 5%] }\n`,
  );
  await writeFile(join(scratch, 'budgets.yml'), `version: 1\nbenchmarks:\n${entries.join('')}`);
  const budgets = await budgetDigest({ directory: scratch, budgets: 'budgets.yml' });
  const sides = { baseline: synthesise(0), candidate: synthesise(1) };
  const shares = deal(names, SHARES, new Map());
  for (const [i, dealt] of shares.entries()) {
    const directory = join(scratch, `share-${i + 1}`);
    await mkdir(directory);
    for (const [file, side] of Object.entries(sides)) {
      const benchmarks = side.benchmarks.filter(({ name }) => dealt.includes(name));
      const own = { ...side, session: `session-${i}`, benchmarks };
      await writeFileAtomically(join(directory, `${file}.json`), (sink) => writeMeasurements(own, sink));
    }
    const record = renderShare({
      ...{ share: { index: i + 1, of: SHARES }, budgets, dealt, duration: 1 },
      observed: {
        ...{ comparison: 'side-by-side', warnings: new Map(), outOfTime: new Set() },
        effort: { inside_seconds: 1, process_seconds: 1 },
      },
      explained: { culprits: new Map(), notLocalised: new Map(), notProfiled: new Set() },
    });
    await writeFile(join(directory, 'share.json'), record);
  }
  return shares.map((_, i) => `share-${i + 1}`);
}
