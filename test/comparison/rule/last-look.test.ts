/** A quantile far out is looked at once more; what that and all other looks add up to is counted out, exactly. */
import { expect, test } from 'vitest';
import type { Budget } from '../../../src/budgets/model.ts';
import { judge } from '../../../src/comparison/judge.ts';
import { judgeBenchmark } from '../../../src/comparison/progress-of.ts';
import { isAbove, isBelow, keepApart } from '../../../src/comparison/readings/interval.ts';
import { lastLookOf } from '../../../src/comparison/rule/last-look.ts';
import { LOOKS } from '../../../src/comparison/rule/levels.ts';
import { measureTail } from '../../../src/comparison/rule/tail.ts';
import { untilDecided } from '../../../src/measuring/collecting/deciders.ts';
import { type Benchmark, RUNS_PER_BLOCK } from '../../../src/samples/measurements.ts';
import { request, session, spec } from '../measured.ts';

const budgetOf = (text: string): Budget => spec('b', [text]).budgets[0] as Budget;

test.each([
  ['p95 < 10 s', 59],
  ['p99 < 10 s', 299],
  ['p90 < 10 s', 30],
  ['p99.9 < 10 s', 30], // thousands
  ['p95 > 10 s', 30],
  ['max < 10 s', 30],
  ['p95 < baseline + 5%', 30],
  ['time < 10 s', 30],
])('%s is looked at for the last time after %i blocks', (text, blocks) => {
  expect(lastLookOf(budgetOf(text))).toBe(blocks);
});

/** What is found where so many of `n` processes, of one value each, lie beyond the limit. */
function verdict(n: number, beyond: number, p: number): 'fail' | 'pass' | 'open' {
  const runs = Array.from({ length: n }, (_, i) => ({ order: i, values: [i < beyond ? 2 : 0.5] }));
  const { interval, enough } = measureTail(runs, p, 1, 1);
  const apart = keepApart(interval, Math.log1p(0.001));
  return isAbove(apart, 0) ? 'fail' : isBelow(apart, 0) && enough ? 'pass' : 'open';
}

/** Chances that code of which a share `q` lies beyond the limit passes, and fails, at any of the looks. */
function countOut(p: number, q: number, looks: readonly number[]) {
  const chances = { pass: 0, fail: 0, open: 1 };
  let counts = new Map([[0, 1]]);
  let n = 0;
  for (const look of looks) {
    for (; n < look; n++) {
      const next = new Map<number, number>();
      for (const [beyond, chance] of counts) {
        next.set(beyond, (next.get(beyond) ?? 0) + chance * (1 - q));
        next.set(beyond + 1, (next.get(beyond + 1) ?? 0) + chance * q);
      }
      counts = next;
    }
    for (const [beyond, chance] of counts) {
      const found = chance < 1e-12 ? 'open' : verdict(look, beyond, p);
      if (found === 'open') continue;
      chances[found] += chance;
      counts.delete(beyond);
    }
  }
  return chances;
}

test.each([0.9, 0.95, 0.97, 0.99])(
  'over all looks, a p%d at its limit passes in 5 %% and fails in 1 %%',
  (p) => {
    const looks = [...new Set([...LOOKS, lastLookOf(budgetOf(`p${p * 100} < 1 s`))])];
    const { pass, fail } = countOut(p, 1 - p, looks);
    expect(pass).toBeLessThan(0.051);
    expect(fail).toBeLessThan(0.0101);
    expect(countOut(p, 0, looks).pass).toBeCloseTo(1);
  },
);

/** A command of 0.12 s. `slow`: places of the processes that take 20 s. */
function command(blocks: number, slow: readonly number[] = []): Benchmark {
  const runs = Array.from({ length: blocks }, (_, i) => ({
    order: i,
    block: i * RUNS_PER_BLOCK,
    values: [slow.includes(i) ? 20 : 0.12 + 0.001 * ((i * 7) % 5)],
  }));
  return { name: 'b', metrics: { wall_time: { unit: 's', better: 'lower', runs } } };
}

test('a p95 of a command goes on after the ordinary looks, passes with 59 processes, and stops there in any case', () => {
  const measureUntilDecided = (slow: readonly number[], texts = ['p95 < 10 s']) => {
    let blocks = 0;
    const specs = [spec('b', texts)];
    const snapshot = () => ({ candidate: session([command(blocks, slow)]) });
    const decider = untilDecided(specs, snapshot, { comparison: 'none', today: '2026-11-26', cpuHour: 0.05 });
    do blocks++;
    while (decider.undecided({ name: 'b', blocks, spent: blocks, left: 300 })?.size !== 0 && blocks < 500);
    const final = judge(
      request({ budgets: specs, candidate: session([command(blocks, slow)]), comparison: 'none' }),
    );
    return { blocks, verdicts: final.results.map((result) => result.verdict) };
  };
  expect(measureUntilDecided([])).toEqual({ blocks: 59, verdicts: ['pass'] });
  expect(measureUntilDecided([40])).toEqual({ blocks: 59, verdicts: ['inconclusive'] });
  expect(measureUntilDecided([0, 1, 2, 3, 4, 5])).toMatchObject({ blocks: 6, verdicts: ['fail'] });
  expect(measureUntilDecided([], ['p90 < 10 s'])).toEqual({ blocks: 30, verdicts: ['pass'] });
  // What is looked at further out does not give another budget a look that it has not.
  expect(measureUntilDecided([57], ['p95 < 10 s', 'p99 < 30 s'])).toEqual({
    blocks: 299,
    verdicts: ['inconclusive', 'pass'],
  });
});

test('a budget that had its last look is judged by what was there then', () => {
  const late = Array.from({ length: 29 }, (_, i) => 30 + i);
  const of = (texts: readonly string[]) =>
    judge(
      request({ budgets: [spec('b', texts)], candidate: session([command(59, late)]), comparison: 'none' }),
    ).results;
  // Half of all processes are slow, but none of the first 30.
  const [median] = of(['median < 1 s', 'p95 < 10 s']);
  expect(median).toMatchObject({ verdict: 'pass', candidate: { runs: 30 } });
  // Without a budget that goes on, nobody looked at these blocks one look after the other.
  expect(of(['median < 1 s'])[0]).toMatchObject({ candidate: { runs: 59 } });
});

test('it is planned for, and says how many more processes would tell', () => {
  const state = judgeBenchmark(
    request({ budgets: [spec('b', ['p95 < 10 s'])], candidate: session([command(30)]), comparison: 'none' }),
  );
  expect(state).toMatchObject({ open: true, later: 59, needed: 59 });
  // With one of 59 beyond the limit, one more process would not do.
  const [result] = judge(
    request({
      budgets: [spec('b', ['p95 < 10 s'])],
      candidate: session([command(59, [3])]),
      comparison: 'none',
    }),
  ).results;
  expect(result?.decider?.processes).toBeGreaterThan(30);
});
