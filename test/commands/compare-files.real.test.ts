/** `compare` of any two results files, as the tools save them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toolPath } from '../tools/tools.ts';
import { type Outcome, type ReportJson, runCli } from './project.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pacegate-compare-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function compare(...args: string[]): Promise<{ outcome: Outcome; report: ReportJson | undefined }> {
  const outcome = await runCli(['compare', ...args, '--out', 'out'], directory);
  const text = outcome.status === 2 ? '' : readFileSync(join(directory, 'out/report.json'), 'utf8');
  return { outcome, report: text === '' ? undefined : JSON.parse(text) };
}

describe('pytest-benchmark', () => {
  test('`compare 0001.json 0002.json`, of which the saved ones hold no rounds', async () => {
    writeFileSync(join(directory, 'test_it.py'), 'def test_it(benchmark): benchmark(sorted, range(1000))\n');
    const python = await toolPath('python');
    const save = (...args: string[]) =>
      execFileSync(
        python,
        ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--benchmark-storage=saved', ...args, 'test_it.py'],
        {
          cwd: directory,
        },
      );
    save('--benchmark-save=one', '--benchmark-max-time=0.1');
    save('--benchmark-save=two', '--benchmark-max-time=0.1');
    save('--benchmark-save=data', '--benchmark-save-data', '--benchmark-max-time=0.1');
    const files = execFileSync('find', ['saved', '-name', '*.json'], { cwd: directory, encoding: 'utf8' });
    const [one = '', two = '', data = ''] = files.trim().split('\n').sort();
    expect([one, two, data].map((file) => /_(\w+)\.json$/.exec(file)?.[1])).toEqual(['one', 'two', 'data']);

    const saved = await compare(one, two, '--budget', 'median < 10 s', '--budget', 'time < baseline + 5%');
    expect(saved.outcome.status, saved.outcome.stderr).toBe(3);
    expect(saved.report?.results.map(({ budget, verdict, failure }) => [budget, verdict, failure])).toEqual([
      ['median < 10 s', 'inconclusive', undefined],
      ['time < baseline + 5%', 'missing', 'only-summaries'],
    ]);
    expect(saved.report?.results[1]?.reason).toContain('What can be budgeted: ');
    // One process a side, which proves nothing, and is no failure.
    const whole = await compare(data, data, '--budget', 'time < baseline + 5%');
    expect(whole.report?.results[0]).toMatchObject({
      benchmark: 'test_it.py::test_it',
      verdict: 'inconclusive',
    });
    expect(whole.outcome.status).toBe(0);
  });
});

test('pyperf, compressed, of several processes', async () => {
  const python = await toolPath('python');
  writeFileSync(
    join(directory, 'bench.py'),
    'import pyperf\npyperf.Runner().bench_func("it", sorted, range(1000))\n',
  );
  for (const name of ['one', 'two'])
    execFileSync(
      python,
      ['bench.py', '-p6', '-n2', '-w1', '--min-time=0.001', '-q', '-o', `${name}.json.gz`],
      { cwd: directory },
    );
  const { report } = await compare('one.json.gz', 'two.json.gz', '--budget', 'time < baseline + 400%');
  expect(report?.results).toMatchObject([{ benchmark: 'it', budget: 'time < baseline + 400%' }]);
  expect(['pass', 'improved', 'inconclusive']).toContain(report?.results[0]?.verdict);
});

test('files of which no tool is known, or that are none, say so', async () => {
  writeFileSync(join(directory, 'x.json'), '{"hello": 1}');
  const { outcome } = await compare('x.json', 'x.json');
  expect([outcome.status, outcome.stderr]).toEqual([2, expect.stringContaining('x.json')]);
  writeFileSync(join(directory, 'empty.json'), '{"results": {}, "commit_hash": "ab", "version": 7}');
  const asv = await compare('empty.json', 'empty.json');
  expect([asv.outcome.status, asv.outcome.stderr]).toEqual([2, expect.stringContaining('version 7')]);
});
