/** Seconds from the start of `pacegate run` to its verdict, on unchanged code that takes 0.1 s to import. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, median } from './figure.ts';
import { createProject } from './project.ts';

const ROUNDS = 7;
/** Imports until 0.1 s are over, as a project with a few dependencies does, and then some work of 2 ms. */
const PROJECT = `import time
_until = time.perf_counter() + 0.1
while time.perf_counter() < _until:
    sum(range(1000))

def work():
    return sorted(str(i * 7919 % 10007) for i in range(6000))
`;

export async function verdict(): Promise<Figure[]> {
  const first = await firstCommand();
  const figures: Figure[] = [];
  for (const [margin, limit] of [
    ['5%', 3],
    ['2%', 5],
  ] as const) {
    const seconds: number[] = [];
    const verdicts: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const judged = await judgeUnchanged(`time < baseline + ${margin}`);
      seconds.push(judged.seconds);
      verdicts.push(`${judged.verdict} after ${judged.blocks}`);
    }
    figures.push({
      name: `from start to verdict, \`time < baseline + ${margin}\``,
      value: median(seconds),
      unit: 's',
      limit: { op: '<=', value: limit },
      detail: `median of ${ROUNDS} on unchanged code that imports in 0.1 s (${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} s): ${verdicts.join(', ')} blocks`,
    });
  }
  return [...figures, first];
}

async function judgeUnchanged(budget: string) {
  await using project = await createProject({
    'project.py': PROJECT,
    'bench.py': 'from project import work\n',
    'budgets.yml': `version: 1\nbenchmarks:\n  work: { callable: bench.py:work, budgets: [${budget}] }\n`,
  });
  const seconds = project.pacegate('run', '--base', 'HEAD');
  const [result] = (await project.report()).results;
  return { seconds, verdict: String(result.verdict), blocks: Number(result.candidate?.runs) };
}

async function firstCommand(): Promise<Figure> {
  const out = await mkdtemp(join(tmpdir(), 'pacegate-first-'));
  try {
    const started = performance.now();
    const args = ['dist/cli.js', 'run', '--budgets', 'budgets.example.yml', '--base', 'HEAD', '--out', out];
    spawnSync(process.execPath, args, { stdio: 'ignore' });
    return {
      name: 'the README’s first command',
      value: (performance.now() - started) / 1000,
      unit: 's',
      limit: { op: '<=', value: 60 },
      detail: 'budgets.example.yml with --base HEAD, start to exit',
    };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
