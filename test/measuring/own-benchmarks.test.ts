/** What is measured again with each side's own benchmark, and for how long; measuring itself is a stand-in, and so is the clock. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { BenchmarkSpec } from '../../src/budgets/model.ts';
import type { Result } from '../../src/comparison/result.ts';
import { measure, type Run } from '../../src/measuring/collecting/measure.ts';
import { measureOwnBenchmarks } from '../../src/measuring/collecting/own-benchmarks.ts';
import { createRunTime } from '../../src/measuring/run-time.ts';
import type { Measurements } from '../../src/samples/measurements.ts';

vi.mock(import('../../src/measuring/collecting/measure.ts'), async (original) => ({
  ...(await original()),
  measure: vi.fn(),
}));

let now = 0;
let said: string[] = [];
const measured: { names: string[]; left: number; from?: string | undefined }[] = [];
beforeEach(() => {
  [now, said] = [0, []];
  measured.length = 0;
  vi.mocked(measure).mockImplementation(async (run, specs, _checkouts, _decide, files) => {
    measured.push({ names: specs.map(({ name }) => name), left: run.time.left(), from: files?.from });
    const side = { environment: {}, benchmarks: [] } as unknown as Measurements;
    const effort = { inside_seconds: 1, process_seconds: 2 };
    return { candidate: side, baseline: side, warnings: new Map(), outOfTime: new Set(), effort };
  });
});

const result = (benchmark: string, verdict: Result['verdict'] = 'pass'): Result => ({
  ...{ benchmark, budget: 'time < baseline + 5%', metric: 'time', unit: 's', better: 'lower', op: '<' },
  ...{ severity: 'fail', verdict, reason: '', limit: { kind: 'ratio', value: 1.05 } },
});

interface Given {
  readonly differing?: readonly string[];
  readonly took?: number;
  readonly total?: number;
  readonly passed?: number;
  readonly addOwnBase?: () => Promise<unknown>;
  readonly aborted?: boolean;
}

const checkedOut = { checkouts: [{ directory: '/own' }, { directory: '/' }], broken: () => undefined };

async function again(results: readonly Result[], given: Given = {}) {
  const names = [...new Set(results.map(({ benchmark }) => benchmark.split('/')[0] as string))];
  const specs = names.map((name) => ({ name, measure: {}, budgets: [] }) as unknown as BenchmarkSpec);
  const addOwnBase = vi.fn(given.addOwnBase ?? (async () => checkedOut));
  const clock = () => now;
  const controller = new AbortController();
  if (given.aborted) controller.abort();
  const run = {
    ...{ seed: 's', clock, time: createRunTime(clock, 0, given.total ?? 1_000), signal: controller.signal },
    session: { addOwnBase },
    progress: { say: (line: string) => said.push(line) },
  };
  now = given.passed ?? 0;
  const first = { specs, results, effort: { inside_seconds: 10, process_seconds: 20 } };
  const judging = { accepted: [], today: '2026-11-26', cpuHour: 0.05 };
  const { differing = names, took = 60 } = given;
  const second = await measureOwnBenchmarks(run as unknown as Run, first, {
    ...{ judging, base: 'b', took },
    differing: new Set(differing),
  });
  const own = Object.fromEntries(
    second.results.map(({ benchmark, own_benchmarks }) => [benchmark, own_benchmarks?.failure]),
  );
  return { first, second, own, addOwnBase };
}

test('only what differs and holds is measured again, from the files of each side', async () => {
  const { own, second, addOwnBase } = await again(
    [result('same'), result('suite/a'), result('suite/b', 'fail'), result('slow', 'fail')],
    { differing: ['suite', 'slow'] },
  );
  expect(measured).toEqual([{ names: ['suite'], left: 120, from: '/own' }]);
  expect(addOwnBase).toHaveBeenCalledOnce();
  expect(own).toEqual({ same: undefined, 'suite/a': 'absent', 'suite/b': undefined, slow: undefined });
  expect(second.effort).toEqual({ inside_seconds: 11, process_seconds: 22 });
});

test.each([
  ['nothing differs', [result('a')], { differing: [] }],
  ['all of it is broken', [result('a', 'fail')], {}],
  ['the run was interrupted', [result('a')], { aborted: true }],
])('nothing is checked out where %s', async (_, results, given) => {
  const { first, second, addOwnBase } = await again(results, given);
  expect(second).toBe(first);
  expect(addOwnBase).not.toHaveBeenCalled();
});

test('it takes at most twice as long as the first time, and what the run has left', async () => {
  await again([result('a')], { took: 200 });
  await again([result('a')], { took: 1 });
  await again([result('a')], { took: 200, passed: 900 });
  expect(measured.map(({ left }) => left)).toEqual([400, 60, 100]);
});

test('where something is to be profiled, the time for that is kept', async () => {
  await again([result('a'), result('b', 'fail')], { took: 500, passed: 700 });
  expect(measured.map(({ left }) => left)).toEqual([50]); // of 300 a quarter of the whole is for profiles
  const { own, addOwnBase } = await again([result('a'), result('b', 'fail')], { passed: 800 });
  expect(own.a).toBe('out-of-time');
  expect(addOwnBase).not.toHaveBeenCalled();
});

test('a base that cannot be checked out twice is told, and takes no verdict away', async () => {
  const { own, second } = await again([result('a')], {
    addOwnBase: async () => Promise.reject(new Error('no space left')),
  });
  expect(own.a).toBe('setup-failed');
  expect(second.results[0]?.verdict).toBe('pass');
  expect(said.join('\n')).toContain('no space left');
});
