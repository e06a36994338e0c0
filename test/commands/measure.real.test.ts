/** The commands beside `run`, as built, one after the other on a project in git: what each writes, says and exits with. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Measurements } from '../../src/samples/measurements.ts';
import { createProject, type Project, type ReportJson } from './project.ts';

const shop = (rounds: number) => `def tokenise(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def search():
    return [tokenise(3_000) for _ in range(${rounds})]
`;

const BUDGETS = `version: 1
measure: { max_time: 2 min, timeout: 60 s }
benchmarks:
  search:
    callable: shop.py:search
    budgets: [time < baseline + 50%]
  other:
    timeit: { stmt: "sorted(values)", setup: "values = list(range(2000))" }
    budgets: [median < 1 s]
`;

describe('a project whose working tree is four times slower than its last commit', () => {
  let project: Project;
  let out: string;

  beforeAll(async () => {
    project = await createProject({
      'shop.py': shop(4),
      'budgets.yml': BUDGETS,
      '.gitignore': '.pacegate/\n__pycache__/\n',
    });
    project.commit();
    await project.write({ 'shop.py': shop(16) });
    out = await mkdtemp(join(tmpdir(), 'pacegate-out-'));
  });
  afterAll(async () => {
    await project[Symbol.asyncDispose]();
    await rm(out, { recursive: true });
  });

  const measured = (file: string) => project.json<Measurements>(`.pacegate/out/${file}`);

  it('measure --base writes all blocks of both sides, and judges nothing', async () => {
    const { status, stdout, stderr } = await project.run('measure', '--base', 'HEAD', '--blocks', '9');
    expect(stderr).not.toContain('not measured');
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      '.pacegate/out/candidate.json',
      '.pacegate/out/baseline.json',
    ]);
    const [baseline, candidate] = [await measured('baseline.json'), await measured('candidate.json')];
    expect(baseline.session).toBe(candidate.session);
    for (const { benchmarks } of [baseline, candidate]) {
      expect(benchmarks.map(({ name }) => name)).toEqual(['search', 'other']);
      for (const { metrics, failures } of benchmarks) {
        expect(failures ?? []).toEqual([]);
        expect(metrics.wall_time?.runs).toHaveLength(9);
      }
    }
    expect(readdirSync(join(project.directory, '.pacegate/out')).sort()).toEqual([
      'baseline.json',
      'candidate.json',
    ]);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('compare judges the two files, by the budget file or by budgets named on the line', async () => {
    const files = ['.pacegate/out/baseline.json', '.pacegate/out/candidate.json'];
    const byFile = await project.run('compare', ...files, '--budgets', 'budgets.yml', '--out', out);
    expect(byFile.status, byFile.stdout + byFile.stderr).toBe(1);
    const report: ReportJson = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(report.results).toMatchObject([
      { benchmark: 'search', budget: 'time < baseline + 50%', verdict: 'fail' },
      { benchmark: 'other', budget: 'median < 1 s' },
    ]);
    expect(existsSync(join(out, 'report.html'))).toBe(true);
    const generous = await project.run(
      'compare',
      ...files,
      '--budget',
      'time < baseline + 2000%',
      '--out',
      out,
    );
    expect(generous.status, generous.stdout).toBe(0);
    expect((await project.run('compare', files[0] ?? '', 'no-such.json')).status).toBe(2);
  });

  it('measure without --base writes the candidate alone', async () => {
    const { status, stdout } = await project.run('measure', '--only', 'other', '--blocks', '2');
    expect(status).toBe(0);
    expect(stdout.trim()).toBe('.pacegate/out/candidate.json');
    expect((await measured('candidate.json')).benchmarks.map(({ name }) => name)).toEqual(['other']);
  });

  it('profile --base counts what the function costs on both sides', async () => {
    const { status, stdout, stderr } = await project.run(
      'profile',
      'search',
      '--base',
      'HEAD',
      '--tool',
      'bytecodes',
      '--open',
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/tokenise/);
    expect(stderr).toMatch(/^page: \.pacegate\/out\/profiles\/1-search\.html \(not opened /m);
    expect(readdirSync(join(project.directory, '.pacegate/out/profiles'))).toContain('1-search.html');
    const unknown = await project.run('profile', 'serch');
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean search?') });
  });

  it('baseline save stores, list names it and show tells of it', async () => {
    const saved = await project.run('baseline', 'save', '--blocks', '2');
    expect(saved.status, saved.stderr).toBe(0);
    const listed = await project.run('baseline', 'list');
    expect(listed.stdout.split('\n').filter((line) => line.startsWith('*  '))).toHaveLength(1);
    const shown = await project.run('baseline', 'show');
    expect(shown.status).toBe(0);
    expect(shown.stdout).toMatch(/^measured \d{4}-/m);
  });

  it('check accepts the file, and tells each mistake at its place', async () => {
    expect((await project.run('check')).status).toBe(0);
    await project.write({ 'wrong.yml': BUDGETS.replace('median < 1 s', 'median < 1') });
    const { status, stderr, stdout } = await project.run('check', 'wrong.yml');
    expect(status).toBe(2);
    expect(stderr + stdout).toMatch(/^wrong\.yml:9:\d+: .*no unit/m);
  });
});
