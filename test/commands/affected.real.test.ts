/** What a change cannot affect is not measured. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject } from './project.ts';

const SHOP = `"""A shop."""
import json
from pathlib import Path

DATA = Path(__file__).parent / "data" / "prices.json"


def helper(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def price():
    """What it costs."""
    return helper(20_000)


def order():
    return sum(json.loads(DATA.read_text())["prices"])


def unused():
    return 1
`;

const entry = (name: string, ...budgets: string[]) => `
  ${name}:
    callable: benchmarks/${name}.py:run
    budgets: [${budgets.join(', ')}]`;

const FILES = {
  'shop.py': SHOP,
  'data/prices.json': '{"prices": [1, 2, 3]}\n',
  'README.md': 'A shop.\n',
  'benchmarks/search.py': 'from shop import price as cost\n\n\ndef run():\n    return cost()\n',
  'benchmarks/basket.py': 'import shop\n\n\ndef run():\n    return shop.order()\n',
  'benchmarks/child.py':
    'import subprocess, sys\n\n\ndef run():\n    subprocess.run([sys.executable, "-c", ""])\n',
  'budgets.yml': `version: 1
measure: { max_time: 2 min, timeout: 60 s }
benchmarks:${entry('search', 'time < baseline + 50%')}${entry('basket', 'time < baseline + 900%')}
`,
};

/** What is said first of `pacegate run --explain NAME`. */
async function explain(project: Awaited<ReturnType<typeof createProject>>, name: string): Promise<string> {
  const { stdout, stderr, status } = await project.run('run', '--base', 'main', '--explain', name);
  expect(status, stderr).toBe(0);
  return stdout.split('\n\n')[0] ?? '';
}

describe('a change beside a base commit', () => {
  it('of README, comments, docstrings, places and a function that nothing reaches affects nothing', async () => {
    await using project = await createProject(FILES);
    const moved = SHOP.replace('def unused():\n    return 1\n', '').replace(
      'def helper',
      'def unused():\n    return 2\n\n\n# about helper\ndef helper',
    );
    await project.write({
      'README.md': 'A better shop.\n',
      'shop.py': moved.replace('"""What it costs."""', '"""Says what it costs."""'),
    });
    const ended = await project.run('run', '--base', 'main');
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('nothing had to be measured: 2 benchmarks unaffected by this change');
    const report = await project.json();
    expect(report.verdict).toBe('unaffected');
    expect(report.results.map(({ verdict }) => verdict)).toEqual(['unaffected', 'unaffected']);
    expect(report.results[0]?.reason).toMatch(
      /^Unaffected, so not measured: the \d+ functions and classes that it may reach, .* are the same on both sides\.$/,
    );
    expect(JSON.parse(await project.text('.pacegate/out/candidate.json')).benchmarks).toEqual([]);
    expect(await project.text('.pacegate/out/report.md')).toContain('2 benchmarks unaffected by this change');
  });

  it('of a function is measured where it is reached, and only there', async () => {
    await using project = await createProject(FILES);
    await project.write({ 'shop.py': SHOP.replace('helper(20_000)', 'helper(80_000)') });
    const ended = await project.run('run', '--base', 'main');
    expect(ended.status, ended.stderr).toBe(1);
    expect(ended.stderr).toContain('1 of 2 entries of the budget file is measured');
    expect(ended.stdout).toContain('; 1 unaffected');
    const verdicts = (await project.json()).results.map(({ benchmark, verdict }) => [benchmark, verdict]);
    expect(verdicts).toEqual([
      ['search', 'fail'],
      ['basket', 'unaffected'],
    ]);
  });

  it('of data, of an entry in the budget file or of the benchmark is measured, and so is what starts a process', async () => {
    const child = `${FILES['budgets.yml']}${entry('child', 'time < baseline + 5%').slice(1)}\n`;
    await using project = await createProject({ ...FILES, 'budgets.yml': child });
    await project.write({ 'data/prices.json': '{"prices": [1, 2, 3, 4]}\n' });
    expect(await explain(project, 'search')).toMatch(/^search: Unaffected/);
    expect(await explain(project, 'basket')).toBe(
      'basket is measured:\n- the file data/prices.json differs between the sides',
    );
    expect(await explain(project, 'child')).toMatch(/- it starts another process \(subprocess.Popen\)/);
    await project.write({
      'benchmarks/search.py': `${FILES['benchmarks/search.py']}    # more\n`,
      'budgets.yml': child.replace('900%', '800%'),
    });
    expect(await explain(project, 'search')).toContain("the benchmark's own file benchmarks/search.py");
    expect(await explain(project, 'basket')).toContain('its entry in the budget file');
  });

  it('of prose needs no process at all, where the base was recorded when its baseline was saved', async () => {
    const text = `version: 1
measure: { setup: touch set-up }
benchmarks:${entry('search', 'p95 < 60 s')}${entry('basket', 'time < baseline + 900%')}
`;
    await using project = await createProject({
      ...FILES,
      'budgets.yml': text,
      '.gitignore': '.pacegate/\n__pycache__/\nset-up\n',
    });
    const saved = await project.run('run', '--save-baseline');
    expect(saved.stderr).toContain('saved as a baseline');
    rmSync(join(project.directory, 'set-up'));
    await project.write({ 'README.md': 'A better shop.\n', 'docs/more.rst': 'More\n' });
    const ended = await project.run('run', '--base', 'main');
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('nothing had to be measured: 2 benchmarks unaffected by this change');
    const [first] = (await project.json()).results;
    expect(first?.reason).toMatch(
      /^Unaffected, so not measured: the change is in none of the \d+ files and directories that it was recorded to look at on [0-9a-f]{7}\.$/,
    );
    await expect(project.text('set-up')).rejects.toThrow('ENOENT');
    // Whatever a set-up or a program may read is another matter.
    await project.write({ 'setup.cfg': '[metadata]\nname = shop\n' });
    expect((await project.run('run', '--base', 'main')).status).toBe(0);
    expect(await project.text('set-up')).toBe('');
  });
});
