import { describe, expect, test } from 'vitest';
import { readEnvironment, readOutcome } from '../../src/runners/harness/harness-outcome.ts';
import { type HarnessRecord, parseRecords } from '../../src/runners/harness/harness-records.ts';
import type { ProcessEnd } from '../../src/runners/processes/process.ts';

const ENDED: ProcessEnd = {
  exit: 0,
  signal: undefined,
  startError: undefined,
  timedOut: false,
  aborted: false,
  leftBehind: 0,
  output: '',
  outputBytes: 0,
  seconds: 1,
};
const CONTEXT = {
  checkout: { side: 'candidate', directory: '/p', root: '/p', foreign: [] },
  timeout: 60,
} as const;

const METHOD = {
  record: 'method',
  loops: 10,
  warmup: 5,
  gc: 'enabled',
  never_steady: false,
  overhead: 1e-8,
  resolution: 1e-9,
  children_cpu: 0,
  turn: null,
  inner: 1,
  own_clock: false,
  peak_memory: 1e7,
  peak_since: 'setup',
  inside: 0.1,
  metrics: [],
  doubts: [],
} as const satisfies HarnessRecord;
const WHOLE: readonly HarnessRecord[] = [
  { record: 'phase', phase: 'timed' },
  { record: 'calibration', loops: 10, warmup: 5, value_ns: 3_000_000 },
  { record: 'values', wall: [2e6, 4e6], cpu: [1e6, 3e6], own: [], calls: [] },
  METHOD,
  { record: 'end' },
];
const read = (end: Partial<ProcessEnd> = {}, all: readonly HarnessRecord[] = WHOLE, garbage?: string) =>
  readOutcome({ ...ENDED, ...end }, { all, garbage }, CONTEXT);

describe('records of a process', () => {
  test('become values per call, in seconds', () => {
    const { metrics, failure, method } = read();
    expect(failure).toBeUndefined();
    expect(metrics.wall_time?.runs[0]?.[0]).toBeCloseTo(2e-4, 15);
    expect(metrics.cpu_time?.runs[0]?.[1]).toBeCloseTo(3e-4, 15);
    expect(metrics.peak_memory?.runs).toEqual([[1e7]]);
    expect(method).toMatchObject({ loops: 10, warmup: 5, gc: 'enabled', overhead: { seconds: 1e-8 } });
    expect(method).not.toHaveProperty('neverSteady');
    expect(method).not.toHaveProperty('childrenCpu');
  });

  test.each([
    [{ exit: 1 }, 'crashed', 'after it was measured'],
    [{ exit: undefined, signal: 'SIGSEGV' as const }, 'crashed', 'SIGSEGV after it was measured'],
    [{ exit: undefined, signal: 'SIGTERM' as const }, 'killed', 'SIGTERM'],
    [{ timedOut: true }, 'timed-out', 'something keeps it running'],
    [{ leftBehind: 2 }, 'crashed', 'left 2 processes running'],
    [{ aborted: true }, 'interrupted', 'interrupted'],
    [{ exit: undefined, startError: 'ENOENT' }, 'unsupported', 'ENOENT'],
  ] as const)('of one that then ended as %j keep its values', (end, code, words) => {
    const { failure, metrics } = read(end);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(metrics.wall_time).toBeDefined();
  });

  test('a closed standard output is no failure once everything was measured', () => {
    expect(read({ exit: 120 }).failure).toBeUndefined();
    expect(read({ exit: 120 }, WHOLE.slice(0, -1)).failure?.code).toBe('crashed');
  });

  test('no values, no success', () => {
    const none = WHOLE.map((r): HarnessRecord => (r.record === 'values' ? { ...r, wall: [], cpu: [] } : r));
    expect(read({}, none).failure?.code).toBe('no-values');
    expect(read({}, []).failure?.code).toBe('no-values');
    expect(read({}, WHOLE.slice(0, 3)).failure?.code).toBe('no-values');
  });

  test('what was printed last is in the message, in part', () => {
    const output = `${'noise\n'.repeat(1000)}Fatal Python error: the reason\n`;
    const { failure } = read({ exit: 3, output }, WHOLE.slice(0, 1));
    expect(failure?.message).toContain('Fatal Python error: the reason');
    expect(failure?.message.length).toBeLessThan(500);
  });

  test('a metric of its own may be called __proto__', () => {
    const name = JSON.parse('{"__proto__": 2}') as Record<string, number>;
    const { metrics } = read({}, [
      ...WHOLE.slice(0, 2),
      { record: 'values', wall: [2e6], cpu: [1e6], own: [name], calls: [] },
      { ...METHOD, metrics: [{ name: '__proto__', unit: 'count', better: 'lower' }] },
      { record: 'end' },
    ]);
    expect(Object.keys(metrics)).toContain('__proto__');
    expect(Object.getOwnPropertyDescriptor(metrics, '__proto__')?.value.runs).toEqual([[2]]);
  });

  test('the packages of the environment become a digest', () => {
    const all: HarnessRecord[] = [
      { record: 'environment', facts: { python: '3.11.7', packages: ['a-1', 'b-2'], odd: { nested: true } } },
    ];
    expect(readEnvironment(all, (text) => `digest of ${text.length}`)).toEqual({
      python: '3.11.7',
      packages: 'digest of 7',
    });
    expect(readEnvironment([], String)).toBeUndefined();
  });
});

describe('lines of a results file', () => {
  test('a last line that was cut off is dropped', () => {
    expect(parseRecords('{"record":"end"}\n{"record":"val')).toEqual({
      all: [{ record: 'end' }],
      garbage: undefined,
    });
    expect(parseRecords('')).toEqual({ all: [], garbage: undefined });
  });

  test.each([
    'not json',
    '{"record":"unknown"}',
    '{"record":"values","wall":[null],"cpu":[1],"own":[]}',
    '{"record":"values","wall":[-1],"cpu":[1],"own":[]}',
    '{"record":"values","wall":[1e999],"cpu":[1],"own":[]}',
    '[]',
  ])('%s is garbage, and what stands before it is kept', (line) => {
    const { all, garbage } = parseRecords(`{"record":"end"}\n${line}\n`);
    expect(all).toEqual([{ record: 'end' }]);
    expect(garbage).toMatch(/^line 2/);
  });

  test('wall and CPU values that do not pair are garbage', () => {
    expect(parseRecords('{"record":"values","wall":[1,2],"cpu":[1],"own":[]}\n').garbage).toMatch(/^line 1/);
  });
});
