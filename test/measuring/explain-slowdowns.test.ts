/** What is profiled of what got slower, in which order, and what is left out; the profiler is a stand-in, and so is the clock. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Result } from '../../src/comparison/result.ts';
import type { Run } from '../../src/measuring/collecting/measure.ts';
import { explainSlowdowns } from '../../src/measuring/explaining/explain-slowdowns.ts';
import { createRunTime } from '../../src/measuring/run-time.ts';
import type { Judged } from '../../src/measuring/strategies.ts';
import { type ProfileRequest, profileBoth, type RawProfile } from '../../src/runners/profiling/profiler.ts';
import type { World } from '../../src/settings.ts';

vi.mock(import('../../src/runners/profiling/profiler.ts'), async (original) => ({
  ...(await original()),
  profileBoth: vi.fn(),
}));

let now = 0;
let said: string[] = [];
let shown: string[] = [];
beforeEach(() => {
  [now, said, shown] = [0, [], []];
  vi.mocked(profileBoth).mockReset();
});

const profileText = JSON.stringify({
  ...{ format: 'pacegate/profile', version: 1, tool: 'cprofile', python: 'CPython 3.13.0', iterations: 1 },
  unit: 's',
  profiles: [
    { functions: [{ name: 'f', file: 'a.py', inside: true, line: 1, calls: 1, own: 0.1 }], edges: [] },
  ],
});
const both: RawProfile[] = [1, 2].flatMap(() => [
  { side: 'baseline' as const, text: profileText },
  { side: 'candidate' as const, text: profileText },
]);

/** Each benchmark takes so many seconds to profile; `undefined`: there was no time for it. */
function takes(seconds: Readonly<Record<string, number>>): string[] {
  const asked: string[] = [];
  vi.mocked(profileBoth).mockImplementation(async ({ spec, timeLeft, onProgress }: ProfileRequest) => {
    const name = spec.kind === 'callable' ? spec.target : '';
    asked.push(name);
    onProgress?.({ done: 3, all: 8, calls: 12 });
    const took = seconds[name] ?? 0;
    const left = timeLeft?.() ?? 0;
    now += Math.min(took, left);
    return took > left
      ? { tool: 'cprofile', profiles: both.slice(0, 1), failures: [], outOfTime: true }
      : { tool: 'cprofile', profiles: both, failures: [] };
  });
  return asked;
}

const slower = (benchmark: string, low: number, extra = {}): Partial<Result> => ({
  ...{ benchmark, verdict: 'fail', comparison: 'side-by-side', unit: 's', better: 'lower' },
  change: { ratio: low + 0.1, low, high: low + 0.2, confidence: 0.95 },
  ...extra,
});

function explain(results: readonly Partial<Result>[], totalTime?: number) {
  const specs = results.map(({ benchmark: name }) => ({
    name,
    runner: { kind: 'callable', target: name },
    measure: { max_time: 300, timeout: 60 },
    budgets: [],
  }));
  const progress = {
    say: (line: string) => said.push(line),
    show: (line: string) => shown.push(line),
    end() {},
  };
  const clock = () => now;
  const judged = { results, specs, baseline: { commit: { id: 'b' } } };
  const run = {
    session: { addBase: async () => ({ checkouts: [] }), candidate: { directory: '/' } },
    signal: new AbortController().signal,
    time: createRunTime(clock, 0, totalTime),
    progress,
    clock,
  };
  return explainSlowdowns(judged as unknown as Judged, run as unknown as Run, { env: {} } as World);
}

const THREE = [slower('bit', 1.1), slower('worst', 3), slower('middle', 1.5)];

test('the worst regression comes first, of a throughput too', async () => {
  const asked = takes({});
  const rate = slower('rate', 0.4, { unit: '1/s', better: 'higher' }); // 0.4 … 0.6: at least 1.67 times as slow
  const { profiles, notProfiled } = await explain([...THREE, rate]);
  expect(asked).toEqual(['worst', 'rate', 'middle', 'bit']);
  expect(profiles.map(({ benchmark }) => benchmark)).toEqual(asked);
  expect([...notProfiled]).toEqual([]);
});

test('where nothing is said, all of them together take a minute; the least important is left out, and that is said', async () => {
  const asked = takes({ worst: 30, middle: 40, bit: 1 });
  const { profiles, notProfiled } = await explain(THREE);
  expect(now).toBe(60);
  expect(asked).toEqual(['worst', 'middle']);
  expect(profiles.map(({ benchmark }) => benchmark)).toEqual(['worst']);
  expect([...notProfiled]).toEqual(['middle', 'bit']);
  expect(said).toEqual([
    'profiling 3 benchmarks that got slower: at most 60 s',
    'middle: there was time to profile one process only',
    'not profiled, out of time: middle, bit',
  ]);
});

test('else a quarter of the time of the run, and never what is not left of it', async () => {
  takes({ worst: 100, middle: 100, bit: 100 });
  await explain(THREE, 1_000);
  expect(now).toBe(250);
  now = 990;
  await explain(THREE, 1_000);
  expect(now).toBe(1_000);
});

test('where all of it is over, nothing is started', async () => {
  const asked = takes({});
  now = 2_000;
  expect((await explain(THREE, 1_000)).notProfiled.size).toBe(3);
  expect(asked).toEqual([]);
});

test('progress tells how far it is, how many calls a profile is of, and how long it takes at most', async () => {
  takes({});
  await explain(THREE.slice(1, 2));
  expect(said).toEqual(['profiling the benchmark that got slower: at most 60 s']);
  expect(shown).toEqual(['profiling worst: 3 of 8 processes, 12 calls in a profile, at most 60 s to go']);
});

test('nothing is said where nothing got slower', async () => {
  takes({});
  await explain([slower('fine', 0.9, { verdict: 'pass' })]);
  expect([...said, ...shown]).toEqual([]);
});
