/** Benchmarks that are now fast and now slow for reasons of their own. Modes are told, and decide nothing. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../power/random.ts';
import { slowerMode } from '../../../power/synthetic.ts';
import { budgetOf, collectTrial } from '../../../power/trial.ts';
import { showsTwoModes } from '../../../src/comparison/readings/modes.ts';
import type { Result } from '../../../src/comparison/result.ts';
import type { Benchmark, Metric, Run } from '../../../src/samples/measurements.ts';
import { compare, slowed, timed } from '../measured.ts';

const FIVE = 'time < baseline + 5%';
const only = (results: readonly Result[]): Result => results[0] as Result;

/** The benchmark with each value made larger, by its run and its place. */
function scaled(benchmark: Benchmark, by: (run: number, at: number) => number): Benchmark {
  const metrics = Object.entries(benchmark.metrics).map(([name, metric]): [string, Metric] => [
    name,
    {
      ...metric,
      runs: metric.runs.map((run, r) => ({
        ...run,
        values: run.values.map((value, at) => value * by(r, at)),
      })),
    },
  ]);
  return { ...benchmark, metrics: Object.fromEntries(metrics) };
}

describe('by hash seed, which both processes of a block share', () => {
  /** Every second block is slow: by 15 %, and the candidate by `slowFactor` more; all are slower by `factor`. */
  const bySeed = (runs: number, slowFactor: number, factor = 1): Result => {
    const [before, after] = slowed(factor, { runs });
    return only(
      compare(
        scaled(before, (run) => (run % 2 ? 1.15 : 1)),
        scaled(after, (run) => (run % 2 ? 1.15 * slowFactor : 1)),
        FIVE,
      ),
    );
  };

  test('unchanged code passes at the first look, and a slowdown of all fails at the second', () => {
    expect(bySeed(6, 1)).toMatchObject({ verdict: 'pass' });
    expect(bySeed(9, 1, 1.1)).toMatchObject({ verdict: 'fail' });
    expect(bySeed(9, 1, 1.1).notes).toBeUndefined();
  });

  test('a slow mode alone that got slower by 20 % never passes, and is told', () => {
    for (const runs of [6, 9, 12, 15, 20, 30]) {
      expect(bySeed(runs, 1.2).verdict, `${runs} runs`).not.toMatch(/pass|improved/);
    }
    expect(bySeed(20, 1.2).notes).toContain('two-modes');
    // On average: half of the runs are 20 % slower, the others as fast as before.
    expect(bySeed(30, 1.2).change?.ratio).toBeCloseTo(Math.sqrt(1.2), 1);
  });

  test('a slow mode that got slower within the budget passes', () => {
    expect(bySeed(20, 1.03).verdict).toBe('pass');
  });
});

describe('by hit and miss, call by call', () => {
  /** One call in three misses; a miss takes `miss` times as long. */
  const byHit = (factor: number, miss: number, turn: number, name: string): Benchmark => {
    const benchmark = scaled(
      timed('b', { runs: 20, values: 30, seconds: 0.01 * factor, seed: name }),
      (run, at) => (((run * 31 + at) * 7919) % 3 === 0 ? miss : 1),
    );
    if (turn === 0) return benchmark;
    const metrics = Object.entries(benchmark.metrics).map(([key, metric]) => [
      key,
      { ...metric, runs: metric.runs.map((run) => ({ ...run, turn })) },
    ]);
    return { ...benchmark, metrics: Object.fromEntries(metrics) };
  };

  test.each([0, 1])('unchanged code passes, and is told to be of two modes (turns of %i)', (turn) => {
    expect(only(compare(byHit(1, 2, turn, 'x'), byHit(1, 2, turn, 'y'), FIVE))).toMatchObject({
      verdict: 'pass',
      notes: ['two-modes'],
    });
  });

  test.each([0, 1])('misses alone that got slower never pass (turns of %i)', (turn) => {
    const result = only(compare(byHit(1, 2, turn, 'x'), byHit(1, 2.6, turn, 'y'), FIVE));
    expect(result).toMatchObject({ verdict: 'inconclusive', notes: ['two-modes', 'bulk-guard'] });
    // What is shown is the bulk of the calls, which takes more than a hit.
    expect(result.baseline?.estimate).toBeGreaterThan(0.0115);
    expect(result.reason).toMatch(
      /; the typical call may hold it, but the bulk of the calls seems slower than that\.$/,
    );
  });

  test.each([0, 1])('hits that got slower fail (turns of %i)', (turn) => {
    expect(only(compare(byHit(1, 2, turn, 'x'), byHit(1.1, 1.9, turn, 'y'), FIVE)).verdict).toBe('fail');
  });
});

test('one side that was lucky with its modes is no change, as long as runs are few', () => {
  const inModes = (slow: readonly number[], seed: string) =>
    scaled(timed('b', { runs: 6, seed }), (run) => (slow.includes(run) ? 1.15 : 1));
  const luck = only(compare(inModes([4], 'x'), inModes([0, 1, 2, 3, 4, 5], 'y'), FIVE));
  expect(luck.verdict).toBe('inconclusive');
  const none = only(compare(inModes([], 'x'), inModes([0, 1, 2, 3, 4, 5], 'y'), FIVE));
  expect(none).toMatchObject({ verdict: 'inconclusive', notes: ['too-few-runs'] });
});

test('one slow run on a side is no mode, and passes only among enough others', () => {
  const verdict = (runs: number) => {
    const [before, after] = slowed(1, { runs });
    return only(
      compare(
        before,
        scaled(after, (run) => (run === 2 ? 1.2 : 1)),
        FIVE,
      ),
    ).verdict;
  };
  expect([6, 9, 12].map(verdict)).not.toContain('pass');
  expect(verdict(20)).toBe('pass');
});

// Six of a thousand pass where each process draws its own mode, one where both share it: within what the levels promise.
test.each([0, 0.5, 1])(
  'a benchmark of which one mode got slower hardly ever passes (%s shared)',
  (shared) => {
    const verdicts = Array.from({ length: 40 }, (_, t) => {
      const blocks = slowerMode(shared, 30, seededRandom('test', 'bimodal', shared, t));
      return collectTrial(blocks, [budgetOf('time < baseline + 2%')])[0]?.verdict;
    });
    expect(verdicts.filter((verdict) => verdict === 'pass').length).toBeLessThanOrEqual(1);
    expect(verdicts).toContain('fail');
  },
);

describe('a mode is claimed', () => {
  const runsOf = (of: (run: number, at: number) => number, runs = 12, values = 30): Run[] =>
    Array.from({ length: runs }, (_, order) => ({
      order,
      values: Array.from(
        { length: values },
        (_, at) => of(order, at) * (1 + ((order * 37 + at * 17) % 11) / 5000),
      ),
    }));
  const shows = (before: Run[], after: Run[], paired = true) =>
    showsTwoModes({ baseline: before, candidate: after, paired });
  const plain = runsOf(() => 1);

  test('where the processes of one block are in different ones', () => {
    expect(
      shows(
        plain,
        runsOf((run) => (run % 3 ? 1 : 1.2)),
      ),
    ).toBe(true);
    expect(
      shows(
        plain,
        runsOf((run) => (run % 3 ? 1 : 1.2)),
        false,
      ),
    ).toBe(false);
    expect(
      shows(
        plain.slice(0, 9),
        runsOf((run) => (run % 3 ? 1 : 1.2), 9),
      ),
    ).toBe(false);
  });

  test('where calls change between them all the time', () => {
    const alternating = runsOf((_, at) => ((at * 7919) % 5 < 2 ? 1.3 : 1));
    expect(shows(alternating, alternating)).toBe(true);
    expect(shows(plain, alternating, false)).toBe(true);
  });

  test('and not where the machine may have made them', () => {
    expect(shows(plain, plain)).toBe(false);
    // A speed for a while, then another.
    const drifting = runsOf((_, at) => (at > 18 ? 1.3 : 1));
    expect(shows(drifting, drifting)).toBe(false);
    // Both processes of a block are slow alike.
    const slowBlocks = runsOf((run) => (run % 2 ? 1.2 : 1));
    expect(shows(slowBlocks, slowBlocks)).toBe(false);
    // A slow tail.
    const tail = runsOf((_, at) => (at % 15 === 0 ? 3 : 1));
    expect(shows(tail, tail)).toBe(false);
    // Too few calls to tell.
    const few = runsOf((_, at) => (at % 2 ? 1.3 : 1), 12, 10);
    expect(shows(few, few)).toBe(false);
  });
});
