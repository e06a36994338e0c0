import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runSetups } from '../../src/checkouts/setup.ts';
import { cleanEnvironment } from '../../src/runners/processes/clean-environment.ts';
import { runProcess } from '../../src/runners/processes/process.ts';
import type { Checkout, Side } from '../../src/samples/checkout.ts';

let home: string;
let checkouts: Checkout[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pacegate-setup-'));
  checkouts = (['baseline', 'candidate'] as Side[]).map((side) => {
    const directory = join(home, side);
    mkdirSync(directory);
    return { side, directory, root: directory, foreign: [] };
  });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const setUp = (
  setups: Record<string, string | undefined>,
  more: { signal?: AbortSignal; timeout?: number } = {},
) =>
  runSetups({
    checkouts,
    benchmarks: Object.entries(setups).map(([name, setup]) => ({ name, setup })),
    run: runProcess,
    env: cleanEnvironment({
      PATH: process.env.PATH,
      GITHUB_TOKEN: 'ghs_x',
      PIP_INDEX_URL: 'https://i.example',
    }),
    signal: more.signal ?? new AbortController().signal,
    ...(more.timeout === undefined ? {} : { timeout: more.timeout }),
  });
const log = (side: Side) => readFileSync(join(home, side, 'log'), 'utf8');

test('runs in each checkout, with its side and place, and without the job’s token', async () => {
  const failed = await setUp({
    a: 'echo "$PACEGATE_SIDE|$PACEGATE_CHECKOUT|$PWD|$GITHUB_TOKEN|$PIP_INDEX_URL" > log',
  });
  for (const { side, directory } of checkouts) {
    expect(failed('a', side)).toBeUndefined();
    expect(log(side)).toBe(`${side}|${directory}|${directory}||https://i.example\n`);
  }
});

test('a command that many benchmarks share runs once in each checkout, others besides', async () => {
  await setUp({ a: 'echo one >> log', b: 'echo one >> log', c: 'echo two >> log', d: undefined, e: ' ' });
  expect(log('baseline')).toBe('one\ntwo\n');
  expect(log('candidate')).toBe('one\ntwo\n');
});

test('a failure is told with the end of its output, for the side and the benchmarks that it concerns', async () => {
  const failing = 'seq 1000; echo "error: no compiler" >&2; test "$PACEGATE_SIDE" = candidate';
  const failed = await setUp({ a: failing, b: 'true' });
  expect(failed('a', 'baseline')).toMatchObject({
    code: 'setup-failed',
    message: expect.stringMatching(
      /^The set-up of the baseline ended with status 1: error: no compiler\nIt ran: seq 1000;[\s\S]*1000\nerror: no compiler$/,
    ),
    hint: expect.stringContaining('PACEGATE_SIDE'),
  });
  expect(failed('a', 'baseline')?.message).not.toContain('\n900\n');
  expect(failed('a', 'candidate')).toBeUndefined();
  expect(failed('b', 'baseline')).toBeUndefined();
});

test('what it makes in .pacegate is ignored by git before there is a report', async () => {
  await setUp({ a: 'mkdir -p .pacegate/venv', b: 'mkdir other' });
  for (const { directory } of checkouts)
    expect(readFileSync(join(directory, '.pacegate/.gitignore'), 'utf8')).toMatch(/^\*$/m);
});

test('one of several lines is told on one', async () => {
  const failed = await setUp({ a: 'if true; then\n  exit 3\nelse\n  true\nfi\n' });
  expect(failed('a', 'baseline')?.message).toBe(
    'The set-up of the baseline ended with status 3\nIt ran: if true; then exit 3; else true; fi',
  );
});

test('one that hangs is ended', async () => {
  const failed = await setUp({ a: 'sleep 600' }, { timeout: 0.2 });
  expect(failed('a', 'baseline')).toMatchObject({
    code: 'setup-failed',
    message: expect.stringContaining('longer than'),
  });
});

test('an interruption is no failure of the command', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  const failed = await setUp({ a: 'sleep 600' }, { signal: controller.signal });
  expect(failed('a', 'baseline')?.code).toBe('interrupted');
  expect(failed('a', 'candidate')?.code).toBe('interrupted');
});

test('takes no longer than the run has left, and says so; with nothing left it is not started', async () => {
  let left = 0.3;
  const request = {
    checkouts,
    benchmarks: [{ name: 'a', setup: 'echo started >> log; sleep 100' }],
    run: runProcess,
    env: cleanEnvironment({ PATH: process.env.PATH }),
    signal: new AbortController().signal,
    timeLeft: () => {
      const now = left;
      left = 0;
      return now;
    },
  };
  const failed = await runSetups(request);
  for (const side of ['baseline', 'candidate'] as const) {
    expect(failed('a', side)).toMatchObject({
      code: 'out-of-time',
      hint: expect.stringContaining('total_time'),
    });
  }
  expect(failed('a', 'baseline')?.message).toContain('was ended after');
  expect(failed('a', 'candidate')?.message).toContain('was not started');
  expect(() => log('candidate')).toThrow();
});
