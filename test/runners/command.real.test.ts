import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCommandRunner } from '../../src/runners/command.ts';
import { toolProfile } from '../../src/runners/profiling/profiler-tools.ts';
import { runnerFor } from '../../src/runners/registry.ts';
import { type Asked, requestFor, temporaryDirectory, writeProject } from './project.ts';
import { PYTHON } from './pythons.ts';

const project = writeProject({
  'shop/__init__.py': '',
  'shop/__main__.py':
    'import time\nend = time.process_time() + 0.05\nwhile time.process_time() < end: pass\n',
  'large.py': 'x = bytearray(80_000_000)\n',
});
const measure = (command: string, asked: Asked = {}, directory = project) =>
  createCommandRunner().measure(requestFor(directory, { kind: 'command', command }, asked));

const value = (outcome: Awaited<ReturnType<typeof measure>>, metric: string) =>
  outcome.measured[0]?.metrics[metric]?.runs[0]?.[0] ?? Number.NaN;

describe('"No module named shop", although `setup` installs it: `python` was the one on PATH', () => {
  const directory = writeProject({ 'job.py': '#!/usr/bin/env python3\nimport shop\n' });
  chmodSync(join(directory, 'job.py'), 0o755);
  execFileSync(PYTHON.path, ['-m', 'venv', '--without-pip', '.venv'], { cwd: directory });
  const [lib = ''] = readdirSync(join(directory, '.venv/lib'));
  writeFileSync(join(directory, '.venv/lib', lib, 'site-packages/shop.py'), '');
  const wrote = '{"results": [{"command": "c", "times": [0.1]}]}';
  const says = ['python -m shop', 'python3 -c "import shop"', './job.py', 'sh -c "exec python -m shop"'];

  test.each([
    { kind: 'command', command: says.join(' && ') },
    {
      kind: 'results',
      command: `${says.join(' && ')} && echo '${wrote}' > h.json`,
      format: 'hyperfine',
      file: 'h.json',
    },
  ] as const)('in `$kind` it is that of `python:`, however it is started', async (spec) => {
    const measureBy = (python?: string) =>
      runnerFor(spec.kind).measure(requestFor(directory, spec, { python }));
    expect((await measureBy('.venv/bin/python')).failure).toBeUndefined();
    expect((await measureBy()).failure?.message).toMatch(/No module named '?shop/);
  });
});

describe('a command', () => {
  test('is one value: wall time, the CPU time of all that it waited for, the largest process', async () => {
    const outcome = await measure(`${PYTHON.path} -m shop && sleep 0.05`);
    expect(outcome.failure).toBeUndefined();
    expect(value(outcome, 'wall_time')).toBeGreaterThan(0.1);
    expect(value(outcome, 'cpu_time')).toBeGreaterThan(0.05);
    expect(value(outcome, 'cpu_time')).toBeLessThan(value(outcome, 'wall_time'));
    expect(outcome.measured[0]?.metrics.wall_time?.runs).toHaveLength(1);
    expect(outcome.measured[0]?.method).toMatchObject({ loops: 1, fingerprint: expect.any(String) });
    expect(outcome.measured[0]?.method?.overhead?.seconds).toBeGreaterThan(0);
    expect(outcome.measured[0]?.method?.overhead?.share).toBeCloseTo(
      (outcome.measured[0]?.method?.overhead?.seconds ?? 0) / value(outcome, 'wall_time'),
      6,
    );
    const large = await measure(`${PYTHON.path} large.py`);
    expect(value(large, 'peak_memory') - value(outcome, 'peak_memory')).toBeGreaterThan(70e6);
  });

  test('runs once untimed in each checkout, and then once a request', async () => {
    const log = join(temporaryDirectory(), 'log');
    const runner = createCommandRunner();
    const other = writeProject({});
    for (const directory of [project, other, project, other]) {
      await runner.measure(requestFor(directory, { kind: 'command', command: `pwd >> ${log}` }));
    }
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.filter((line) => line === project)).toHaveLength(3);
    expect(lines.filter((line) => line === other)).toHaveLength(3);
  });

  test('needs no Python of its own where setup makes none', async () => {
    expect((await measure('true', { python: '.venv/bin/python' })).failure).toBeUndefined();
    expect((await measure('true', { python: 'no-such-python' })).failure?.code).toBe('unsupported');
  });

  test('that says `python` runs the interpreter of `python:`, warmed up, timed and profiled', async () => {
    const directory = writeProject({});
    execFileSync(PYTHON.path, ['-m', 'venv', '--without-pip', '.pacegate/venv'], { cwd: directory });
    const log = join(temporaryDirectory(), 'log');
    const command = `python -c 'import sys; print(sys.prefix)' >> ${log} && echo $PACEGATE_SIDE >> ${log}`;
    const outcome = await measure(command, { python: '.pacegate/venv/bin/python' }, directory);
    expect(outcome.failure).toBeUndefined();
    const once = `${directory}/.pacegate/venv\ncandidate\n`;
    expect(readFileSync(log, 'utf8')).toBe(once + once);
    const python = { path: `${directory}/.pacegate/venv/bin/python`, version: '3.11.0' };
    const checkout = { side: 'candidate' as const, directory, root: directory, foreign: [] };
    const profile = toolProfile({ kind: 'command', command }, 'order.json', checkout, python, {
      PATH: '/bin',
    });
    expect(profile?.env.PATH).toBe(`${directory}/.pacegate/venv/bin:/bin`);
  });

  test.each([
    ['echo the reason >&2; exit 3', 'crashed', /exit status 3[\s\S]*the reason/],
    ['no-such-program', 'crashed', /exit status 127[\s\S]*not found/],
    ['kill -9 $$', 'killed', /SIGKILL/],
    [`${PYTHON.path} -c 'import os; os.kill(os.getpid(), 9)'; exit $?`, 'killed', /SIGKILL/],
    ['kill -SEGV $$', 'crashed', /SIGSEGV/],
    ['sleep 600', 'timed-out', /longer than 1 s/],
    ['setsid sleep 600 >/dev/null 2>&1 &', 'crashed', /left 1 process running/],
    ['if [ -z "$PACEGATE_PROBE" ]; then exit 4; fi', 'crashed', /exit status 4/],
  ] as const)('%s is told', async (command, code, message) => {
    const outcome = await measure(command, { timeout: code === 'timed-out' ? 1 : 100 });
    expect(outcome.failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(outcome.measured).toEqual([]);
  });

  test('that prints 100 MB is measured', async () => {
    const outcome = await measure('head -c 100000000 /dev/zero | tr "\\0" x');
    expect(outcome.failure).toBeUndefined();
    expect(outcome.output).toHaveLength(64 * 1024);
  });

  test('whose Python imports the project from another checkout is refused', async () => {
    const foreign = writeProject({ 'shop/__init__.py': '', 'shop/__main__.py': 'print("theirs")\n' });
    process.env.PYTHONPATH = foreign;
    try {
      const outcome = await measure(`${PYTHON.path} -c 'import shop'`, { checkout: { foreign: [foreign] } });
      expect(outcome.failure).toBeUndefined(); // -c puts the working directory first
      const wrong = await measure(`cd / && ${PYTHON.path} -m shop`, {
        checkout: { side: 'baseline', foreign: [foreign] },
      });
      expect(wrong.failure).toMatchObject({
        code: 'wrong-code',
        message: expect.stringMatching(/^The baseline ran another side's code: shop\S* was loaded from/),
        hint: expect.stringContaining('setup:'),
      });
      expect(wrong.measured).toEqual([]);
    } finally {
      delete process.env.PYTHONPATH;
    }
  });
});
