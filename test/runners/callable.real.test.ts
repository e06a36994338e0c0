import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import type { Measured, ProcessOutcome } from '../../src/runners/runner.ts';
import { createTimeitRunner } from '../../src/runners/timeit.ts';
import { type Asked, requestFor, writeProject } from './project.ts';
import { PYTHON, PYTHONS } from './pythons.ts';

const SHOP = `
import time

def find(count):
    return sum(i * i for i in range(count))

def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
`;

const BENCHMARKS = `
import asyncio, contextlib, functools, os, subprocess, sys, threading, time
import helpers
from shop.text import burn, find

LOG = os.environ.get("BENCH_LOG")

def log(text):
    with open(LOG, "a") as file:
        file.write(text + "\\n")

def plain():
    find(100)

def sleeping():
    time.sleep(0.01)

def burning():
    burn(0.01)

def threads():
    workers = [threading.Thread(target=burn, args=(0.02,)) for _ in range(1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

async def awaiting():
    await asyncio.sleep(0.005)

def fixture():
    log("setup")
    state = list(range(1000))
    yield lambda: sum(state)
    log("teardown")

async def async_fixture():
    log("setup")
    await asyncio.sleep(0)
    async def call():
        await asyncio.sleep(0.002)
    yield call
    await asyncio.sleep(0)
    log("teardown")

@contextlib.contextmanager
def manager():
    log("setup")
    yield lambda: find(10)
    log("teardown")

@contextlib.asynccontextmanager
async def async_manager():
    log("setup")
    yield lambda: find(10)
    log("teardown")

class Opened:
    def __enter__(self):
        log("setup")
        return lambda: find(10)
    def __exit__(self, *_):
        log("teardown")

class Suite:
    def setup(self):
        log("setup")
        self.count = 50
    def time_find(self):
        find(self.count)
    def teardown(self):
        log("teardown")

def sized(size, kind):
    find(size)
sized.params = {"size": [10, 1000], "kind": ["a", helpers]}

def each_fresh():
    def call(numbers):
        assert numbers == [3, 1, 2], numbers
        numbers.sort()
        time.sleep(0.001)
    call.before_each = lambda: [3, 1, 2]
    yield call

def wrapped():
    @functools.wraps(plain)
    def inner():
        plain()
    yield inner

def reporting():
    find(10)
    return {"recall": 0.9, "slowest": 12}
reporting.metrics = {"recall": {"unit": "count", "better": "higher"}, "slowest": "ms"}

def single_report():
    return 3
single_report.metrics = {"rows": {"better": "higher"}}

def without_gc():
    pass
without_gc.gc = False

def with_children():
    subprocess.run([sys.executable, "-S", "-c", "x = bytearray(60_000_000); s = sum(range(300_000))"], check=True)

memory = []
def allocating():
    memory[:] = [bytearray(80_000_000)]

def large_setup():
    list(range(10_000_000))
    yield plain

def growing():
    memory.append(0)
    time.sleep(len(memory) * 0.001)

def printing():
    print("hello from the benchmark")
`;

const project = writeProject({
  'shop/__init__.py': '',
  'shop/text.py': SHOP,
  'bench/helpers.py': 'x = 1\n',
  'bench/search.py': BENCHMARKS,
});

const runner = createCallableRunner();
const measure = (name: string, asked: Asked = {}): Promise<ProcessOutcome> =>
  runner.measure(requestFor(project, { kind: 'callable', target: `bench/search.py:${name}` }, asked));

async function only(outcome: Promise<ProcessOutcome>): Promise<Measured> {
  const { failure, measured } = await outcome;
  expect(failure).toBeUndefined();
  expect(measured).toHaveLength(1);
  return measured[0] as Measured;
}

const values = (measured: Measured, metric: string): readonly number[] =>
  measured.metrics[metric]?.runs[0] ?? [];
const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;

describe.each(PYTHONS)('a callable, on Python $version', ({ path: python }) => {
  test('that is a plain function: wall and CPU time by position, memory, method', async () => {
    const outcome = await measure('plain', { python });
    const measured = await only(Promise.resolve(outcome));
    const [wall, cpu] = [values(measured, 'wall_time'), values(measured, 'cpu_time')];
    expect(wall.length).toBeGreaterThanOrEqual(3); // about 35 on a machine with nothing else to do
    expect(cpu).toHaveLength(wall.length);
    expect(median(cpu) / median(wall)).toBeGreaterThan(0.001); // both in seconds, however little of the machine it got
    expect(median(wall)).toBeGreaterThan(1e-7);
    expect(median(wall)).toBeLessThan(1e-3);
    const [memory = 0] = values(measured, 'peak_memory');
    expect(memory).toBeGreaterThan(4e6);
    expect(memory).toBeLessThan(60e6); // not that of the Node process that started it
    const method = measured.method;
    expect(method).toMatchObject({ gc: 'enabled', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(method?.loops).toBeGreaterThan(1); // a call takes microseconds, a value milliseconds
    expect(method?.resolution).toBeLessThan((median(wall) * (method?.loops ?? 0)) / 50);
    expect(method?.overhead?.seconds).toBeGreaterThan(0);
    expect(method?.overhead?.share).toBeCloseTo((method?.overhead?.seconds ?? 0) / median(wall), 6);
    expect(method?.warmup).toBeGreaterThanOrEqual(2); // the cold call, and one that fills the caches
    const timed = wall.reduce((sum, value) => sum + value * (method?.loops ?? 0), 0);
    expect(outcome.insideSeconds).toBeGreaterThan(timed); // and the warm-up
  });

  test('hands its calibration to later processes, which measure the same way', async () => {
    const first = await measure('plain', { python });
    const [plan] = (first.calibration as { cases: { loops: number; warmup: number; value_ns: number }[] })
      .cases;
    const turn = Math.min(25, Math.max(1, Math.round(5e6 / (plan?.value_ns ?? 0))));
    // A minute is more than enough for the most values that a process gives: an even number of turns, whether it takes any or
    // not. Where the machine is suddenly several times as slow, the process ends after fewer, whole ones.
    const second = await measure('plain', { python, calibration: first.calibration, budgetSeconds: 60 });
    const [a, b] = [first.measured[0] as Measured, second.measured[0] as Measured];
    expect(b.method).toMatchObject({ loops: plan?.loops, warmup: plan?.warmup });
    expect(b.method?.loops).toBe(a.method?.loops);
    const { length } = values(b, 'wall_time');
    expect(length).toBeLessThanOrEqual(Math.floor(200 / turn / 2) * 2 * turn);
    expect(length).toBeGreaterThan(100);
    expect(length % turn).toBe(0);
    expect(b.method?.fingerprint).toBe(a.method?.fingerprint);
    expect(second.calibration).toEqual(first.calibration);
  });

  test.each(['fixture', 'manager', 'async_fixture', 'async_manager', 'Opened', 'Suite.time_find'])(
    '%s prepares its state once, outside the timed region, and is closed',
    async (name) => {
      const log = join(requestFor(project, { kind: 'callable', target: '' }).scratch, 'log');
      process.env.BENCH_LOG = log;
      try {
        const measured = await only(measure(name, { python }));
        expect(values(measured, 'wall_time').length).toBeGreaterThanOrEqual(3);
        expect(readFileSync(log, 'utf8')).toBe('setup\nteardown\n');
      } finally {
        delete process.env.BENCH_LOG;
      }
    },
  );

  test('that is a coroutine is timed around its await', async () => {
    const measured = await only(measure('awaiting', { python }));
    expect(median(values(measured, 'wall_time'))).toBeGreaterThan(0.0049);
    expect(median(values(measured, 'cpu_time'))).toBeLessThan(0.004);
  });

  test('with parameters yields a benchmark for each combination, each in a process of its own', async () => {
    const { measured, failure, calibration } = await measure('sized', { python });
    expect(failure).toBeUndefined();
    expect(measured.map(({ sub }) => sub)).toEqual([
      'size=10,kind=a',
      'size=10,kind=helpers',
      'size=1000,kind=a',
      'size=1000,kind=helpers',
    ]);
    expect(measured[2]?.params).toEqual({ size: '1000', kind: 'a' });
    expect(median(values(measured[2] as Measured, 'wall_time'))).toBeGreaterThan(
      2 * median(values(measured[0] as Measured, 'wall_time')), // a hundred times the work
    );
    expect(new Set(measured.map(({ method }) => method?.fingerprint)).size).toBe(4);
    const again = await measure('sized', { python, calibration });
    expect(again.measured.map(({ method }) => method?.loops)).toEqual(
      measured.map(({ method }) => method?.loops),
    );
  });

  test('reports metrics of its own, in base units, with their direction', async () => {
    const measured = await only(measure('reporting', { python }));
    expect(measured.metrics.recall).toMatchObject({ unit: 'count', better: 'higher' });
    expect(measured.metrics.slowest).toMatchObject({ unit: 's', better: 'lower' });
    expect(new Set(values(measured, 'recall'))).toEqual(new Set([0.9]));
    expect(values(measured, 'slowest')[0]).toBeCloseTo(0.012, 12);
    expect(values(measured, 'recall')).toHaveLength(values(measured, 'wall_time').length);
    expect(values(await only(measure('single_report', { python })), 'rows')[0]).toBe(3);
  });

  test('gets fresh state for each call where it asks for it', async () => {
    const measured = await only(measure('each_fresh', { python }));
    expect(measured.method?.loops).toBe(1);
    expect(values(measured, 'wall_time').length).toBeGreaterThanOrEqual(3);
  });
});

describe('a callable', () => {
  test('counts the CPU time of its threads, and not that of sleeping', async () => {
    const sleeping = await only(measure('sleeping'));
    expect(median(values(sleeping, 'cpu_time'))).toBeLessThan(0.5 * median(values(sleeping, 'wall_time')));
    const threads = await only(measure('threads'));
    expect(median(values(threads, 'cpu_time'))).toBeGreaterThan(0.019);
  });

  test('counts the CPU time of children that it waited for, and tells their part of it', async () => {
    const measured = await only(measure('with_children', { budgetSeconds: 0.2 }));
    const children = measured.method?.childrenCpu ?? 0;
    expect(children).toBeGreaterThan(0.004);
    // Their part is a mean, so it stands between the values; the process's own part is far smaller.
    expect(mean(values(measured, 'cpu_time'))).toBeGreaterThan(children);
    expect(mean(values(measured, 'cpu_time'))).toBeLessThan(2 * children);
    expect(values(measured, 'peak_memory')[0]).toBeGreaterThan(60e6);
  });

  test('has its peak memory told without that of a larger moment of its set-up', async () => {
    const [plain, allocating, large] = await Promise.all(
      ['plain', 'allocating', 'large_setup'].map(
        async (name) => values(await only(measure(name)), 'peak_memory')[0] ?? 0,
      ),
    );
    expect((allocating ?? 0) - (plain ?? 0)).toBeGreaterThan(75e6);
    if (process.platform === 'linux') expect((large ?? 0) - (plain ?? 0)).toBeLessThan(30e6);
  });

  test('that is slow gives as few values as can be compared turn by turn', async () => {
    const measured = await only(measure('sleeping', { budgetSeconds: 0.01 }));
    expect(values(measured, 'wall_time').length).toBeGreaterThanOrEqual(3);
    expect(values(measured, 'wall_time').length).toBeLessThanOrEqual(8);
    expect(measured.method?.loops).toBe(1);
  });

  test('that never becomes steady says so', async () => {
    // Sixty values, from 1 ms to 60 ms: a trend that no disturbance hides.
    const calibration = { cases: [{ loops: 1, warmup: 0, value_ns: 1_000_000_000 }] };
    const outcome = await measure('growing', { calibration, budgetSeconds: 60, timeout: 400 });
    expect(outcome.measured[0]?.method?.neverSteady).toBe(1);
  });

  test('may turn the garbage collector off', async () => {
    expect((await only(measure('without_gc'))).method?.gc).toBe('disabled');
  });

  test('may print, and what it printed is kept', async () => {
    expect((await measure('printing')).output).toContain('hello from the benchmark');
  });

  test('has the hash seed of its block', async () => {
    const other = writeProject({
      'bench/seed.py':
        'import os\ndef seed():\n    return {"seed": int(os.environ["PYTHONHASHSEED"])}\nseed.metrics = {"seed": "count"}\n',
    });
    const request = requestFor(other, { kind: 'callable', target: 'bench/seed.py:seed' }, { hashSeed: 4242 });
    expect(values(await only(runner.measure(request)), 'seed')[0]).toBe(4242);
  });

  test('can be named by module, in a flat and in a src layout', async () => {
    for (const prefix of ['', 'src/']) {
      const other = writeProject({
        [`${prefix}pkg/__init__.py`]: '',
        [`${prefix}pkg/work.py`]: 'def work():\n    pass\n',
      });
      await only(runner.measure(requestFor(other, { kind: 'callable', target: 'pkg.work:work' })));
      await only(
        runner.measure(requestFor(other, { kind: 'callable', target: `${prefix}pkg/work.py:work` })),
      );
    }
  });

  test('may have the name of the module that it measures, of a standard module, or no name for Python', async () => {
    const other = writeProject({
      'search.py': 'def find():\n    return 1\n',
      'bench/search.py': 'from search import find\n',
      'test/json.py': 'import json\njson.dumps\nfrom search import find\n',
      'bench-marks/my-search.py': 'from search import find\nfrom sibling import x\n',
      'bench-marks/sibling.py': 'x = 1\n',
      'benchpkg/__init__.py': '',
      'benchpkg/one.py': 'from . import two\nfrom .two import find\n',
      'benchpkg/two.py': 'from search import find\n',
    });
    for (const file of [
      'bench/search.py',
      'test/json.py',
      'bench-marks/my-search.py',
      'benchpkg/one.py',
      'search.py',
    ]) {
      await only(runner.measure(requestFor(other, { kind: 'callable', target: `${file}:find` })));
    }
  });

  test('changes its fingerprint with its own text, and not with that of the project', async () => {
    const fingerprint = async () => {
      const request = requestFor(project, { kind: 'callable', target: 'bench/search.py:plain' });
      return (await only(runner.measure(request))).method?.fingerprint;
    };
    const before = await fingerprint();
    writeFileSync(join(project, 'shop/text.py'), `${SHOP}\n# changed\n`);
    expect(await fingerprint()).toBe(before);
    writeFileSync(join(project, 'bench/search.py'), `${BENCHMARKS}\n# changed\n`);
    expect(await fingerprint()).not.toBe(before);
  });

  test('in an interpreter that somebody develops with is measured with a warning', async () => {
    const warnings = async (variables: Record<string, string>) => {
      Object.assign(process.env, variables);
      try {
        return (await measure('plain')).warnings ?? [];
      } finally {
        for (const name of Object.keys(variables)) delete process.env[name];
      }
    };
    expect(await warnings({ PYTHONDEVMODE: '1' })).toContain('development-mode');
    expect(await warnings({ PYTHONTRACEMALLOC: '1' })).toContain('tracing-active');
    const quiet = await warnings({});
    expect(quiet).not.toContain('development-mode');
    expect(quiet).not.toContain('tracing-active');
  });

  test('under a tracer that it starts itself is measured with a warning', async () => {
    const other = writeProject({
      'bench/traced.py':
        'import sys\ndef traced():\n    sys.settrace(lambda *a: None)\n    yield lambda: None\n',
    });
    const outcome = await runner.measure(
      requestFor(other, { kind: 'callable', target: 'bench/traced.py:traced' }),
    );
    expect(outcome.warnings).toContain('tracing-active');
  });
});

describe('timeit', () => {
  const timeit = (stmt: string, setup?: string, asked: Asked = {}) =>
    createTimeitRunner().measure(
      requestFor(project, { kind: 'timeit', stmt, ...(setup !== undefined && { setup }) }, asked),
    );

  test.each(PYTHONS)(
    'times a statement in a loop of its own on Python $version',
    async ({ path: python }) => {
      const measured = await only(timeit('sum(numbers)', 'numbers = list(range(1000))', { python }));
      expect(median(values(measured, 'wall_time'))).toBeGreaterThan(1e-6);
      expect(median(values(measured, 'wall_time'))).toBeLessThan(1e-3);
      expect(measured.method).toMatchObject({ gc: 'disabled' });
      expect(measured.method?.loops).toBeGreaterThan(1);
    },
  );

  test('takes statements of several lines, and the project', async () => {
    await only(
      timeit('for i in range(3):\n    find(i)\nelse:\n    pass', 'from shop.text import find\nfind(1)\n'),
    );
  });

  test.each([
    ['return 1', ''],
    ['x +', ''],
    ['pass', 'import ('],
    ['undefined_name', ''],
    ['pass', 'import no_such_module'],
  ])('%s with setup %s is told', async (stmt, setup) => {
    const { failure, measured } = await timeit(stmt, setup);
    expect(failure).toMatchObject({
      code: 'crashed',
      message: expect.stringMatching(/SyntaxError|NameError|ModuleNotFound/),
    });
    expect(measured).toEqual([]);
  });
});

test('an interpreter that is not there is told, with what to do', async () => {
  const spec = { kind: 'callable', target: 'bench/search.py:plain' } as const;
  const missing = await runner.measure(requestFor(project, spec, { python: '.venv/bin/python' }));
  expect(missing.failure).toMatchObject({ code: 'unsupported', hint: expect.stringContaining('setup:') });
  const wrong = await runner.measure(requestFor(project, spec, { python: '/bin/cat' }));
  expect(wrong.failure?.code).toBe('unsupported');
  expect(PYTHON.path).not.toBe('');
});
