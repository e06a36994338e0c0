import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { canMatchLayouts } from '../../src/runners/harness/memory-layout.ts';
import type { Measurements } from '../../src/samples/measurements.ts';
import { createProject, runCli } from './project.ts';

/** About a millisecond of work a round; `rounds` makes a version slower. */
function work(rounds: number): string {
  return `def helper(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def work():
    return [helper(3_000) for _ in range(${rounds})]
`;
}

const BENCH = `from shop import work


def search():
    work()
`;

/** Measuring ends as soon as the budgets are decided: `max_time` is only for a machine that is far too busy. */
function budgets(...lines: string[]): string {
  return `version: 1
measure: { max_time: 2 min, timeout: 60 s }
benchmarks:
  search:
    callable: benchmarks/search.py:search
    budgets:
${lines.map((line) => `      - ${line}`).join('\n')}
`;
}

describe('a store that cannot be written', () => {
  it.each([
    ['does not take the verdict away', [], true, 0],
    ['is an error for whoever asked to save', ['--save-baseline'], true, 2],
    ['is not asked to take a first run of a part', ['--only', 'search'], false, 0],
  ])('%s', async (_what, options, saves, status) => {
    await using project = await createProject({
      'shop.py': work(4),
      'benchmarks/search.py': BENCH,
      'budgets.yml': `${budgets('time < 60 s')}baseline: { store: directory, path: shop.py/baselines }\n`,
    });
    const ended = await project.run('run', ...options);
    expect(ended.stdout).toContain('1 holds');
    expect(/The baseline was not saved: .*shop\.py/.test(ended.stderr), ended.stderr).toBe(saves);
    expect(ended.status, ended.stderr).toBe(status);
  });
});

describe('pacegate run', () => {
  it('fails a change that makes the benchmark much slower, and names the function', async () => {
    await using project = await createProject({
      'shop.py': work(4),
      'benchmarks/search.py': BENCH,
      'budgets.yml': budgets('time < baseline + 20%'),
    });
    await project.write({ 'shop.py': work(16) });
    const { status, stdout, stderr } = await project.run('run', '--base', 'HEAD');
    const report = await project.json();
    expect(report.results[0], stdout + stderr).toMatchObject({ benchmark: 'search', verdict: 'fail' });
    expect(status).toBe(1);
    expect(report.comparison).toBe('side-by-side');
    for (const side of ['baseline', 'candidate']) {
      const { environment } = await project.json<Measurements>(`.pacegate/out/${side}.json`);
      expect(environment.layout).toBe(canMatchLayouts() ? 'matched' : 'natural');
    }
    expect(report.results[0]?.change?.ratio).toBeGreaterThan(1.5); // 4 on a machine with nothing else to do
    expect(report.results[0]?.culprits?.[0]).toMatchObject({ file: 'shop.py' });
    expect(report.warnings.map(({ code }) => code)).toContain('dirty');
    expect(stdout).toContain('search');
    expect(readdirSync(join(project.directory, '.pacegate/out')).sort()).toEqual([
      'baseline.json',
      'candidate.json',
      'profiles',
      'report.html',
      'report.json',
      'report.md',
    ]);
    // `compare` on what it wrote comes to the same verdict, twice with the same bytes.
    const again = [
      'compare',
      '.pacegate/out/baseline.json',
      '.pacegate/out/candidate.json',
      '--budgets',
      'budgets.yml',
    ];
    expect((await project.run(...again, '--out', 'one')).status).toBe(1);
    expect((await project.run(...again, '--out', 'two')).status).toBe(1);
    expect(await project.json('one/report.json')).toEqual(await project.json('two/report.json'));
    expect(
      execFileSync('git', ['worktree', 'list'], { cwd: project.directory, encoding: 'utf8' })
        .trim()
        .split('\n'),
    ).toHaveLength(1);
  });

  it('lets an unchanged project pass or says that it cannot tell, and never fails it', async () => {
    await using project = await createProject({
      'shop.py': work(4),
      'benchmarks/search.py': BENCH,
      'budgets.yml': budgets('time < baseline + 50%', 'peak_memory < baseline + 20%', 'p50 < 10 s'),
    });
    const { status, stdout, stderr } = await project.run('run', '--base', 'HEAD');
    expect(status, stdout + stderr).toBe(0);
    for (const { verdict } of (await project.json()).results)
      expect(['pass', 'improved', 'inconclusive']).toContain(verdict);
  });

  it('fails an absolute budget without any base, exit 1; observing, the same verdict and exit 0', async () => {
    await using project = await createProject({
      'shop.py': work(4),
      'benchmarks/search.py': BENCH,
      'budgets.yml': budgets('median < 1 us'),
    });
    expect((await project.run('run')).status).toBe(1);
    expect(await project.json()).toMatchObject({ verdict: 'fail', comparison: 'none' });
    await project.write({ 'budgets.yml': `${budgets('median < 1 us')}gate: { mode: observe }\n` });
    const measured = '.pacegate/out/candidate.json';
    const observed = await project.run('compare', measured, measured, '--budgets', 'budgets.yml');
    expect(observed.status, observed.stderr).toBe(0);
    expect((await project.json()).verdict).toBe('fail');
  });

  it('keeps the results of the others when one benchmark cannot be measured, exit 3', async () => {
    await using project = await createProject({
      'shop.py': work(4),
      'benchmarks/search.py': `${BENCH}

def crash():
    raise RuntimeError("no such index")


def hang():
    import time
    time.sleep(600)


def nothing():
    import os
    os._exit(0)


def killed():
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
`,
      'budgets.yml': `${budgets('median < 10 s')}
  crash: { callable: benchmarks/search.py:crash, budgets: [median < 10 s] }
  hang: { callable: benchmarks/search.py:hang, budgets: [median < 10 s], timeout: 2 s }
  nothing: { callable: benchmarks/search.py:nothing, budgets: [median < 10 s] }
  killed: { callable: benchmarks/search.py:killed, budgets: [median < 10 s] }
gate: { mode: observe }
`,
    });
    const { status, stdout, stderr } = await project.run('run');
    const report = await project.json();
    const verdicts = Object.fromEntries(
      report.results.map(({ benchmark, verdict, failure }) => [benchmark, failure ?? verdict]),
    );
    expect(verdicts, stdout + stderr).toEqual({
      search: 'pass',
      crash: 'crashed',
      hang: 'timed-out',
      nothing: 'no-values',
      killed: 'killed',
    });
    expect(status).toBe(3);
    expect(stdout).toContain('no such index');
  });

  // Three runs of at most two minutes each, on a machine that is far too busy.
  it('saves the first run as the baseline and judges the next one against it', {
    timeout: 900_000,
  }, async () => {
    await using project = await createProject({
      'shop.py': work(4),
      'benchmarks/search.py': BENCH,
      'budgets.yml': budgets('time < baseline + 50%'),
    });
    const first = await project.run('run');
    expect(first.status, first.stderr).toBe(0);
    expect((await project.json()).results[0]).toMatchObject({
      verdict: 'incomparable',
      notes: ['no-baseline'],
    });
    const listed = await project.run('baseline', 'list');
    expect(listed.stdout).toContain(project.git('rev-parse', 'HEAD').slice(0, 7));
    const second = await project.run('run', '--compare', 'stored');
    expect(await project.json()).toMatchObject({ comparison: 'stored' });
    expect([0, 1]).toContain(second.status);
    // auto: a slowdown is confirmed side by side with the stored commit before it fails.
    await project.write({ 'shop.py': work(16) });
    const third = await project.run('run');
    expect(await project.json(), third.stdout + third.stderr).toMatchObject({
      verdict: 'fail',
      comparison: 'side-by-side',
    });
    expect(third.status).toBe(1);
    expect((await project.run('history', '--format', 'json')).status).toBe(0);
  });

  it('says that a filter selects nothing, exit 3', async () => {
    await using project = await createProject({
      'shop.py': work(1),
      'benchmarks/search.py': BENCH,
      'budgets.yml': budgets('median < 1 s'),
    });
    const { status } = await project.run('run', '--only', 'nothing-like-it');
    expect(status).toBe(3);
    expect((await project.json()).verdict).toBe('missing');
  });

  it('leaves no worktree and no process when interrupted, and keeps what was measured', async () => {
    await using project = await createProject({
      'shop.py': work(4),
      'benchmarks/search.py': `${BENCH}\n\ndef slow():\n    import os, pathlib, time\n    pathlib.Path(os.environ["BEGAN"]).touch()\n    time.sleep(1000)\n`,
      'budgets.yml': `${budgets('time < baseline + 50%')}  slow: { callable: benchmarks/search.py:slow, budgets: [time < baseline + 5%], timeout: 15 min, max_time: 30 min }\n`,
    });
    const scratch = join(project.directory, '..', `${basename(project.directory)}-tmp`);
    const began = join(project.directory, '..', `${basename(project.directory)}-began`);
    mkdirSync(scratch);
    const { status, stdout, stderr } = await runCli(['run', '--base', 'HEAD'], project.directory, {
      env: { TMPDIR: scratch, BEGAN: began },
      // In the middle of a measurement, whenever that comes.
      onStart: (_pid, kill) =>
        void vi
          .waitFor(() => expect(existsSync(began)).toBe(true), { timeout: 300_000, interval: 50 })
          .finally(() => kill('SIGTERM'))
          .catch(() => {}), // the report then says that nothing was interrupted
    });
    expect(status, stdout + stderr).toBe(3);
    const report = await project.json();
    expect(report.verdict).toBe('missing');
    expect(report.results.map(({ failure }) => failure)).toContain('interrupted');
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(readdirSync(scratch)).toEqual([]);
    rmdirSync(scratch);
    rmSync(began);
    expect(existsSync(join(project.directory, '.pacegate/out/candidate.json'))).toBe(true);
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(processes).not.toContain(project.directory);
  });
});

describe('wrong usage', () => {
  it.each([
    [['rnu'], 'Did you mean run?'],
    [['run', '--bugdets', 'x.yml'], 'Did you mean --budgets?'],
    [['run', '--budgets', 'none.yml'], 'none.yml:1:1: there is no such file'],
    [['run', '--base', 'no-such-branch'], 'is no commit, branch or tag'],
    [['run', '--compare', 'sotred'], 'Did you mean stored?'],
    [['compare', 'one.json'], 'needs 2 arguments'],
    [['compare', 'one.json', 'two.json'], 'one.json: there is no such file'],
    [['profile', 'serach'], 'Did you mean search?'],
    [['baseline', 'show'], 'The store is empty'],
    [['history', '--format', 'xml'], 'Write one of table, json, csv, markdown'],
  ])('%s', async (args, message) => {
    await using project = await createProject({
      'shop.py': work(1),
      'benchmarks/search.py': BENCH,
      'budgets.yml': budgets('median < 1 s'),
    });
    const { status, stdout, stderr } = await project.run(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
