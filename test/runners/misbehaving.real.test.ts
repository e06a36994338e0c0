/** Benchmarks that misbehave: each is named for what it did, in words that help, and what it yielded before is kept. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import type { ProcessOutcome } from '../../src/runners/runner.ts';
import type { FailureCode } from '../../src/samples/measurements.ts';
import { withPatience } from './patience.ts';
import { type Asked, requestFor, temporaryDirectory, writeProject } from './project.ts';
import { PYTHONS } from './pythons.ts';

const BENCHMARKS = `
import ctypes, gc, os, signal, subprocess, sys, threading, time

PIDS = os.environ.get("BENCH_PIDS", "/dev/null")
calls = 0

def after(count, misbehave):
    """A benchmark that behaves for count calls of two milliseconds and more."""
    def call():
        global calls
        calls += 1
        time.sleep(0.002)
        if calls > count:
            misbehave()
    return call

def note(pid):
    with open(PIDS, "a") as file:
        file.write(f"{pid}\\n")

def raises():
    deep = {}
    return deep["the missing key"]

def raises_later():
    yield after(60, raises)

def raises_in_setup():
    raise ValueError("no data to prepare")
    yield

def raises_in_teardown():
    yield lambda: None
    raise ValueError("cannot tidy up")

class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

def raises_unprintable():
    raise Unprintable()

def recurses():
    return recurses()

def exits():
    sys.exit("stop it")

def exits_with_zero():
    sys.exit(0)

def interrupts():
    raise KeyboardInterrupt

def leaves():
    os._exit(0)

def leaves_later():
    yield after(120, lambda: os._exit(0))

def leaves_with_status():
    os._exit(7)

def segfaults():
    ctypes.string_at(0)

def aborts():
    os.abort()

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

def killed_later():
    yield after(120, lambda: os.kill(os.getpid(), signal.SIGKILL))

def hangs():
    note(os.getpid())
    while True:
        time.sleep(1)

def hangs_stubbornly():
    note(os.getpid())
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(100)"], start_new_session=True)
    note(child.pid)
    while True:
        time.sleep(1)

def thread_outlives():
    threading.Thread(target=time.sleep, args=(100,)).start()
    yield lambda: None

def forks():
    os.fork()

def forks_in_setup():
    os.fork()
    yield lambda: time.sleep(0.001)

def forks_and_raises():
    if os.fork() == 0:
        raise ValueError("in the child")

def forks_and_reaps():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)

def grandchild_outlives():
    subprocess.run(["/bin/sh", "-c", "setsid sleep 100 & echo $! >> " + PIDS], check=True)
    yield lambda: None

def prints_much():
    line = "x" * 1023 + "\\n"
    for _ in range(100_000):
        sys.stdout.write(line)
    yield lambda: None

def closes_output():
    sys.stdout.close()
    os.close(1)
    os.close(2)
    os.closerange(3, 200)

def closes_all():
    os.closerange(0, 200)
    yield lambda: None

def nan():
    return float("nan")
nan.metrics = {"quality": "count"}

def infinite():
    return {"quality": float("inf")}
infinite.metrics = {"quality": "count"}

def negative():
    return {"quality": -1}
negative.metrics = {"quality": "count"}

def nan_later():
    def call():
        global calls
        calls += 1
        return 1.0 if calls <= 60 else float("nan")
    yield call
nan_later.metrics = {"quality": "count"}

def text_metric():
    return {"quality": "good"}
text_metric.metrics = {"quality": "count"}

def forgets_metric():
    return None
forgets_metric.metrics = {"quality": "count"}

def reserved_metric():
    return 1
reserved_metric.metrics = {"wall_time": "s"}

def yields_nothing():
    return
    yield

def yields_none():
    yield

def yields_twice():
    yield lambda: None
    yield lambda: None

def lazy(numbers=(1, 2)):
    return (n for n in numbers)

def forgets_await():
    async def work():
        pass
    return work()

def no_cases(size):
    pass
no_cases.params = {"size": []}

def bad_params(size):
    pass
bad_params.params = {"size": "10"}

def one_case_fails(size):
    if size == 2:
        raise ValueError("size two is not for me")
one_case_fails.params = {"size": [1, 2, 3]}

def breaks_the_clock():
    time.perf_counter_ns = time.perf_counter = time.process_time_ns = lambda: 0
    for module in list(sys.modules.values()):
        for name in ("perf_counter_ns", "process_time_ns"):
            if hasattr(module, name):
                setattr(module, name, lambda: 0)
    yield lambda: time.sleep(0.002)

def breaks_the_system():
    os.chdir("/")
    os.write = os.open = os.getpid = os.close = None
    sys.path[:] = []
    sys.modules.pop("json")
    sys.stdout = sys.stderr = None
    gc.disable()
    yield lambda: time.sleep(0.001)

not_callable = 3
`;

let project: string;
let pids: string;
beforeAll(() => {
  project = writeProject({
    'bench/bad.py': BENCHMARKS,
    'bench/broken.py': 'def f(:\n',
    'bench/importing.py': 'import no_such_package\n',
    'bench/exiting.py': 'import os\nos._exit(0)\n',
  });
});
beforeEach(() => {
  pids = join(temporaryDirectory(), 'pids');
  process.env.BENCH_PIDS = pids;
});
afterEach(() => {
  delete process.env.BENCH_PIDS;
});

const measure = (name: string, asked: Asked = {}): Promise<ProcessOutcome> =>
  createCallableRunner().measure(
    requestFor(
      project,
      { kind: 'callable', target: name.includes(':') ? name : `bench/bad.py:${name}` },
      asked,
    ),
  );

/** What is known of a failure, of the process or of a benchmark of it. */
const failureOf = ({ failure, measured }: ProcessOutcome) =>
  failure ?? measured.find((each) => each.failure)?.failure;

/** Waits for what a busy machine takes its time for. */
const PATIENT = { timeout: 100_000, interval: 20 };

/** The processes that the benchmark has noted. */
const noted = (): string[] => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n') : []);

function allGone(): boolean {
  return noted().every((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
    } catch {
      return true;
    }
  });
}

/**
 * Ten values dropped, then one call a value, more of them than any of these benchmarks gives, and a minute for it, planned
 * as if each call took 0.2 s: so it is the benchmark that ends the run, after a number of calls and not of seconds.
 */
const COUNTED: Asked = {
  calibration: { cases: [{ loops: 1, warmup: 10, value_ns: 200_000_000 }] },
  budgetSeconds: 60,
};

// The oldest and the newest Python that is here: a failure is told in the interpreter's own words.
describe.each(PYTHONS.slice(-2))('on Python $version, a benchmark that', ({ path: python }) => {
  const cases: readonly (readonly [string, FailureCode, RegExp])[] = [
    [
      'raises',
      'crashed',
      /KeyError while it was warming up:\nTraceback[\s\S]*bad\.py", line \d+, in raises[\s\S]*KeyError: 'the missing key'/,
    ],
    ['raises_in_setup', 'crashed', /while it was being prepared[\s\S]*ValueError: no data to prepare/],
    ['raises_in_teardown', 'crashed', /while it was being closed[\s\S]*ValueError: cannot tidy up/],
    ['raises_unprintable', 'crashed', /Unprintable/],
    ['recurses', 'crashed', /RecursionError/],
    ['exits', 'crashed', /sys\.exit\('stop it'\)/],
    ['exits_with_zero', 'no-values', /sys\.exit\(0\)/],
    ['interrupts', 'crashed', /KeyboardInterrupt/],
    ['leaves', 'no-values', /exit status 0 while it was warming up, before it was measured/],
    ['leaves_with_status', 'crashed', /exit status 7 while it was warming up/],
    ['segfaults', 'crashed', /SIGSEGV while it was warming up/],
    ['aborts', 'crashed', /SIGABRT/],
    ['killed', 'killed', /SIGKILL while it was warming up/],
    ['forks', 'crashed', /forked, and the child returned/],
    ['forks_in_setup', 'crashed', /forked, and the child returned/],
    ['forks_and_raises', 'crashed', /forked, and the child returned/],
    ['nan', 'not-a-number', /quality was nan/],
    ['infinite', 'not-a-number', /quality was inf/],
    ['negative', 'not-a-number', /quality was -1/],
    ['text_metric', 'not-a-number', /'quality' was 'good'/],
    ['forgets_metric', 'not-a-number', /None/],
    ['reserved_metric', 'crashed', /'wall_time', which Pacegate measures itself/],
    ['yields_nothing', 'no-values', /ended without yielding/],
    ['yields_none', 'no-values', /yielded None/],
    ['yields_twice', 'crashed', /more than once/],
    ['lazy', 'never-awaited', /generator that nobody consumed/],
    ['forgets_await', 'never-awaited', /nobody awaited it/],
    ['no_cases', 'no-values', /is empty/],
    ['bad_params', 'crashed', /not a list of values/],
    ['not_callable', 'crashed', /cannot be called/],
    ['no_such', 'absent', /bad\.py has no 'no_such'/],
    ['bench/absent.py:f', 'absent', /There is no file/],
    ['bench/broken.py:f', 'crashed', /SyntaxError/],
    ['bench/importing.py:f', 'crashed', /ModuleNotFoundError[\s\S]*no_such_package/],
    ['bench/exiting.py:f', 'no-values', /while its file was being imported/],
  ];
  test.each(cases)('%s: %s', async (name, code, message) => {
    const outcome = await measure(name, { python, budgetSeconds: 0.05 });
    expect(outcome.failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(outcome.failure?.message).not.toContain('pacegate_harness');
  });

  test('raises later keeps the values that it yielded before', async () => {
    const outcome = await measure('raises_later', { python, ...COUNTED });
    expect(outcome.failure?.code).toBe('crashed');
    expect(outcome.measured[0]?.metrics.wall_time?.runs[0]).toHaveLength(50);
  });

  test.each([
    ['leaves_later', 'no-values'],
    ['killed_later', 'killed'],
  ])('%s keeps the values that were sent before', async (name, code) => {
    const outcome = await measure(name, { python, ...COUNTED });
    expect(outcome.failure?.code).toBe(code);
    // Of the 110 values, those of the last tenth of a second may not have been sent: at 2 ms and more, no more than 50.
    const kept = outcome.measured[0]?.metrics.wall_time?.runs[0]?.length;
    expect(kept).toBeGreaterThanOrEqual(60);
    expect(kept).toBeLessThanOrEqual(110);
  });

  test('reports no number after a while is told, and the numbers are kept', async () => {
    const outcome = await measure('nan_later', { python, ...COUNTED });
    expect(outcome.failure).toMatchObject({
      code: 'not-a-number',
      message: expect.stringContaining('quality was nan'),
    });
    expect(outcome.measured[0]?.metrics.quality?.runs[0]).toEqual(Array(50).fill(1));
  });

  test('fails in one case of its parameters keeps the others', async () => {
    const outcome = await measure('one_case_fails', { python, budgetSeconds: 0.1 });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.measured.map(({ sub, failure }) => [sub, failure?.code])).toEqual([
      ['size=1', undefined],
      ['size=2', 'crashed'],
      ['size=3', undefined],
    ]);
    expect(failureOf(outcome)?.message).toContain('size two is not for me');
  });

  test.each([
    ['hangs', 1],
    ['hangs_stubbornly', 2],
  ])('%s is ended with its children', async (name, processes) => {
    const { outcome, timeout } = await withPatience(
      async (timeout) => ({ timeout, outcome: await measure(name, { python, timeout }) }),
      () => noted().length >= processes,
    );
    expect(outcome.failure).toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining(`longer than ${timeout} s while it was warming up`),
      hint: expect.stringContaining('timeout'),
    });
    expect(allGone()).toBe(true);
  });

  test('is measured, but does not end', async () => {
    const outcome = await withPatience(
      (timeout) => measure('thread_outlives', { python, timeout, budgetSeconds: 0.05 }),
      ({ measured }) => measured[0]?.metrics.peak_memory !== undefined,
    );
    expect(outcome.failure).toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('keeps it running'),
    });
    expect(outcome.measured[0]?.metrics.wall_time).toBeDefined();
  });

  test('leaves a process in a session of its own is told, and the process is gone', async () => {
    const outcome = await measure('grandchild_outlives', { python, budgetSeconds: 0.05 });
    expect(outcome.failure).toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('left 1 process running'),
    });
    expect(allGone()).toBe(true);
  });

  test.each(['forks_and_reaps', 'closes_all', 'closes_output'])('%s does no harm', async (name) => {
    const outcome = await measure(name, { python, budgetSeconds: 0.05 });
    if (name === 'closes_output') {
      // The second call finds its output closed: an error of the benchmark's own.
      expect(outcome.failure).toMatchObject({
        code: 'crashed',
        message: expect.stringMatching(/OSError|ValueError/),
      });
    } else {
      expect(outcome.failure).toBeUndefined();
      expect(outcome.measured[0]?.metrics.wall_time?.runs[0]?.length).toBeGreaterThanOrEqual(3);
    }
  });

  test('breaks the clock is timed by the real one', async () => {
    const outcome = await measure('breaks_the_clock', { python, budgetSeconds: 0.1 });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.measured[0]?.metrics.wall_time?.runs[0]?.every((value) => value > 0.0019)).toBe(true);
  });

  test('breaks os, sys.path, the working directory and gc is measured all the same', async () => {
    const outcome = await measure('breaks_the_system', { python, budgetSeconds: 0.1 });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.measured[0]?.method?.gc).toBe('disabled');
    expect(outcome.measured[0]?.metrics.wall_time?.runs[0]?.every((value) => value > 0.0009)).toBe(true);
  });
});

test('100 MB of output are read, kept in part, and do no harm', async () => {
  const outcome = await measure('prints_much', { budgetSeconds: 0.05 });
  expect(outcome.failure).toBeUndefined();
  expect(outcome.output?.length).toBeLessThanOrEqual(64 * 1024);
  expect(outcome.output?.length).toBeGreaterThan(60 * 1024);
});

test('a benchmark that its caller gives up on is ended, and is no crash', async () => {
  const controller = new AbortController();
  const running = measure('hangs', { signal: controller.signal });
  await vi.waitFor(() => expect(noted()).toHaveLength(1), PATIENT);
  controller.abort();
  expect((await running).failure?.code).toBe('interrupted');
  expect(allGone()).toBe(true);
});

test('a benchmark sees no token, no input and nothing of the runner', async () => {
  const secrets = {
    GITHUB_TOKEN: 'a',
    ACTIONS_RUNTIME_TOKEN: 'a',
    'INPUT_GITHUB-TOKEN': 'a',
    GITHUB_ENV: 'a',
    RUNNER_TEMP: 'a',
    MY_SECRET: 'a',
    NODE_OPTIONS: '--no-warnings',
  };
  const spying = writeProject({
    'bench/spy.py': 'import os\ndef spy():\n    print(sorted(os.environ))\n    yield lambda: None\n',
  });
  Object.assign(process.env, secrets);
  try {
    const request = requestFor(spying, { kind: 'callable', target: 'bench/spy.py:spy' });
    const outcome = await createCallableRunner().measure(request);
    expect(outcome.output).toContain('PATH');
    for (const name of Object.keys(secrets)) expect(outcome.output).not.toContain(name);
  } finally {
    for (const name of Object.keys(secrets)) delete process.env[name];
  }
});

test('rubbish in the results file is told, and what stands before it is kept', async () => {
  const forging = writeProject({
    'bench/forge.py': `
import glob, os, sys
def forge():
    def call():
        path = os.path.join(os.environ["BENCH_SCRATCH"], "results-0.jsonl")
        with open(path, "a") as file:
            file.write('{"record": "values", "wall": "much"}\\\\n')
    yield call
`,
  });
  const request = requestFor(forging, { kind: 'callable', target: 'bench/forge.py:forge' });
  process.env.BENCH_SCRATCH = request.scratch;
  try {
    const outcome = await createCallableRunner().measure(request);
    expect(outcome.failure).toMatchObject({
      code: 'garbage',
      message: expect.stringMatching(/cannot be read: line \d+/),
    });
  } finally {
    delete process.env.BENCH_SCRATCH;
  }
});
