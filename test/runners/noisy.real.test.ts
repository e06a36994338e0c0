/** Six busy processes beside a benchmark of which only the candidate is measured went unseen. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import { createCommandRunner } from '../../src/runners/command.ts';
import { requestFor, writeProject } from './project.ts';
import { PYTHON } from './pythons.ts';

describe.skipIf(!existsSync('/proc/stat'))('beside busy processes', () => {
  const busy: ChildProcess[] = [];
  beforeAll(() => {
    for (let i = 0; i < 3 * availableParallelism(); i++)
      busy.push(spawn(PYTHON.path, ['-c', 'while True: pass'], { stdio: 'ignore' }));
  });
  afterAll(() => {
    for (const child of busy) child.kill('SIGKILL');
  });

  const files = { 'bench.py': 'def run(): sum(range(20_000))\n' };

  test('a callable says that the machine is noisy', async () => {
    const request = requestFor(
      writeProject(files),
      { kind: 'callable', target: 'bench.py:run' },
      { budgetSeconds: 0.5 },
    );
    const { warnings, failure } = await createCallableRunner().measure(request);
    expect(failure).toBeUndefined();
    expect(warnings).toContain('noisy-machine');
  });

  test('so does a command', async () => {
    const command = `${PYTHON.path} -c "sum(range(30_000_000))"`;
    const { warnings, failure } = await createCommandRunner().measure(
      requestFor(writeProject({}), { kind: 'command', command }),
    );
    expect(failure).toBeUndefined();
    expect(warnings).toContain('noisy-machine');
  });
});
