import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import { type Asked, requestFor, writeProject } from './project.ts';

const project = writeProject({
  'bench/count.py': `
def hundred():
    total = 0
    for i in range(1000):
        total += i * i

def hundred_and_five():
    total = 0
    for i in range(1050):
        total += i * i
`,
});
const measure = (name: string, asked: Asked = {}) =>
  createCallableRunner().measure(
    requestFor(
      project,
      { kind: 'callable', target: `bench/count.py:${name}` },
      { budgetSeconds: 0.05, extraMetrics: ['instructions'], ...asked },
    ),
  );

const hasValgrind = (() => {
  try {
    execFileSync('valgrind', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (!hasValgrind) console.warn('valgrind is not here: instruction counts are not tested.');

describe.skipIf(!hasValgrind)('instructions of a call', () => {
  const count = async (name: string, asked: Asked = {}) => {
    const outcome = await measure(name, asked);
    expect(outcome.failure).toBeUndefined();
    expect(outcome.measured[0]?.metrics.instructions).toMatchObject({ unit: 'count', better: 'lower' });
    return outcome.measured[0]?.metrics.instructions?.runs[0]?.[0] ?? Number.NaN;
  };

  test('show 5 % more work as 5 %, and repeat to a tenth of a percent on the same heap', async () => {
    const [a, again, more] = [
      await count('hundred'),
      await count('hundred'),
      await count('hundred_and_five'),
    ];
    expect(a).toBeGreaterThan(20_000);
    expect(Math.abs(again / a - 1)).toBeLessThan(0.001);
    expect(more / a - 1).toBeGreaterThan(0.045);
    expect(more / a - 1).toBeLessThan(0.055);
  });

  // A list beside an unchanged loop read +3.9 %, and failed a budget of 2 %.
  describe('are those of the loop, whatever lives beside it', () => {
    const beside = async (text: string, hashSeed: number) => {
      const loop = 'def run():\n    total = 0\n    for i in range(1000):\n        total += i * i\n';
      const directory = writeProject({ 'bench/beside.py': text + loop });
      const { measured } = await createCallableRunner().measure(
        requestFor(
          directory,
          { kind: 'callable', target: 'bench/beside.py:run' },
          { budgetSeconds: 0.05, extraMetrics: ['instructions'], hashSeed },
        ),
      );
      return measured[0]?.metrics.instructions?.runs[0]?.[0] ?? Number.NaN;
    };
    let alone = Number.NaN;
    beforeAll(async () => {
      alone = await beside('', 7);
    });

    test.each(['KEEP = [[i] * (i % 9) for i in range(700)]', 'import json, decimal, fractions'])(
      '%s',
      async (text) => {
        // What a process does once, and not for each call, leaves a few thousandths, up to 0.9 % as yet seen: a budget of 2 % holds.
        for (const hashSeed of [7, 8])
          expect(Math.abs((await beside(`${text}\n`, hashSeed)) / alone - 1)).toBeLessThan(0.02);
      },
    );
  });
});

test('without valgrind the other metrics are there, and the reason is told', async () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    const { failure, measured } = await measure('hundred');
    expect(failure).toBeUndefined();
    expect(measured[0]?.metrics.wall_time).toBeDefined();
    expect(measured[0]?.metrics.instructions).toBeUndefined();
    expect(measured[0]?.unmeasured?.instructions).toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('apt-get install -y valgrind'),
    });
  } finally {
    process.env.PATH = path;
  }
});
