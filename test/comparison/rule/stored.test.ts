import { expect, test } from 'vitest';
import { judge } from '../../../src/comparison/judge.ts';
import { betweenSessions } from '../../../src/comparison/readings/sessions.ts';
import { metric, request, session, slowed, spec, timed } from '../measured.ts';

const stored = (factor: number, budgets: readonly string[], extra = {}, shape = {}) => {
  const [before, after] = slowed(factor, shape);
  return judge(
    request({
      budgets: [spec('b', budgets)],
      baseline: session([before], { session: 'then' }),
      candidate: session([after], { session: 'now' }),
      comparison: 'stored',
      ...extra,
    }),
  );
};

test('times from another environment are incomparable; memory, counts and absolute budgets are judged', () => {
  const benchmark = (factor: number) => ({
    name: 'b',
    metrics: {
      ...timed('b', { seconds: 0.01 * factor }).metrics,
      peak_memory: metric(
        'B',
        Array.from({ length: 9 }, () => [2 ** 27 * factor]),
      ),
      served: metric(
        '1/s',
        Array.from({ length: 9 }, () => [50 / factor]),
        'higher',
      ),
      queries: metric('count', [[100 * factor], [100 * factor]]),
    },
  });
  const texts = ['time', 'cpu_time', 'p95', 'cost', 'peak_memory', 'queries']
    .map((name) => `${name} < baseline + 5%`)
    .concat('throughput > baseline - 5%', 'served > baseline - 5%');
  for (const environment of [
    { cpu: 'Another CPU', python: '3.13.1' },
    { cpu: 'Some CPU', python: '3.13.2' },
  ]) {
    const { results, verdict } = judge(
      request({
        budgets: [spec('b', [...texts, 'median < 1 s'])],
        baseline: session([benchmark(1)], { session: 'then', environment }),
        candidate: session([benchmark(1.5)], { session: 'now' }),
        comparison: 'stored',
      }),
    );
    expect(results.map((result) => result.verdict)).toEqual([
      'incomparable',
      'incomparable',
      'incomparable',
      'incomparable',
      'fail',
      'fail',
      'incomparable',
      'incomparable',
      'pass',
    ]);
    expect(results[0]?.change).toBeUndefined();
    expect(verdict).toBe('fail');
  }
});

test('a large slowdown fails, a small one is left to be measured side by side', () => {
  const verdict = (factor: number, text: string) => stored(factor, [text]).results[0]?.verdict;
  expect(verdict(1.5, 'time < baseline + 5%')).toBe('fail');
  expect(verdict(1.06, 'time < baseline + 5%')).toBe('inconclusive');
  expect(verdict(1.5, 'time < baseline + 2%')).toBe('inconclusive');
  expect(verdict(1, 'time < baseline + 10%')).toBe('pass');
});

test('five stored sessions say how much sessions differ', () => {
  const history = (spread: number, count = 6) =>
    Array.from({ length: count }, (_, i) =>
      session([timed('b', { seconds: 0.01 * (1 + (i % 2 ? spread : 0)) })], {
        created: `2026-11-0${i + 1}T00:00:00Z`,
      }),
    );
  const quiet = betweenSessions('b', history(0.002));
  const wild = betweenSessions('b', history(0.1));
  expect(quiet.cpu.deviation).toBeLessThan(wild.cpu.deviation);
  expect(wild.cpu.deviation).toBeCloseTo(Math.log(1.1) / Math.SQRT2, 2);
  expect(betweenSessions('b', history(0.1, 4))).toEqual(betweenSessions('b', []));
  const verdict = (sessions: ReturnType<typeof history>) =>
    stored(1.15, ['time < baseline + 5%'], { history: sessions }).results[0]?.verdict;
  expect(verdict(history(0.002))).toBe('fail');
  expect(verdict(history(0.1))).toBe('inconclusive');
});

test('a lasting step in the history counts once', () => {
  const step = Array.from({ length: 20 }, (_, i) =>
    session([timed('b', { seconds: i < 10 ? 0.01 : 0.02 })], { created: `2026-10-${10 + i}T00:00:00Z` }),
  );
  expect(betweenSessions('b', step).cpu.deviation).toBeLessThan(0.15); // the plain standard deviation is 0.35
});

test('a session in which the benchmark got less of the processor is no baseline for wall time', () => {
  const { results } = judge(
    request({
      budgets: [spec('b', ['time < baseline + 5%'])],
      baseline: session([timed('b', { busy: 0.6, seconds: 0.03 })], { session: 'then' }),
      candidate: session([timed('b', { busy: 1 })], { session: 'now' }),
      comparison: 'stored',
    }),
  );
  expect(results[0]).toMatchObject({ verdict: 'inconclusive', notes: ['busy-session'] });
});

test('what is computed from time is as uncertain as the time', () => {
  const texts = ['throughput > baseline - 5%', 'mean < baseline + 5%', 'cost < baseline + 5%'];
  // Wall time is assumed to differ by 10 % between sessions, CPU time by 1.5 %.
  expect(stored(1.15, texts).results.map(({ verdict }) => verdict)).toEqual([
    'inconclusive',
    'inconclusive',
    'fail',
  ]);
  expect(stored(2, texts).results.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'fail']);
});

test('where CPU time may judge, wall time has no say: it differs by the load of two sessions', () => {
  const loaded = timed('b');
  const wall = loaded.metrics.wall_time as NonNullable<(typeof loaded.metrics)['wall_time']>;
  let i = 0;
  const runs = wall.runs.map((run) => ({
    ...run,
    values: run.values.map((value) => (i++ % 20 === 0 ? value : 1.6 * value)),
  }));
  const { results } = judge(
    request({
      budgets: [spec('b', ['time < baseline + 10%'])],
      baseline: session([timed('b')], { session: 'then' }),
      candidate: session([{ ...loaded, metrics: { ...loaded.metrics, wall_time: { ...wall, runs } } }], {
        session: 'now',
      }),
      comparison: 'stored',
    }),
  );
  expect(results[0]).toMatchObject({ verdict: 'pass', clock: 'cpu' });
});

test('sessions that happen to agree prove no machine perfect', () => {
  const same = Array.from({ length: 6 }, (_, i) =>
    session([timed('b')], { created: `2026-11-0${i + 1}T00:00:00Z` }),
  );
  expect(betweenSessions('b', same)).toMatchObject({
    cpu: { deviation: 0.005, freedom: 5 },
    wall: { deviation: expect.closeTo(0.1 / 3, 10) },
  });
});

test('memory, which no session shifts, is judged by any margin, and improved from 5 % on', () => {
  const memory = (factor: number) => ({
    name: 'b',
    metrics: {
      peak_memory: metric(
        'B',
        Array.from({ length: 12 }, (_, i) => [factor * (2 ** 30 + i * 1024)]),
      ),
    },
  });
  const verdict = (factor: number, extra = {}) =>
    judge(
      request({
        budgets: [spec('b', ['peak_memory < baseline + 2%'])],
        baseline: session([memory(1)], { session: 'then' }),
        candidate: session([memory(factor)], { session: 'now' }),
        comparison: 'stored',
        ...extra,
      }),
    ).results[0]?.verdict;
  expect(verdict(1.04)).toBe('fail');
  // What many budgets do to each other is left to the comparison side by side.
  expect(verdict(1.04, { family: 100_000 })).toBe('fail');
  expect(verdict(0.97)).toBe('pass');
  expect(verdict(0.93)).toBe('improved');
});
