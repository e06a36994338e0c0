/** The numbers shown fit the verdict, whichever reading it rests on. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../power/random.ts';
import type { Result } from '../../../src/comparison/result.ts';
import type { Benchmark, Metric } from '../../../src/samples/measurements.ts';
import { compare } from '../measured.ts';

/** How a side is out of the ordinary. */
interface Oddity {
  readonly factor: number;
  readonly noise: number;
  /** Wall time beyond CPU time. */
  readonly waits: number;
  /** What the slower half of the calls costs beyond the faster. */
  readonly mode: number;
  /** What one process in eight costs beyond the others. */
  readonly wild: number;
  readonly turn: number;
}
const oddity = fc.record<Oddity>({
  factor: fc.double({ min: 0.8, max: 1.3, noNaN: true }),
  noise: fc.constantFrom(0, 0.002, 0.05, 0.3),
  waits: fc.constantFrom(1, 1, 1.04, 1.05, 1.5),
  mode: fc.constantFrom(1, 1, 1.1, 1.6),
  wild: fc.constantFrom(1, 1, 2.5),
  turn: fc.constantFrom(0, 1, 1, 1),
});

function side(name: string, runs: number, values: number, odd: Oddity): Benchmark {
  const random = seededRandom(name, runs, values);
  const cpu = Array.from({ length: runs }, (_, block) =>
    Array.from(
      { length: values },
      (_, i) =>
        0.01 *
        odd.factor *
        (1 + odd.noise * random.unit()) *
        (i % 2 ? odd.mode : 1) *
        (block % 8 === 3 ? odd.wild : 1),
    ),
  );
  const metric = (scale: number): Metric => ({
    unit: 's',
    better: 'lower',
    runs: cpu.map((list, block) => ({
      order: 2 * block,
      block,
      values: list.map((value) => value * scale),
      ...(odd.turn && { turn: odd.turn }),
    })),
  });
  return { name: 'b', metrics: { wall_time: metric(odd.waits), cpu_time: metric(1) } };
}

const BUDGETS = [
  'time < baseline + 5%',
  'time < baseline + 2%',
  'time < baseline',
  'time < baseline - 10%',
  'time < baseline + 1 ms',
  'time > baseline - 5%',
  'median < baseline + 5%',
  'p95 < baseline + 5%',
  'throughput > baseline - 5%',
  'cost < baseline + 5%',
  'cpu_time < baseline + 5%',
  'time < 11 ms',
  'median < 11 ms',
  'p95 < 11 ms',
  'p95 > 9 ms',
  'min < 11 ms',
  'max < 11 ms',
  'throughput > 80/s',
];

/** Where the interval lies, seen from the budget: within its limit, across it, or beyond it. */
function placeOf({ change, estimate, limit, op }: Result): 'within' | 'across' | 'beyond' | undefined {
  const interval = change ?? estimate;
  if (!interval || !limit) return undefined;
  const [within, beyond] = op?.startsWith('<')
    ? [interval.high < limit.value, interval.low > limit.value]
    : [interval.low > limit.value, interval.high < limit.value];
  return within ? 'within' : beyond ? 'beyond' : 'across';
}

/** What leaves a result open though its interval is on one side of the limit: the bulk guards, and fails nothing. */
const OPEN = {
  within: ['too-few-runs', 'few-effective-values'],
  beyond: ['too-few-runs', 'few-effective-values', 'many-budgets', 'bulk-guard'],
};

function bearsOut(result: Result): void {
  const { change, estimate, verdict, notes = [], baseline, candidate } = result;
  const place = placeOf(result);
  const told = `${result.budget}: ${verdict}, ${place}: ${result.reason}`;
  if (verdict === 'fail') expect(place, told).toBe('beyond');
  if (verdict === 'pass' || verdict === 'improved') expect(place, told).toBe('within');
  if (verdict === 'inconclusive' && place !== 'across' && place !== undefined) {
    expect(
      notes.some((note) => OPEN[place].includes(note)),
      told,
    ).toBe(true);
  }
  if (change) {
    expect(change.low, told).toBeLessThanOrEqual(change.ratio);
    expect(change.high, told).toBeGreaterThanOrEqual(change.ratio);
    expect((candidate?.estimate ?? 0) / (baseline?.estimate ?? 1) / change.ratio, told).toBeCloseTo(1, 9);
  }
  if (estimate) {
    expect(estimate.low, told).toBeLessThanOrEqual(estimate.value);
    expect(estimate.high, told).toBeGreaterThanOrEqual(estimate.value);
    expect((candidate?.estimate ?? 0) / estimate.value, told).toBeCloseTo(1, 9);
  }
}

test('the interval and the limit bear out every verdict, and the levels shown are as far apart as the change', () => {
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(
      oddity,
      oddity,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 40 }),
      (before, after, runs, values) => {
        const results = compare(
          side('baseline', runs, values, { ...before, factor: 1 }),
          side('candidate', runs, values, after),
          ...BUDGETS,
        );
        for (const result of results) {
          bearsOut(result);
          for (const word of [result.verdict, ...(result.notes ?? [])]) verdicts.add(word);
        }
      },
    ),
    { numRuns: 300, seed: 7 },
  );
  // Every kind of answer occurred.
  expect([...verdicts].sort()).toEqual(
    expect.arrayContaining([
      'average-guard',
      'bulk-guard',
      'fail',
      'few-effective-values',
      'improved',
      'inconclusive',
      'pass',
      'slower-within-budget',
      'too-few-runs',
      'wall-guard',
      'waits',
    ]),
  );
});
