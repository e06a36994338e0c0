import { expect, test } from 'vitest';
import type { BudgetFile } from '../../../src/budgets/model.ts';
import { type JudgeRequest, judge } from '../../../src/comparison/judge.ts';
import type { Warning } from '../../../src/comparison/result.ts';
import type { Answer } from '../../../src/samples/answer.ts';
import type { Benchmark } from '../../../src/samples/measurements.ts';
import { budget, request, session, spec, timed } from '../measured.ts';

const BUDGET = 'time < baseline + 5%';
const anchoredAt = (name: string): BudgetFile['baseline'] => ({
  ...{ compare: 'auto', path: '.', branch: 'b' },
  anchor: { name, position: { file: 'budgets.yml', line: 1, column: 1 } },
});

function codes(extra: Partial<JudgeRequest>): string[] {
  return warningsOf(extra).map(({ code }) => code);
}

function warningsOf(extra: Partial<JudgeRequest>): readonly Warning[] {
  const { warnings } = judge(
    request({
      budgets: [spec('b', [BUDGET])],
      baseline: session([timed('b')]),
      candidate: session([timed('b')]),
      ...extra,
    }),
  );
  for (const { message, advice } of warnings) {
    expect(message).toMatch(/\.$/);
    expect(advice).toMatch(/\.$/);
  }
  return warnings;
}

/** Every second call takes half as long again. */
function alternating(): Benchmark {
  const benchmark = timed('b', { values: 30 });
  const metrics = Object.entries(benchmark.metrics).map(([name, metric]) => [
    name,
    {
      ...metric,
      runs: metric.runs.map((run) => ({ ...run, values: run.values.map((v, i) => (i % 2 ? 1.5 * v : v)) })),
    },
  ]);
  return { ...benchmark, metrics: Object.fromEntries(metrics) };
}

function answer(digest: string): Answer {
  return { runs: 3, calls: 9, parts: [{ path: '.total', digest, varies: false }] };
}

test('plain measurements raise no doubt', () => {
  expect(codes({})).toEqual([]);
});

test.each([
  ['a dirty candidate', { candidate: session([timed('b')], { commit: { id: '1', dirty: true } }) }, 'dirty'],
  ['a dirty baseline', { baseline: session([timed('b')], { commit: { id: '1', dirty: true } }) }, 'dirty'],
  [
    'another interpreter',
    { baseline: session([timed('b')], { environment: { cpu: 'Some CPU', python: '3.12.0' } }) },
    'confounded',
  ],
  [
    'a debug build',
    {
      candidate: session([timed('b')], {
        environment: { cpu: 'Some CPU', python: '3.13.1', python_build: 'GCC debug' },
      }),
    },
    'debug-build',
  ],
  ['development mode', { raised: new Map([['b', new Set(['development-mode'])]]) }, 'development-mode'],
  ['a tracer', { raised: new Map([['b', new Set(['tracing-active'])]]) }, 'tracing-active'],
  ['a machine that others use', { raised: new Map([['b', new Set(['noisy-machine'])]]) }, 'noisy-machine'],
  ['throttling', { raised: new Map([['b', new Set(['throttled'])]]) }, 'throttled'],
  [
    'a side of which half the processes never became steady',
    { candidate: session([{ ...timed('b', { runs: 10 }), method: { neverSteady: 5 } }]) },
    'never-steady',
  ],
  [
    'other results',
    {
      candidate: session([{ ...timed('b'), answer: answer('bbbbbbbb') }]),
      baseline: session([{ ...timed('b'), answer: answer('aaaaaaaa') }]),
    },
    'different-result',
  ],
  [
    'other data',
    {
      candidate: session([{ ...timed('b'), dataset: { name: 'd', digest: '2' } }]),
      baseline: session([{ ...timed('b'), dataset: { name: 'd', digest: '1' } }]),
    },
    'dataset-changed',
  ],
  [
    'few rows',
    { candidate: session([{ ...timed('b'), dataset: { name: 'd', rows: 12, bytes: 1e6 } }]) },
    'toy-dataset',
  ],
  [
    'few bytes',
    { candidate: session([{ ...timed('b'), dataset: { name: 'd', bytes: 300 } }]) },
    'toy-dataset',
  ],
  [
    'another benchmark',
    {
      candidate: session([{ ...timed('b'), method: { fingerprint: '2' } }]),
      baseline: session([{ ...timed('b'), method: { fingerprint: '1' } }]),
    },
    'benchmark-changed',
  ],
  [
    'old data',
    { budgets: [spec('b', [BUDGET], { dataset: { name: 'd', reviewed: '2026-05-01' } })] },
    'dataset-overdue',
  ],
  [
    'less data than the budget file asks for',
    {
      budgets: [spec('b', [BUDGET], { dataset: { name: 'd', min_size: { value: 2e6, unit: 'B' } } })],
      candidate: session([{ ...timed('b'), dataset: { name: 'd', rows: 4000, bytes: 1e6 } }]),
    },
    'toy-dataset',
  ],
  [
    'data that shrank to a twentieth',
    {
      candidate: session([{ ...timed('b'), dataset: { name: 'd', rows: 5000 } }]),
      baseline: session([{ ...timed('b'), dataset: { name: 'd', rows: 100_000 } }]),
    },
    'toy-dataset',
  ],
  [
    'an acceptance that ends soon',
    { accepted: [{ benchmark: 'b', budget: BUDGET, reason: 'x', until: '2026-12-06' }] },
    'accepted-expiring',
  ],
  ['a noisy machine', { candidate: session([timed('b', { noise: 0.4 })]) }, 'noisy-machine'],
  [
    'an environment that says so of itself',
    { candidate: session([timed('b')], { environment: { 'development-mode': true } }) },
    'development-mode',
  ],
  [
    'a value of a few ticks',
    { candidate: session([{ ...timed('b'), method: { resolution: 0.001 } }]) },
    'too-short',
  ],
  ['a benchmark of two modes', { candidate: session([alternating()]) }, 'two-modes'],
] as const)('%s is told', (_, extra, code) => {
  expect(codes(extra as Partial<JudgeRequest>)).toContain(code);
});

test('as much data as the budget file asks for is enough, however little that is', () => {
  const dataset = { name: 'd', min_size: { value: 10, unit: 'rows' } } as const;
  const candidate = session([{ ...timed('b'), dataset: { name: 'd', rows: 12, bytes: 300 } }]);
  expect(codes({ budgets: [spec('b', [BUDGET], { dataset })], candidate })).toEqual([]);
});

test.each([
  ['three months and a day after the last one', {}, '2026-08-21', ['dataset-overdue']],
  ['three months after the last one', {}, '2026-08-22', []],
  ['as often as the budget file says', { count: 2, unit: 'week' }, '2026-11-07', ['dataset-overdue']],
  ['and not sooner', { count: 1, unit: 'year' }, '2025-11-22', []],
] as const)('a review of the data is due %s', (_, every, reviewed, expected) => {
  const dataset = { name: 'd', reviewed, ...('unit' in every && { review_every: every }) };
  expect(codes({ budgets: [spec('b', [BUDGET], { dataset })] })).toEqual(expected);
});

test('a process that was disturbed while it warmed up is no doubt about the benchmark', () => {
  const seldom = { ...timed('b', { runs: 10 }), method: { neverSteady: 4 } };
  expect(codes({ baseline: session([seldom]), candidate: session([seldom]) })).toEqual([]);
});

test('dates that are near enough are no doubt', () => {
  expect(
    codes({ budgets: [spec('b', [BUDGET], { dataset: { name: 'd', reviewed: '2026-10-01' } })] }),
  ).toEqual([]);
  expect(codes({ accepted: [{ benchmark: 'b', budget: BUDGET, reason: 'x', until: '2026-12-07' }] })).toEqual(
    [],
  );
});

test('no budget is called removed where only a part of the file is judged: --only, or what is measured again', () => {
  const part = [spec('a', [budget('time < 1 s')])];
  const whole = [...part, spec('b', [budget('time < 1 s')])];
  const baseBudgets = { benchmarks: whole } as unknown as BudgetFile;
  expect(codes({ budgets: part, declared: whole, baseBudgets })).not.toContain('budget-loosened');
  expect(codes({ budgets: part, declared: part, baseBudgets })).toContain('budget-loosened');
});

test('a base with commits that the candidate lacks is told, with what to type', () => {
  const baseBehind = { ref: 'main', missing: 3 };
  const told = (comparison: 'side-by-side' | 'none') =>
    warningsOf({ baseBehind, comparison }).filter(({ code }) => code === 'base-behind');
  expect(told('side-by-side')).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('main has 3 commits that this checkout lacks'),
      advice: expect.stringContaining('--base $(git merge-base main HEAD)'),
    }),
  ]);
  expect(told('none')).toEqual([]);
});

test('a loosened or removed budget is told against the base side', () => {
  const base = (...texts: readonly string[]) =>
    ({
      benchmarks: [
        spec(
          'b',
          texts.map((text) => budget(text)),
        ),
      ],
    }) as unknown as BudgetFile;
  const loosened = (before: string, after: string) =>
    codes({ budgets: [spec('b', [budget(after)])], baseBudgets: base(before) }).includes('budget-loosened');
  expect(loosened('time < baseline + 5%', 'time < baseline + 10%')).toBe(true);
  expect(loosened('time < baseline + 5%', 'median < 1 s')).toBe(true);
  expect(loosened('throughput > 100/s', 'throughput > 50/s')).toBe(true);
  expect(loosened('time < baseline + 5%', 'time < baseline + 2%')).toBe(false);
  expect(loosened('time < baseline + 5%', 'time <= baseline + 5%')).toBe(false);
});

test('a doubt about one benchmark is told once, with its name, however many budgets it has', () => {
  const sides = {
    baseline: session([timed('a'), timed('b')]),
    candidate: session([timed('a'), alternating()]),
  };
  const { warnings, results } = judge(
    request({
      budgets: [
        spec('a', [BUDGET]),
        spec('b', [BUDGET, 'time < baseline + 60%', 'cpu_time < baseline + 60%']),
      ],
      raised: new Map([['a', new Set(['throttled', 'two-modes', 'made-up', 'constructor'])]]),
      ...sides,
    }),
  );
  expect(warnings.map(({ code, benchmark }) => [code, benchmark])).toEqual([
    ['throttled', 'a'],
    ['two-modes', 'a'],
    ['two-modes', 'b'],
  ]);
  expect(results).toHaveLength(4);
});

test('a warning decides nothing', () => {
  const verdicts = (raised: JudgeRequest['raised']) =>
    judge(
      request({
        budgets: [spec('b', [BUDGET])],
        baseline: session([timed('b')]),
        candidate: session([timed('b')]),
        ...(raised && { raised }),
      }),
    ).results;
  expect(verdicts(new Map([['b', new Set(['throttled', 'two-modes', 'never-steady'])]]))).toEqual(
    verdicts(undefined),
  );
});

test('what changes together is listed by name, and what does not', () => {
  const environment = { cpu: 'Some CPU', python: '3.13.1', settings: '' };
  const before = { ...environment, distributions: 'numpy 2.0.1\nsix 1.16.0' };
  const after = { ...environment, python: '3.14.0', distributions: 'numpy 2.1.0\norjson 3.10' };
  const of = (digest: string, facts: typeof before, id: string) =>
    session([{ ...timed('b'), dataset: { name: 'products', digest } }], {
      environment: facts,
      commit: { id, dirty: false },
    });
  const message = (candidate: string) =>
    warningsOf({ baseline: of('1', before, 'a'), candidate: of('2', after, candidate) }).find(
      ({ code }) => code === 'confounded',
    )?.message;
  expect(message('b')).toBe(
    'More than the code differs between the two sides: interpreter (python 3.13.1 → 3.14.0); dependencies (numpy 2.0.1 → 2.1.0, orjson 3.10 added, six 1.16.0 removed); data (products). A change may come from that. The same on both sides: machine, settings.',
  );
  expect(message('a')).toMatch(
    /^The code is the same on both sides, and these differ: .*: code, machine, settings\.$/,
  );
});

test.each<[string, Partial<BudgetFile>, Partial<JudgeRequest>, readonly string[]]>([
  [
    'a trade-off that is new',
    {},
    { accepted: [{ benchmark: 'b', budget: BUDGET, reason: 'Safer.', until: '2027-01-01' }] },
    ['accepted-new'],
  ],
  [
    'one that was there, with another last day',
    { accepted: [{ benchmark: 'b', budget: BUDGET, reason: 'Safer.', until: '2026-12-31' }] },
    { accepted: [{ benchmark: 'b', budget: BUDGET, reason: 'Safer.', until: '2027-01-01' }] },
    [],
  ],
  [
    'a review that is moved, every so often, of data that may be smaller',
    {
      benchmarks: [
        spec('b', [BUDGET], {
          dataset: { name: 'd', reviewed: '2026-08-01', min_size: { value: 1000, unit: 'rows' } },
        }),
      ],
    },
    {
      budgets: [
        spec('b', [BUDGET], {
          dataset: { name: 'd', reviewed: '2026-11-01', review_every: { count: 1, unit: 'year' } },
        }),
      ],
    },
    ['dataset-reviewed', 'gate-loosened', 'gate-loosened'],
  ],
  [
    'a gate that enforces later',
    { gate: { mode: 'enforce', inconclusive: 'fail', overdue: 'warn' } },
    { gate: { mode: 'enforce', enforce_from: '2026-12-01', inconclusive: 'pass', overdue: 'fail' } },
    ['gate-loosened', 'gate-loosened'],
  ],
  [
    'a gate that becomes stricter',
    { gate: { mode: 'observe', inconclusive: 'pass', overdue: 'warn' } },
    { gate: { mode: 'enforce', inconclusive: 'fail', overdue: 'fail' } },
    [],
  ],
  [
    'an anchor that is moved: what got slower before it is forgiven',
    { benchmarks: [spec('b', ['time < anchor + 5%'])], baseline: anchoredAt('v1.0') },
    { budgets: [spec('b', ['time < anchor + 5%'])], anchorName: 'v2.0' },
    ['gate-loosened'],
  ],
  [
    'one that stays, or that no budget went by',
    { benchmarks: [spec('b', [BUDGET])], baseline: anchoredAt('v1.0') },
    { anchorName: 'v2.0' },
    [],
  ],
])('what the change does to its own rules: %s', (_, before, now, expected) => {
  const baseBudgets = { benchmarks: [spec('b', [BUDGET])], accepted: [], ...before } as unknown as BudgetFile;
  expect(codes({ baseBudgets, ...now })).toEqual(expected);
});
