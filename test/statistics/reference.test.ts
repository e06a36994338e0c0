import { readFileSync } from 'node:fs';
import { quantileSorted } from 'simple-statistics';
import { expect, test } from 'vitest';
import { mannWhitney, pairedTTest, pooledTTest } from '../../power/tests.ts';
import { type Interval, pairedInterval, unpairedInterval } from '../../src/comparison/readings/interval.ts';
import { medianOf, quantile } from '../../src/comparison/readings/statistic.ts';
import { FAIL_LEVEL, PASS_LEVEL } from '../../src/comparison/rule/levels.ts';
import { measureTail } from '../../src/comparison/rule/tail.ts';
import { binomialCdf, incompleteBeta } from '../../src/statistics/beta.ts';
import { intraclassCorrelation } from '../../src/statistics/clusters.ts';
import { normalCdf, normalQuantile } from '../../src/statistics/normal.ts';
import { rankSumChance } from '../../src/statistics/rank-sum.ts';
import { averagesBeyond, signedRankChance } from '../../src/statistics/signed-rank.ts';
import { studentCdf, studentUpper } from '../../src/statistics/student.ts';
import { toleranceFactor } from '../../src/statistics/tolerance.ts';

// What scipy says; test/reference/make.py writes it.
const file = new URL('../reference/statistics.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8'));

function expectClose(ours: number, theirs: number, relative = 1e-10): void {
  expect(Math.abs(ours - theirs), `${ours} is not ${theirs}`).toBeLessThanOrEqual(
    relative * Math.abs(theirs) + 1e-12 * Number(theirs === 0),
  );
}

const close = (name: string, ours: (...values: never[]) => number, relative?: number) =>
  test(`${name} agrees with scipy`, () => {
    expect(reference[name].length).toBeGreaterThan(2);
    for (const row of reference[name])
      expectClose(ours(...(row.slice(0, -1) as never[])), row.at(-1), relative);
  });

close('normal_cdf', normalCdf as never);
close('normal_quantile', normalQuantile as never);
close('student_cdf', studentCdf as never, 1e-9);
close('student_upper', studentUpper as never, 1e-9);
close('incomplete_beta', incompleteBeta as never, 1e-9);
close('binomial_cdf', binomialCdf as never);
close('intraclass_correlation', intraclassCorrelation as never);
close('tolerance_factor', toleranceFactor as never, 0.02); // an approximation
close('signed_rank', signedRankChance as never, 1e-9);
close('rank_sum', rankSumChance as never, 1e-9);
close('t_test', pooledTTest as never, 1e-9);
close('paired_t_test', pairedTTest as never, 1e-9);

test('as many Walsh averages lie outside a bound as the distribution of signed ranks says', () => {
  for (const [n, level, theirs] of reference.averages_beyond) {
    expect(averagesBeyond(n, level) ?? null, `${n} at ${level}`).toBe(theirs);
  }
});

test('of many values, the normal approximation lets hardly fewer lie outside than the exact distribution, and not more', () => {
  for (const [n, level, theirs] of reference.many_averages_beyond) {
    const ours = averagesBeyond(n, level) as number;
    expect(ours).toBeLessThanOrEqual(theirs);
    expect(ours).toBeGreaterThan(0.97 * theirs);
  }
});

/** An end that no shift is rejected beyond is not sure, and stands at the outermost one. */
function expectInterval({ value, low, high, sure }: Interval, theirs: readonly (number | null)[]): void {
  const [centre, below, above] = theirs;
  expectClose(value, centre as number);
  expect(sure).toEqual({ low: below !== null, high: above !== null });
  if (typeof below === 'number') expectClose(low, below);
  if (typeof above === 'number') expectClose(high, above);
}

test('a paired interval holds just the shifts that the signed-rank test does not reject', () => {
  for (const [changes, fail, pass, theirs] of reference.paired_interval) {
    expectInterval(pairedInterval(Float64Array.from(changes as number[]), { fail, pass }), theirs);
  }
});

test('an unpaired interval holds just the shifts that the rank-sum test does not reject', () => {
  for (const [before, after, fail, pass, theirs] of reference.unpaired_interval) {
    const sides = [before, after].map((values) => Float64Array.from(values as number[])) as [
      Float64Array,
      Float64Array,
    ];
    expectInterval(unpairedInterval(...sides, { fail, pass }), theirs);
  }
});

test('order statistics bound a quantile as scipy says', () => {
  for (const [n, p, fail, pass, [low, high]] of reference.quantile_interval) {
    expect([fail, pass]).toEqual([FAIL_LEVEL, PASS_LEVEL]);
    // One value for each process: none is worth less than one.
    const runs = Array.from({ length: n }, (_, order) => ({ order, values: [order + 1] }));
    const { interval } = measureTail(runs, p, 1e6, 1);
    expect(interval.sure.low, `${n} at ${p}`).toBe(low !== null);
    expectClose(Math.exp(interval.low), low ?? 1, 1e-9);
    expectClose(Math.exp(interval.high), high ?? n, 1e-9);
  }
});

test('quantiles agree with numpy, however they are taken', () => {
  for (const [values, p, theirs] of reference.quantile) {
    const sorted = Float64Array.from(values as number[]).sort();
    expectClose(quantile(sorted, p), theirs);
    expectClose(quantileSorted(sorted as never, p), theirs);
    if (p === 0.5) expectClose(medianOf(values), theirs);
  }
});

test('Mann-Whitney agrees with scipy, normal approximation and exact', () => {
  for (const [a, b, approximate, exact] of reference.mann_whitney) {
    expectClose(
      mannWhitney(a, b),
      (a as number[]).length + (b as number[]).length <= 50 ? exact : approximate,
      1e-8,
    );
  }
});
