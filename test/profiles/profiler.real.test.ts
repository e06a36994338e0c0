/** The profiler with real processes, on a project of a few lines: what it names, and what it says where it cannot. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { parseLines, parseProfiles } from '../../src/profiles/parse.ts';
import {
  type ProfileRequest,
  profileBoth,
  type RawProfiles,
  whyNotProfiled,
} from '../../src/runners/profiling/profiler.ts';
import type { Side } from '../../src/samples/checkout.ts';
import { runCli } from '../commands/project.ts';
import { withPatience } from '../runners/patience.ts';
import { findTool } from '../tools/tools.ts';

const APP = `
import json

def split(text):
    words = []
    for word in text.split():
        words.append(word.strip(".").lower())
    return words

def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts

def order(counts):
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

def encode(pairs):
    return json.dumps(dict(pairs), indent=1)

def handle(text):
    return encode(order(count(split(text))))
`;
const BENCHMARK = `
from app.core import handle

def search():
    text = "the quick brown fox jumps over the lazy dog. " * 300
    yield lambda: handle(text)

def sized(words):
    return handle("fox dog " * words)

sized.params = {"words": [10, 500]}
`;

const directory = mkdtempSync(join(tmpdir(), 'pacegate-profiler-'));
const sides = { baseline: join(directory, 'baseline'), candidate: join(directory, 'candidate') };

function write(side: Side, source: string): void {
  for (const [file, text] of [
    ['app/__init__.py', ''],
    ['app/core.py', source],
    ['benchmarks/search.py', BENCHMARK],
  ] as const) {
    mkdirSync(dirname(join(sides[side], file)), { recursive: true });
    writeFileSync(join(sides[side], file), text);
  }
}

async function profile(rest: Partial<ProfileRequest> = {}) {
  const scratch = mkdtempSync(join(directory, 'scratch-'));
  const raw = await profileBoth({
    spec: { kind: 'callable', target: 'benchmarks/search.py:search' },
    measure: { max_time: 60, timeout: 200 },
    checkouts: [
      { side: 'baseline', directory: sides.baseline, root: sides.baseline, foreign: [sides.candidate] },
      candidate,
    ],
    benchmarksFrom: sides.candidate,
    tool: 'bytecodes',
    scratch,
    signal: new AbortController().signal,
    ...rest,
  });
  const of = (side: Side) =>
    rest.lines
      ? []
      : raw.profiles.filter((each) => each.side === side).flatMap((each) => parseProfiles(each, side));
  return {
    raw,
    baseline: of('baseline'),
    candidate: of('candidate'),
    ...findCulprits(of('baseline'), of('candidate')),
  };
}

const candidate = {
  side: 'candidate' as const,
  directory: sides.candidate,
  root: sides.candidate,
  foreign: [sides.baseline],
};

/** `FILE:LINE` of the line of a function that took most. */
function dearestLine(raw: RawProfiles, name: string): string | undefined {
  const lines = raw.profiles.flatMap((each) => parseLines(each, 'x')).filter((each) => each.name === name);
  const [first] = lines.sort((a, b) => b.own - a.own);
  return first && `${first.file}:${first.line}`;
}

beforeAll(() => write('baseline', APP));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const SLOWER = APP.replace('word.strip(".")', 'word.strip(".").strip(",").strip(";")');

/** The work is done in a thread, and sleeps there. */
const THREADED = `import threading, time
${APP.replace('def handle(', 'def work(').replace('def order(counts):', 'def order(counts):\n    time.sleep(0.03)')}
def handle(text):
    thread = threading.Thread(target=work, args=(text,))
    thread.start()
    thread.join()
`;

describe('profileBoth', () => {
  it('counts the same instructions on identical code, and names nothing', async () => {
    write('candidate', APP);
    const { culprits, functions, obstacle } = await profile();
    expect(obstacle).toBeUndefined();
    expect(culprits).toEqual([]);
    expect(functions.map((row) => row.change)).toEqual(functions.map(() => 0));
    expect(functions.find((row) => row.function === 'split')).toMatchObject({
      file: 'app/core.py',
      calls: { baseline: 1, candidate: 1 },
    });
  });

  it('sees what another thread does, and how long it waits, where only one side has such a thread', async () => {
    write('candidate', THREADED);
    const { raw, ...profiles } = await profile({ tool: 'cprofile', processes: 1, timeLeft: () => 30 });
    expect(raw.failures).toEqual([]);
    for (const side of ['baseline', 'candidate'] as const) {
      const count = profiles[side][0]?.functions.find(({ name }) => name === 'count');
      expect(count).toMatchObject({ file: 'app/core.py', calls: 1 });
    }
    const waits = (side: Side) =>
      profiles[side].map(({ functions }) => functions.find(({ name }) => name === 'order')?.waited ?? 0);
    expect(Math.max(...waits('candidate'))).toBeGreaterThan(0);
    expect(Math.min(...waits('baseline'))).toBe(0);
  });

  it('names the function whose instructions grew', async () => {
    write('candidate', SLOWER);
    const { culprits } = await profile();
    expect(culprits).toMatchObject([{ function: 'split', file: 'app/core.py', line: 4 }]);
  });

  it('ranks it first by CPU time, too', async () => {
    // Several times as slow, so that no load of the machine can hide it.
    write('candidate', APP.replace('words.append(', 'sorted(text[:40]); words.append('));
    const asked: number[] = [];
    const { raw, functions } = await profile({
      tool: 'cprofile',
      processes: 4,
      enough: ({ length }) => asked.push(length) === 2,
    });
    // Asked after each process of both sides, and not gone on where that is enough.
    expect(asked).toEqual([2, 4]);
    expect(raw).toMatchObject({ profiles: { length: 4 }, failures: [] });
    expect(raw.outOfTime).toBeUndefined();
    expect(functions[0]).toMatchObject({ function: 'split', calls: { baseline: 1, candidate: 1 } });
    expect(functions[0]?.change).toBeGreaterThan(1);
    // pstats opens what the harness wrote, with each function under its own name, built-ins left to their callers.
    const file = join(directory, 'candidate.prof');
    writeFileSync(file, raw.profiles[1]?.stats?.[0] ?? '');
    const shown = execFileSync('python3', ['-m', 'pstats', file], { input: 'sort tottime\nstats app\n' });
    expect(String(shown)).toMatch(/core\.py:4\(split\)/);
    const calls = (name: string) =>
      Number(RegExp(`^ *(\\d+) .*\\(${name}\\)$`, 'm').exec(String(shown))?.[1]);
    const { iterations, profiles } = JSON.parse(raw.profiles[1]?.text ?? '');
    expect(calls('split')).toBe(iterations * profiles.length);
  });

  it('tells the lines of the dearest functions', async () => {
    write('candidate', APP);
    const { raw } = await profile({ tool: 'cprofile', lines: true, checkouts: [candidate] });
    expect(raw.failures).toEqual([]);
    // Lines 6 and 7 are the loop; line 4 is the `def`, and what the loop calls is in C.
    expect(dearestLine(raw, 'split')).toMatch(/^app\/core\.py:[67]$/);
    expect(dearestLine(raw, 'order')).toBe('app/core.py:17');
  });

  it('charges new code to the function that calls it', async () => {
    write(
      'candidate',
      `${SLOWER}\ndef clean(word):\n    return word.strip(".").lower()\n`.replace(
        /word\.strip.*lower\(\)\)/,
        'clean(word))',
      ),
    );
    const { culprits } = await profile();
    expect(culprits).toMatchObject([
      { function: 'split', through: { function: 'clean', file: 'app/core.py', kind: 'new' } },
    ]);
  });

  it('tells that a function is called more often', async () => {
    write(
      'candidate',
      APP.replace('order(count(split(text)))', 'order(count(split(text)) and count(split(text)))'),
    );
    const { culprits } = await profile();
    expect(culprits.map((culprit) => [culprit.function, culprit.calls])).toContainEqual([
      'split',
      { baseline: 1, candidate: 2 },
    ]);
  });

  it('profiles the sub-benchmark that is asked for', async () => {
    write('candidate', APP);
    const spec = { kind: 'callable', target: 'benchmarks/search.py:sized' } as const;
    const small = await profile({ spec, sub: 'words=10' });
    const large = await profile({ spec, sub: 'words=500' });
    expect(large.total.baseline).toBeGreaterThan(10 * small.total.baseline);
  });

  it('profiles a statement', async () => {
    write('candidate', SLOWER);
    const { culprits } = await profile({
      spec: {
        kind: 'timeit',
        stmt: 'handle(text)',
        setup: 'from app.core import handle; text = "a b. " * 500',
      },
    });
    expect(culprits).toMatchObject([{ function: 'split' }]);
  });

  it('hands on a traceback where the benchmark fails, and still profiles the other side', async () => {
    write('candidate', `${APP}\nraise RuntimeError("broken on purpose")\n`);
    const { raw, baseline, obstacle } = await profile();
    expect(raw.failures).toMatchObject([{ side: 'candidate', code: 'crashed' }]);
    expect(raw.failures[0]?.message).toContain('broken on purpose');
    expect(baseline).toHaveLength(1);
    expect(obstacle).toBe('too-few-processes');
  });

  it('gives up on a benchmark that hangs', async () => {
    write('candidate', APP.replace('return words', 'while True: pass'));
    const { raw } = await withPatience(
      (timeout) => profile({ measure: { max_time: 60, timeout } }),
      ({ baseline }) => baseline.length > 0,
    );
    expect(raw.failures).toMatchObject([{ side: 'candidate', code: 'timed-out' }]);
  });

  describe('killed at its time-out with nothing shown, since the profiler slows code in Cython down hundreds of times', () => {
    /** Notes each of its calls, and is slow while it is profiled only, as code in Cython with `profile=True` is. */
    const slowWhileProfiled = (seconds: string) => `
import sys, time
from app.core import handle

def profiled():
    if sys.version_info >= (3, 12):
        return sys.monitoring.get_tool(sys.monitoring.PROFILER_ID) is not None
    return sys.getprofile() is not None

def search():
    handle("fox dog")
    if profiled():
        with open(${JSON.stringify(join(directory, 'calls'))}, "a") as calls:
            calls.write(".")
        end = time.perf_counter() + ${seconds}
        while time.perf_counter() < end:
            pass
`;
    const calls = join(directory, 'calls');
    const slow = (seconds: string, rest: Partial<ProfileRequest> = {}) => {
      writeFileSync(calls, '');
      write('candidate', APP);
      for (const side of ['baseline', 'candidate'] as const) {
        writeFileSync(join(sides[side], 'benchmarks/slow.py'), slowWhileProfiled(seconds));
      }
      const spec = { kind: 'callable', target: 'benchmarks/slow.py:search' } as const;
      return profile({ spec, tool: 'cprofile', processes: 2, ...rest });
    };

    it('counts the calls by a profiled one, and makes as many on both sides', async () => {
      const told: number[] = [];
      const { raw } = await slow('0.05', { onProgress: (progress) => told.push(progress.calls ?? 0) });
      expect(raw.failures).toEqual([]);
      const plans = raw.profiles.map(({ text }) => JSON.parse(text));
      expect(plans.map(({ iterations }) => iterations)).toEqual(Array(4).fill(plans[0].iterations));
      expect(plans.map(({ profiles }) => profiles.length)).toEqual([5, 5, 5, 5]);
      // About 4 in each of 5 stretches and one to find that out; by an unprofiled call it would be thousands.
      expect(readFileSync(calls, 'utf8').length).toBeLessThanOrEqual(4 * 26);
      expect(told).toEqual([0, ...Array(3).fill(plans[0].iterations)]);
    });

    it('ends what there is no time for, and hands on whole rounds only', async () => {
      let asked = 0;
      // Time enough for three processes; the fourth is ended at once.
      const timeLeft = () => (++asked > 9 ? 0.01 : 1_000);
      const { raw } = await slow('0.01', { timeLeft });
      expect(raw).toMatchObject({ failures: [], outOfTime: true });
      expect(raw.profiles.map(({ side }) => side)).toEqual(['baseline', 'candidate']);
    });
  });

  it('says what it cannot look into', async () => {
    for (const kind of ['callable', 'pytest', 'pyperf', 'asv', 'command']) {
      expect(whyNotProfiled({ kind } as ProfileRequest['spec'])).toBeUndefined();
    }
    await expect(
      profile({ spec: { kind: 'results', command: 'k6', format: 'k6', file: 'k6.json' } }),
    ).rejects.toThrow(/`results` benchmark cannot be profiled/);
    await expect(profile({ spec: { kind: 'pytest', args: 'benchmarks' }, tool: 'py-spy' })).rejects.toThrow(
      /cannot be profiled with py-spy; leave out `--tool`/,
    );
    expect(whyNotProfiled({ kind: 'command', command: 'true' }, 'bytecodes')).toContain('bytecodes');
  });

  it('says how to get py-spy where it is missing', async () => {
    await expect(profile({ tool: 'py-spy', env: { PATH: dirname(process.execPath) } })).rejects.toMatchObject(
      {
        name: 'UsageError',
        hint: expect.stringContaining('pip install py-spy'),
      },
    );
  });
});

const pySpy = await findTool('py-spy');
describe.skipIf(pySpy.missing)(`py-spy ${pySpy.missing ?? ''}`, () => {
  it('reads the stacks that the real tool writes', async () => {
    write('candidate', APP);
    const { raw, candidate } = await profile({
      tool: 'py-spy',
      processes: 1,
      env: { ...process.env, PATH: `${dirname(pySpy.path)}:${process.env.PATH}` },
    });
    expect(raw.failures).toEqual([]);
    const [first] = candidate;
    expect(first?.functions.filter((entry) => entry.inside).map((entry) => entry.name)).toEqual(
      // Most of the time is theirs: no sampling misses them.
      expect.arrayContaining(['split', 'count', 'handle']),
    );
    const split = first?.functions.find((entry) => entry.name === 'split');
    expect(split).toMatchObject({ file: 'app/core.py', line: 4 });
    expect(split?.own).toBeGreaterThan(0);
  });

  it('tells the lines that it saw', async () => {
    write('candidate', APP);
    const env = { ...process.env, PATH: `${dirname(pySpy.path)}:${process.env.PATH}` };
    const { raw } = await profile({ tool: 'py-spy', lines: true, checkouts: [candidate], env });
    expect(raw.failures).toEqual([]);
    expect(dearestLine(raw, 'split')).toMatch(/^app\/core\.py:[67]$/);
  });

  it('looks into a process that is running, whatever thread works', async () => {
    const source =
      'import threading\n\ndef spin():\n    while True:\n        sum(range(1000))\n\nthreading.Thread(target=spin).start()\nprint("it runs", flush=True)\n';
    const script = join(directory, 'running.py');
    writeFileSync(script, source);
    const child = spawn('python3', [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      const env = { ...process.env, PATH: `${dirname(pySpy.path)}:${process.env.PATH}` };
      const ended = await runCli(['profile', '--pid', String(child.pid), '--seconds', '1'], directory, {
        env,
      });
      expect(ended.stderr).toContain('collapsed.txt');
      // None of it belongs in the project's history, and nobody has to say so.
      expect(readFileSync(join(directory, '.pacegate/.gitignore'), 'utf8')).toMatch(/^\*$/m);
      expect(ended.status, ended.stderr).toBe(0);
      const [functions = '', lines = ''] = ended.stdout.split(/\n {5}own.*line\n/);
      expect(functions).toMatch(/spin .*running\.py:/);
      expect(lines).toMatch(/spin .*running\.py:[45]/);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const gone = await runCli(['profile', '--pid', String(child.pid), '--seconds', '1'], directory, {
      env: { PATH: dirname(pySpy.path) },
    });
    expect(gone.status).toBe(2);
    expect(gone.stderr).toContain(`There is no process ${child.pid}.`);
  });
});

describe('find_scope of the harness, for Python 3.9 and 3.10, whose code objects have no qualified names', () => {
  it('finds in the source the names that later versions know', () => {
    const env = { ...process.env, PYTHONPATH: join(import.meta.dirname, '../../harness') };
    const script = join(import.meta.dirname, 'qualified_names.py');
    expect(execFileSync('python3', [script], { env, encoding: 'utf8' })).toBe('same\n');
  });
});
