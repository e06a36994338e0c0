import { readFileSync } from 'node:fs';
import { quantileSorted } from 'simple-statistics';
import { expect, test } from 'vitest';
import { mannWhitney, pairedTTest, pooledTTest } from '../../power/tests.ts';
import { signedRanks } from '../../src/comparison/chance.ts';
import { asMeasured, fastestMean, poolRuns, quantileOf, runQuantiles } from '../../src/statistics/arm.ts';
import { binomialCdf, incompleteBeta } from '../../src/statistics/beta.ts';
import { expandedLevel, sortedQuantile } from '../../src/statistics/bootstrap.ts';
import { intraclassCorrelation } from '../../src/statistics/clusters.ts';
import { medianRank } from '../../src/statistics/median-rank.ts';
import { normalCdf } from '../../src/statistics/normal.ts';
import { rankSumChance } from '../../src/statistics/rank-sum.ts';
import { signFlipChance } from '../../src/statistics/sign-flips.ts';
import { studentCdf, studentUpper } from '../../src/statistics/student.ts';
import { normalQuantile, toleranceFactor } from '../../src/statistics/tolerance.ts';

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
close('student_cdf', studentCdf as never, 1e-9);
close('student_upper', studentUpper as never, 1e-9);
close('incomplete_beta', incompleteBeta as never, 1e-9);
close('binomial_cdf', binomialCdf as never);
close('expanded_level', expandedLevel as never, 1e-8);
close('intraclass_correlation', intraclassCorrelation as never);
close('normal_quantile', normalQuantile as never);
close('tolerance_factor', toleranceFactor as never, 0.02); // an approximation
close('median_rank', medianRank as never);
close('sign_flips', signFlipChance as never);
close('signed_ranks', ((d: number[]) => signFlipChance(signedRanks(Float64Array.from(d)))) as never);
close('rank_sum', rankSumChance as never, 1e-9);
close('t_test', pooledTTest as never, 1e-9);
close('paired_t_test', pairedTTest as never, 1e-9);

test('quantiles agree with numpy, however they are taken', () => {
  for (const [values, p, theirs] of reference.quantile) {
    const sorted = Float64Array.from(values as number[]).sort();
    const arm = poolRuns([values]);
    expectClose(sortedQuantile(sorted, p), theirs);
    expectClose(quantileSorted(sorted as never, p), theirs);
    expectClose(quantileOf(arm, asMeasured(arm), p), theirs);
    expectClose(runQuantiles(arm, p)[0] as number, theirs);
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

test('the fastest mean of all values is their mean', () => {
  const arm = poolRuns([[3, 1], [2], [10]]);
  expect(fastestMean(arm, asMeasured(arm), 1)).toBeCloseTo(4, 10);
  expect(fastestMean(arm, asMeasured(arm), 0.5)).toBeCloseTo(1.5, 10);
  expect(fastestMean(arm, asMeasured(arm), 0.375)).toBeCloseTo(4 / 3, 10); // 1 and half of 2, over 1.5
});

test('with many differences, the chance of their sum is bounded from above', () => {
  const many = Array.from({ length: 31 }, (_, i) => (i % 3 === 0 ? -1 : 1) * (1 + i / 10));
  const exact = signFlipChance(many.slice(0, 30));
  expect(signFlipChance([...many.slice(0, 30), 1e-12])).toBeGreaterThanOrEqual(exact);
  expect(signFlipChance([...many.slice(0, 30), 1e-12])).toBeLessThan(10 * exact);
  expect(signFlipChance(Array.from({ length: 40 }, () => 1))).toBeCloseTo(2 ** -40, 15);
  expect(signFlipChance(many.map((value) => -Math.abs(value)))).toBe(1);
});

test('beyond fifty values a side, ranks are judged by the normal approximation', () => {
  const a = Array.from({ length: 60 }, (_, i) => i);
  const shifted = a.map((value) => value + 9.5);
  // scipy.stats.mannwhitneyu(shifted, a, alternative='greater', method='asymptotic').pvalue
  expect(rankSumChance(a, shifted)).toBeCloseTo(0.0029533970769, 9);
});

test('the median of few values has no bound at a strict level', () => {
  expect(medianRank(7, 0.0035)).toBeUndefined();
  expect(medianRank(8, 0.0035)).toBeUndefined();
  expect(medianRank(9, 0.0035)).toBe(1);
});
