/** What CPU time does not see, and what only CPU time sees. */
import { expect, test } from 'vitest';
import type { Benchmark, Metric } from '../../../src/samples/measurements.ts';
import { compare, inTurns, timed } from '../measured.ts';

const FIVE = 'time < baseline + 5%';

/** Wall time made longer than CPU time, value by value. */
function withWall(benchmark: Benchmark, longer: (value: number, at: number) => number): Benchmark {
  const wall = benchmark.metrics.wall_time as Metric;
  let at = 0;
  const runs = wall.runs.map((run) => ({ ...run, values: run.values.map((value) => longer(value, at++)) }));
  return { ...benchmark, metrics: { ...benchmark.metrics, wall_time: { ...wall, runs } } };
}

/** Busy for this share of its time. */
const waiting = (busy: number, runs = 20) =>
  withWall(timed('b', { seed: `${busy}`, runs }), (value) => value / busy);

test('a candidate that starts to wait fails, though its CPU time is the same', () => {
  for (const busy of [0.93, 0.8, 0.5]) {
    for (const place of [inTurns, (side: Benchmark) => side]) {
      const [result] = compare(place(waiting(1)), place(waiting(busy)), FIVE);
      expect(result, `busy ${busy}`).toMatchObject({ verdict: 'fail' });
      expect(result?.change?.ratio).toBeCloseTo(1 / busy, 2);
    }
  }
  // Above 90 % busy, CPU time judges. In turns wall time guards; else CPU time is moved by what it leaves out.
  expect(compare(inTurns(waiting(1)), inTurns(waiting(0.93)), FIVE)[0]).toMatchObject({
    clock: 'wall',
    notes: ['waits'],
  });
  expect(compare(waiting(1), waiting(0.93), FIVE)[0]).toMatchObject({ clock: 'cpu', notes: ['waits'] });
});

test('waiting within the budget passes, and no more of it than that', () => {
  expect(compare(waiting(1), waiting(0.98), FIVE)[0]).toMatchObject({ verdict: 'pass', clock: 'cpu' });
  const [open] = compare(inTurns(waiting(1, 12)), inTurns(waiting(0.953, 12)), FIVE);
  expect(open).toMatchObject({ verdict: 'inconclusive', clock: 'wall', notes: ['waits', 'wall-guard'] });
});

test('a candidate that waits less is improved, by wall time', () => {
  expect(compare(waiting(0.8), waiting(1), FIVE)[0]).toMatchObject({ verdict: 'improved', clock: 'wall' });
});

test('in turns, a lock that most calls wait for is seen', () => {
  const locked = (free: number) =>
    withWall(timed('b', { seed: 'locked', runs: 20 }), (value, at) =>
      at % free === 0 ? value : 1.3 * value,
    );
  expect(compare(inTurns(waiting(1)), inTurns(locked(20)), FIVE)[0]).toMatchObject({
    verdict: 'fail',
    clock: 'wall',
  });
  expect(compare(inTurns(waiting(1)), inTurns(locked(3)), FIVE)[0]).toMatchObject({
    verdict: 'fail',
    clock: 'wall',
    notes: ['waits'],
  });
});

test('under load that only wall time sees, CPU time judges', () => {
  const loaded = (factor: number, seed: string) =>
    withWall(timed('b', { seed, seconds: 0.01 * factor }), (value, at) =>
      at % 20 === 0 ? value : value * (1.5 + ((at * 7919) % 13) / 10),
    );
  expect(compare(loaded(1, 'a'), loaded(1.08, 'b'), FIVE)[0]).toMatchObject({
    verdict: 'fail',
    clock: 'cpu',
  });
  expect(compare(loaded(1, 'a'), loaded(1, 'b'), FIVE)[0]).toMatchObject({ verdict: 'pass', clock: 'cpu' });
});

test('a margin in seconds of code on one core is judged by CPU time as well', () => {
  const [offset] = compare(waiting(1), waiting(1), 'time < baseline + 1 ms');
  expect(offset).toMatchObject({ verdict: 'pass', clock: 'cpu' });
  expect(compare(waiting(1), waiting(0.85), 'time < baseline + 1 ms')[0]).toMatchObject({
    verdict: 'fail',
    clock: 'wall',
  });
});

test('wall time guards with 90 %: of six blocks, one that waits holds a pass back', () => {
  const oneWaits = (factor: number) => {
    const benchmark = timed('b', { runs: 6, noise: 0.0001, seed: 'still' });
    return inTurns(withWall(benchmark, (value, at) => (at < 20 ? factor * value : value)));
  };
  expect(compare(oneWaits(1), oneWaits(1.12), FIVE)[0]).toMatchObject({
    verdict: 'inconclusive',
    clock: 'wall',
    notes: expect.arrayContaining(['wall-guard']),
  });
  expect(compare(oneWaits(1), oneWaits(1.08), FIVE)[0]).toMatchObject({ verdict: 'pass', clock: 'cpu' });
});
