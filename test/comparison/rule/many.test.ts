/** Margins below 5 %: the more of them, the surer a failure has to be. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/comparison/judge.ts';
import type { Result } from '../../../src/comparison/result.ts';
import type { Finding } from '../../../src/comparison/rule/finding.ts';
import { countSmallMargins, FAIL_LEVEL } from '../../../src/comparison/rule/levels.ts';
import { correctForMany } from '../../../src/comparison/rule/many.ts';
import type { Benchmark } from '../../../src/samples/measurements.ts';
import { budget, compare, inTurns, metric, request, session, slowed, spec, timed } from '../measured.ts';

const budgets = ['time < baseline + 2%', 'time < baseline + 5%'];

test('a small margin is judged by the same runs as a wide one', () => {
  const verdicts = (runs: number, factor: number) =>
    compare(...slowed(factor, { runs }), ...budgets).map(({ verdict }) => verdict);
  expect(verdicts(9, 1.04)).toEqual(['fail', 'inconclusive']);
  expect(verdicts(9, 1.2)).toEqual(['fail', 'fail']);
  expect(verdicts(12, 1.04)).toEqual(['fail', 'pass']);
});

test('demanding an improvement still fails unchanged code', () => {
  expect(compare(...slowed(1), 'time < baseline - 3%')[0]?.verdict).toBe('fail');
});

describe('in a family', () => {
  const among = (family: number, factor: number, runs: number, place = (side: Benchmark) => side): Result => {
    const [baseline, candidate] = slowed(factor, { runs }).map(place) as [Benchmark, Benchmark];
    const { results } = judge({
      ...request({
        budgets: [spec('b', budgets.slice(0, 1))],
        candidate: session([candidate]),
        baseline: session([baseline]),
      }),
      family,
    });
    return results[0] as Result;
  };

  test('a failure takes more runs the more such budgets there are', () => {
    expect(among(1, 1.04, 9).verdict).toBe('fail');
    // 2⁻⁹ is the least chance that nine blocks can have, and two of such budgets ask for less.
    expect(among(2, 1.04, 9)).toMatchObject({
      verdict: 'inconclusive',
      notes: ['many-budgets'],
      decider: { processes: 3 },
    });
    expect(among(2, 1.04, 9).reason).toMatch(
      /; with so many budgets below \+5 %, it takes more processes to tell that from chance\.$/,
    );
    expect(among(50, 1.04, 12)).toMatchObject({ notes: ['many-budgets'], decider: { processes: 3 } });
    expect(among(50, 1.04, 15).verdict).toBe('fail');
    expect(among(1000, 1.04, 30).verdict).toBe('fail');
  });

  test('each clock has its own share of the level to prove itself by', () => {
    // CPU time: 2⁻¹² / 0.8 is at most an eleventh of the level. Wall time: 2⁻¹² / 0.2 at most half of it.
    expect(among(11, 1.04, 12, inTurns).verdict).toBe('fail');
    expect(among(12, 1.04, 12, inTurns).notes).toEqual(['many-budgets']);
    // Without turns, CPU time judges alone.
    expect(among(13, 1.04, 12).verdict).toBe('fail');
    expect(among(14, 1.04, 12).notes).toEqual(['many-budgets']);
    const waiting = (family: number) => {
      const side = inTurns(timed('b'));
      const wall = side.metrics.wall_time as NonNullable<(typeof side.metrics)['wall_time']>;
      const runs = wall.runs.map((run) => ({ ...run, values: run.values.map((value) => 1.04 * value) }));
      const { results } = judge({
        ...request({
          budgets: [spec('b', budgets.slice(0, 1))],
          baseline: session([side]),
          candidate: session([{ ...side, metrics: { ...side.metrics, wall_time: { ...wall, runs } } }]),
        }),
        family,
      });
      return results[0] as Result;
    };
    expect(waiting(2)).toMatchObject({ verdict: 'fail', clock: 'wall' });
    expect(waiting(3)).toMatchObject({
      verdict: 'inconclusive',
      clock: 'wall',
      notes: ['waits', 'many-budgets'],
    });
  });

  test('a change that a budget of +5 % would fail as well needs no correction', () => {
    expect(among(1000, 1.2, 9).verdict).toBe('fail');
  });

  test('passing takes no more', () => {
    expect(among(1000, 1, 6).verdict).toBe('pass');
  });

  test('side by side, its members help each other only as Holm allows', () => {
    const names = ['a', 'b', 'c', 'd'];
    const verdicts = (factors: readonly number[], runs: number) =>
      judge(
        request({
          budgets: names.map((name) => spec(name, ['time < baseline'])),
          baseline: session(names.map((name) => timed(name, { runs, seed: `${name}1` }))),
          candidate: session(
            names.map((name, i) =>
              timed(name, { runs, seed: `${name}2`, seconds: 0.01 * (factors[i] as number) }),
            ),
          ),
        }),
      ).results.map(({ verdict, notes }) => notes?.at(-1) ?? verdict);
    // Nine blocks that are all slower have a chance of 2⁻⁹ / 0.8, which is more than a quarter of the level.
    expect(verdicts([1.02, 1, 1, 1], 9)).toEqual(['many-budgets', ...Array(3).fill('inconclusive')]);
    expect(verdicts([1.02, 1.02, 1.02, 1.02], 12)).toEqual(['fail', 'fail', 'fail', 'fail']);
  });
});

test('the absent count as holding, and what is open or wide is left alone', () => {
  const finding = (verdict: Finding['verdict'], chance?: number): Finding => ({
    verdict,
    facts: [],
    unit: 's',
    better: 'lower',
    candidate: { median: 1, p95: 1, spread: 0, estimate: 1, runs: 12, values: 12 },
    limit: { kind: 'ratio', value: 1 },
    runs: 12,
    ...(chance !== undefined && { chance }),
  });
  const judged = [
    finding('fail'),
    finding('fail', FAIL_LEVEL / 2),
    finding('inconclusive', 1),
    finding('pass', 1),
  ];
  const verdicts = (family?: number) =>
    correctForMany(
      judged.map((each) => ({ finding: each })),
      family,
    ).map((entry) => entry.finding.verdict);
  expect(verdicts(3)).toEqual(['fail', 'inconclusive', 'inconclusive', 'pass']);
  expect(correctForMany([{ finding: judged[1] as Finding }])[0]?.finding.verdict).toBe('fail');
  expect(correctForMany([{ finding: judged[1] as Finding }], 3)[0]?.finding).toMatchObject({
    verdict: 'inconclusive',
    doubt: 'many-budgets',
    advice: { processes: 3 },
  });
  expect(correctForMany([{}], 3)).toEqual([{}]);
});

test('after the last look, no more processes are advised', () => {
  const run = Array.from({ length: 30 }, (_, i) => [1 + (i % 5) / 1000]);
  const slower = Array.from({ length: 30 }, (_, i) => [(1 + (i % 5) / 1000) * (i < 23 ? 1.004 : 0.997)]);
  const [open] = judge({
    ...request({
      budgets: [spec('b', ['time < baseline'])],
      baseline: session([{ name: 'b', metrics: { wall_time: metric('s', run) } }]),
      candidate: session([{ name: 'b', metrics: { wall_time: metric('s', slower) } }]),
    }),
    family: 5000,
  }).results;
  expect(open).toMatchObject({ verdict: 'inconclusive', notes: ['many-budgets'] });
  expect(open?.decider).toBeUndefined();
});

test('small are margins below 5 %, in the direction of the budget, and those in units', () => {
  const count = (...texts: readonly string[]) => countSmallMargins(texts.map((text) => budget(text)));
  expect(count('time < baseline + 5%', 'time < baseline + 20%', 'p95 < 1 s')).toBe(0);
  expect(count('time < baseline + 4.9%', 'time < baseline', 'time < baseline - 10%')).toBe(3);
  expect(count('throughput > baseline - 5%', 'throughput > baseline - 4%')).toBe(1);
  expect(count('time < baseline + 10 ms')).toBe(1);
});
