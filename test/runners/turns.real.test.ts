/** Two real processes of the built-in harness that take turns. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import { createBatons } from '../../src/runners/harness/baton.ts';
import type { ProcessOutcome } from '../../src/runners/runner.ts';
import { withPatience } from './patience.ts';
import { type Asked, requestFor, temporaryDirectory, writeProject } from './project.ts';

const BENCHMARKS = `
import os, socket, time

LOG = os.environ.get("TURNS_LOG", "")

def note(what, began):
    with open(LOG, "a") as file:
        file.write(f"{os.getpid()} {what} {began} {time.monotonic_ns()}\\n")

def busy(what, nanoseconds):
    began = time.monotonic_ns()
    while time.monotonic_ns() < began + nanoseconds:
        pass
    note(what, began)

def logged():
    busy("prepares", 5_000_000)
    yield lambda: busy("called", 200_000)
    busy("closes", 5_000_000)

def slow():
    time.sleep(0.01)

def hangs_in_a_turn():
    calls = 0
    def call():
        nonlocal calls
        calls += 1
        if calls == 9:
            note("hangs", 0)
            time.sleep(1000)
        time.sleep(0.001)
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

def writes_to_the_line():
    line = socket.socket(fileno=os.dup(3))
    yield lambda: (busy("called", 200_000), line.send(b"hello"))[0]
    line.detach()

def cases(size):
    time.sleep(0.001 * size)
cases.params = {"size": [1, 2]}

def more_cases(size):
    time.sleep(0.001)
more_cases.params = {"size": [1, 2, 3]}
`;

/** What a first process finds out; as if a value took 2 ms, so that a turn is two values, and nothing is much too slow. */
const CALIBRATION = { cases: [{ loops: 1, warmup: 3, value_ns: 2_000_000 }] };
const TURN = 2;
const WARMING = 1;

let project: string;
beforeAll(() => {
  project = writeProject({ 'bench.py': BENCHMARKS });
});

const runner = createCallableRunner();
const measure = (name: string, asked: Asked = {}): Promise<ProcessOutcome> =>
  runner.measure(requestFor(project, { kind: 'callable', target: `bench.py:${name}` }, asked));

async function inTurns(one: string, two: string, asked: Asked = {}) {
  const batons = createBatons();
  const side = async (name: string, baton: (typeof batons)[0]) => {
    try {
      return await measure(name, { calibration: CALIBRATION, ...asked, baton });
    } finally {
      baton.close();
    }
  };
  return Promise.all([side(one, batons[0]), side(two, batons[1])]);
}
const wall = (outcome: ProcessOutcome) => outcome.measured[0]?.metrics.wall_time?.runs[0] ?? [];
const turnOf = (outcome: ProcessOutcome) => outcome.measured[0]?.turn;

async function withLog<T>(use: (log: string) => Promise<T>): Promise<T> {
  const log = join(temporaryDirectory(), 'log');
  process.env.TURNS_LOG = log;
  try {
    return await use(log);
  } finally {
    delete process.env.TURNS_LOG;
  }
}

/** What was done: by whom, from when, until when, in the order of time. */
function readLog(log: string) {
  return readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [who = '', what = '', began, ended] = line.split(' ');
      return { who, what, began: Number(began), ended: Number(ended) };
    })
    .sort((a, b) => a.began - b.began);
}

/** The calls of the timed part: warming up has its own number of them, at the start. */
function timedCalls(entries: ReturnType<typeof readLog>) {
  const called = entries.filter(({ what }) => what === 'called');
  const warmup = CALIBRATION.cases[0]?.warmup ?? 0;
  return called.filter((entry) => called.filter(({ who }) => who === entry.who).indexOf(entry) >= warmup);
}

describe('two processes that take turns', () => {
  test('never run at the same time while one is timed, in the order A B B A', () =>
    withLog(async (log) => {
      const outcomes = await inTurns('logged', 'logged');
      const entries = readLog(log);
      const timed = timedCalls(entries);
      const [first, last] = [timed[0]?.began ?? 0, timed.at(-1)?.ended ?? 0];
      // Preparing, warming up and closing of either side, too.
      const meanwhile = entries.filter(({ began, ended }) => ended > first && began < last);
      expect(meanwhile).toEqual(timed);
      expect(timed.slice(1).filter(({ began }, i) => began < (timed[i]?.ended ?? 0))).toEqual([]);

      const values = 40;
      for (const outcome of outcomes) {
        expect(outcome.failure).toBeUndefined();
        expect(turnOf(outcome)).toBe(TURN);
        expect(wall(outcome).length % TURN).toBe(0);
        expect(wall(outcome).length).toBeGreaterThanOrEqual(values);
      }
      const calls = TURN + WARMING;
      expect(timed).toHaveLength((2 * calls * wall(outcomes[0]).length) / TURN);
      const [a] = timed.map(({ who }) => who);
      const order = timed.map(({ who }) => (who === a ? 'A' : 'B')).join('');
      const [one, two] = ['A'.repeat(calls), 'B'.repeat(calls)];
      expect(order).toBe(`${one}${two}${two}${one}`.repeat(wall(outcomes[0]).length / TURN / 2));
    }));

  test('cases take turns one after the other', async () => {
    const outcomes = await inTurns('cases', 'cases', {
      calibration: { cases: Array(2).fill(CALIBRATION.cases[0]) },
    });
    for (const { measured, failure } of outcomes) {
      expect(failure).toBeUndefined();
      expect(measured.map(({ sub }) => sub)).toEqual(['size=1', 'size=2']);
      for (const { turn } of measured) expect(turn).toBe(TURN);
    }
  });

  test('a case that only one side has is measured, too', async () => {
    const outcomes = await inTurns('cases', 'more_cases', {
      calibration: { cases: Array(3).fill(CALIBRATION.cases[0]) },
    });
    expect(outcomes.map(({ measured }) => measured.map(({ sub }) => sub))).toEqual([
      ['size=1', 'size=2'],
      ['size=1', 'size=2', 'size=3'],
    ]);
    for (const { failure } of outcomes) expect(failure).toBeUndefined();
  });

  test("one that hangs is ended by its time-out, which does not run in the other's turns", () =>
    withLog(async (log) => {
      const [hanging, slow] = await withPatience(
        (timeout) => inTurns('hangs_in_a_turn', 'slow', { timeout }),
        // If waiting for the other one counted, no time-out would be long enough for it.
        ([, slow]) => existsSync(log) && slow.failure === undefined,
      );
      expect(hanging.failure).toMatchObject({ code: 'timed-out' });
      expect(slow.failure).toBeUndefined();
      expect(wall(slow).length).toBeGreaterThan(2);
    }));

  test('one that crashes leaves the machine to the other', async () => {
    const [crashed, slow] = await inTurns('crashes', 'slow');
    expect(crashed.failure).toMatchObject({ code: 'crashed' });
    expect(slow.failure).toBeUndefined();
  });

  test('one that is not there leaves the machine to the other', async () => {
    const [absent, slow] = await inTurns('no_such_benchmark', 'slow');
    expect(absent.failure).toMatchObject({ code: 'absent' });
    expect(slow.failure).toBeUndefined();
  });

  test('one that closes the line keeps its turn to its end, and claims no turns', async () => {
    const [closed, slow] = await inTurns('closes_everything', 'slow');
    expect(closed.failure).toBeUndefined();
    expect(turnOf(closed)).toBeUndefined();
    expect(slow.failure).toBeUndefined();
  });

  test("a benchmark's own file in the place of the line is not written to", () =>
    withLog(async (log) => {
      const [own] = await inTurns('puts_a_file_there', 'slow');
      expect(own.failure).toBeUndefined();
      expect(turnOf(own)).toBeUndefined();
      expect(existsSync(log) && readFileSync(log, 'utf8')).toBe('');
    }));

  test('what a benchmark writes to the line is no request for a turn', () =>
    withLog(async (log) => {
      const outcomes = await inTurns('writes_to_the_line', 'logged');
      for (const outcome of outcomes) {
        expect(outcome.failure).toBeUndefined();
        expect(turnOf(outcome)).toBe(TURN);
      }
      const timed = timedCalls(readLog(log));
      expect(timed.slice(1).filter(({ began }, i) => began < (timed[i]?.ended ?? 0))).toEqual([]);
    }));

  test('an interruption ends the one that runs and the one that waits', () =>
    withLog(async (log) => {
      const interruption = new AbortController();
      const both = inTurns('hangs_in_a_turn', 'slow', { signal: interruption.signal });
      await vi.waitFor(() => expect(existsSync(log)).toBe(true), { timeout: 100_000, interval: 20 });
      interruption.abort();
      for (const { failure } of await both) expect(failure).toMatchObject({ code: 'interrupted' });
    }));

  test('a first process that only finds out how to call it is timed once', async () => {
    const scout = await measure('slow', { scout: true });
    expect(wall(scout)).toHaveLength(1);
    expect(scout.calibration).toMatchObject({ cases: [{ loops: 1 }] });
    const { cases } = scout.calibration as typeof CALIBRATION;
    expect(cases[0]?.value_ns).toBeGreaterThanOrEqual(10_000_000);
  });
});
