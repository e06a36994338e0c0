/** One run on several machines: each share measures its own, and `merge` judges all together. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Report } from '../../src/report/model.ts';
import type { Measurements } from '../../src/samples/measurements.ts';
import { renderMeasurements } from '../../src/samples/measurements-file.ts';
import { budgetDigest } from '../../src/sharing/budget-digest.ts';
import { renderShare } from '../../src/sharing/share-file.ts';
import { LOAD } from '../action/lab.ts';
import { createProject, type Project } from './project.ts';

const NAMES = ['a', 'b', 'c'];
/** Each a load test that takes no time, whatever the machine does; `b` has a margin below 5 %, `c` a sub-benchmark. */
const FILES = {
  'load.py': LOAD.replace('speed.items()', 'speed[sys.argv[1]].items()').replace('random\n', 'random, sys\n'),
  'speed.json': JSON.stringify({ a: { a: 1 }, b: { b: 1 }, c: { c: 1, 'c/sub': 2 } }),
  '.gitignore': '.pacegate/\nout.json\n',
  'budgets.yml': `version: 1
measure: { max_time: 2 min }
benchmarks:
${NAMES.map(
  (name) => `  ${name}:
    results: { command: python3 load.py ${name}, format: pacegate, file: out.json }
    budgets: [time < baseline + ${name === 'b' ? 3 : 10}%, median < 1 s]
`,
).join('')}`,
};
const SLOWER = JSON.stringify({ a: { a: 1 }, b: { b: 1.3 }, c: { c: 1, 'c/sub': 2 } });

/** Splits what one run measured among so many shares, as if so many machines had measured it in one session. */
async function split(project: Project, shares: number): Promise<string[]> {
  const out = '.pacegate/out';
  const [candidate, baseline, report] = [
    await project.json<Measurements>(`${out}/candidate.json`),
    await project.json<Measurements>(`${out}/baseline.json`),
    await project.json<Report>(),
  ];
  const directories: string[] = [];
  for (let index = 1; index <= shares; index++) {
    const dealt = NAMES.filter((_, i) => i % shares === index - 1);
    const directory = `.pacegate/split-${index}`;
    const write = (file: string, text: string) => writeFile(join(project.directory, directory, file), text);
    await mkdir(join(project.directory, directory));
    for (const [file, side] of Object.entries({ candidate, baseline })) {
      const benchmarks = side.benchmarks.filter(({ name }) => dealt.includes(name.split('/')[0] as string));
      await write(`${file}.json`, [...renderMeasurements({ ...side, benchmarks })].join(''));
    }
    const none = { inside_seconds: 0, process_seconds: 0 };
    const record = renderShare({
      share: { index, of: shares },
      budgets: await budgetDigest({ directory: project.directory, budgets: 'budgets.yml' }),
      dealt,
      duration: report.duration ?? 0,
      observed: {
        comparison: 'side-by-side',
        warnings: new Map(),
        outOfTime: new Set(),
        effort: index === 1 ? (report.effort ?? none) : none,
      },
      explained: { culprits: new Map(), notLocalised: new Map(), notProfiled: new Set() },
    });
    await write('share.json', record);
    directories.push(directory);
  }
  return directories;
}

it('a run that is split and merged again gives the same bytes', async () => {
  await using project = await createProject(FILES);
  await project.write({ 'speed.json': SLOWER });
  project.commit();
  const ran = await project.run('run', '--base', 'HEAD~1', '--seed', 's');
  expect(ran.status, ran.stdout + ran.stderr).toBe(1);
  const directories = await split(project, 2);
  const merged = await project.run('merge', ...directories.reverse(), '--out', '.pacegate/merged');
  expect(merged.status, merged.stderr).toBe(1);
  for (const file of ['report.json', 'report.md', 'report.html', 'candidate.json', 'baseline.json']) {
    const [one, other] = await Promise.all(
      ['out', 'merged'].map((out) => readFile(join(project.directory, '.pacegate', out, file), 'utf8')),
    );
    expect(other, file).toBe(one);
  }
});

it('shares are measured apart and judged together; one that is absent is missing', async () => {
  await using project = await createProject(FILES);
  await project.write({ 'speed.json': SLOWER });
  project.commit();
  // One after the other, since they share a directory here.
  const measure = (share: string) =>
    project.run('run', '--base', 'HEAD~1', '--shard', share, '--out', `.pacegate/${share[0]}`);
  const shares = [await measure('1/2'), await measure('2/2')];
  // Measurements, no verdicts: a slower benchmark is none of a share's business.
  expect(shares.map(({ status, stderr }) => [status, stderr])).toEqual([
    [0, expect.any(String)],
    [0, expect.any(String)],
  ]);
  expect(shares[0]?.stdout).toBe(
    '.pacegate/1/share.json\n.pacegate/1/candidate.json\n.pacegate/1/baseline.json\n',
  );

  const merged = await project.run('merge', '.pacegate/1', '.pacegate/2');
  expect(merged.status, merged.stderr).toBe(1);
  const report = await project.json<Report>();
  const judged = report.results.map(({ benchmark, budget, verdict }) => [benchmark, budget, verdict]);
  expect(judged).toEqual(
    ['a', 'b', 'c', 'c/sub'].flatMap((name) => [
      [name, expect.stringContaining('baseline'), name === 'b' ? 'fail' : 'pass'],
      [name, 'median < 1 s', 'pass'],
    ]),
  );
  expect(report.candidate.environment.machines).toBe(2);
  // Side by side still, by whoever reads the merged files again.
  const compared = await project.run(
    ...['compare', '.pacegate/out/baseline.json', '.pacegate/out/candidate.json'],
    ...['--budgets', 'budgets.yml', '--out', '.pacegate/compared'],
  );
  expect(compared.status, compared.stderr).toBe(1);
  const again = await project.json<Report>('.pacegate/compared/report.json');
  expect(again.results.map(({ verdict }) => verdict)).toEqual(report.results.map(({ verdict }) => verdict));

  const half = await project.run('merge', '.pacegate/1', '.pacegate/nothing');
  const { results } = await project.json<Report>();
  expect(half.stderr).toContain('1 of 2 shares did not come (2/2)');
  expect(results.filter(({ verdict }) => verdict === 'missing').map(({ failure }) => failure)).toEqual(
    Array(2).fill('share-missing'),
  );
  expect(half.status).not.toBe(0);
});
