/** Two real processes of the built-in harness that share one baton. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBaton } from '../../src/runners/baton.ts';
import { createCallableRunner } from '../../src/runners/callable.ts';
import type { ProcessOutcome } from '../../src/runners/runner.ts';
import { type Asked, requestFor, temporaryDirectory, writeProject } from './project.ts';

const BENCHMARKS = `
import os, time

LOG = os.environ.get("TURNS_LOG", "")

def logged():
    began = time.monotonic_ns()
    while time.monotonic_ns() < began + 2_000_000:
        pass
    with open(LOG, "a") as file:
        file.write(f"{os.getpid()} {began} {time.monotonic_ns()}\\n")

def slow():
    time.sleep(0.01)

def hangs_in_a_turn():
    calls = 0
    def call():
        nonlocal calls
        calls += 1
        time.sleep(0.001 if calls < 9 else 1000)
    yield call

def crashes():
    calls = 0
    def call():
        nonlocal calls
        calls += 1
        time.sleep(0.001)
        if calls > 8:
            os._exit(9)
    yield call

def closes_everything():
    os.closerange(3, 100)
    yield slow

def puts_a_file_there():
    os.closerange(3, 100)
    file = open(LOG, "w")
    yield slow

def cases(size):
    time.sleep(0.001 * size)
cases.params = {"size": [1, 2]}
`;

let project: string;
beforeAll(() => {
  project = writeProject({ 'bench.py': BENCHMARKS });
});

const runner = createCallableRunner();
const measure = (name: string, asked: Asked = {}): Promise<ProcessOutcome> =>
  runner.measure(requestFor(project, { kind: 'callable', target: `bench.py:${name}` }, asked));

/** A first process alone, which calibrates, and then two that take turns. */
async function inTurns(one: string, two: string, asked: Asked = {}) {
  const { calibration } = await measure('slow');
  const shared = { ...asked, calibration, baton: createBaton() };
  return Promise.all([measure(one, shared), measure(two, shared)]);
}
const wall = (outcome: ProcessOutcome) => outcome.measured[0]?.metrics.wall_time?.runs[0] ?? [];
const turnOf = (outcome: ProcessOutcome) => outcome.measured[0]?.turn;

/** Calls of each process: who, from when, until when, in the order of time. */
function callsIn(log: string) {
  return readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number) as [number, number, number])
    .sort((a, b) => a[1] - b[1]);
}

describe('two processes with one baton', () => {
  test('never run at the same time, and alternate every few values', async () => {
    const log = join(temporaryDirectory(), 'log');
    process.env.TURNS_LOG = log;
    try {
      const { calibration } = await measure('logged', { budgetSeconds: 0.4 });
      const first = callsIn(log).length;
      const shared = { calibration, budgetSeconds: 0.4, baton: createBaton() };
      const outcomes = await Promise.all([measure('logged', shared), measure('logged', shared)]);
      const calls = callsIn(log).slice(first);
      const changes = calls.slice(1).map(([who], i) => who !== calls[i]?.[0]);
      const overlaps = calls.slice(1).filter(([, began], i) => began < (calls[i]?.[2] ?? 0));
      expect(overlaps).toEqual([]);
      const values = wall(outcomes[0] as ProcessOutcome).length;
      const turn = turnOf(outcomes[0] as ProcessOutcome) ?? 0;
      expect(turn).toBe(Math.ceil(values / 16));
      // Each turn ends in a change of sides, and so does the start of the second process.
      expect(changes.filter(Boolean).length).toBeGreaterThanOrEqual(2 * Math.floor(values / turn) - 1);
      for (const outcome of outcomes) {
        expect(outcome.failure).toBeUndefined();
        expect(turnOf(outcome)).toBe(turn);
        expect(wall(outcome)).toHaveLength(values);
      }
    } finally {
      delete process.env.TURNS_LOG;
    }
  });

  test('cases take turns one after the other', async () => {
    const { calibration } = await measure('cases');
    const shared = { calibration, baton: createBaton() };
    for (const { measured, failure } of await Promise.all([
      measure('cases', shared),
      measure('cases', shared),
    ])) {
      expect(failure).toBeUndefined();
      expect(measured.map(({ sub }) => sub)).toEqual(['size=1', 'size=2']);
      for (const { turn } of measured) expect(turn).toBeGreaterThan(0);
    }
  });

  test("one that hangs is ended by its time-out, which does not run in the other's turns", async () => {
    const [hanging, slow] = await inTurns('hangs_in_a_turn', 'slow', { timeout: 5 });
    expect(hanging.failure).toMatchObject({ code: 'timed-out' });
    expect(slow.failure).toBeUndefined();
    expect(wall(slow).length).toBeGreaterThan(2);
  });

  test('one that crashes leaves the machine to the other', async () => {
    const [crashed, slow] = await inTurns('crashes', 'slow');
    expect(crashed.failure).toMatchObject({ code: 'crashed' });
    expect(slow.failure).toBeUndefined();
  });

  test('one that closes the line keeps the baton to its end, and claims no turns', async () => {
    const [closed, slow] = await inTurns('closes_everything', 'slow');
    expect(closed.failure).toBeUndefined();
    expect(turnOf(closed)).toBeUndefined();
    expect(slow.failure).toBeUndefined();
  });

  test("a benchmark's own file in the place of the line is not written to", async () => {
    const log = join(temporaryDirectory(), 'log');
    process.env.TURNS_LOG = log;
    try {
      const [own] = await inTurns('puts_a_file_there', 'slow');
      expect(own.failure).toBeUndefined();
      expect(turnOf(own)).toBeUndefined();
      expect(existsSync(log) && readFileSync(log, 'utf8')).toBe('');
    } finally {
      delete process.env.TURNS_LOG;
    }
  });

  test('an interruption ends the one that runs and the one that waits', async () => {
    const { calibration } = await measure('slow');
    const interruption = new AbortController();
    const shared = { calibration, baton: createBaton(), signal: interruption.signal };
    const both = Promise.all([measure('hangs_in_a_turn', shared), measure('slow', shared)]);
    setTimeout(() => interruption.abort(), 1500);
    for (const { failure } of await both) expect(failure).toMatchObject({ code: 'interrupted' });
  });
});
