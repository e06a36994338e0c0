/** What the levels of all looks add up to: the signed ranks of a symmetric change have one joint distribution. */

import { EARLY_RUNS, FAIL_LEVEL, LOOKS, PASS_LEVEL } from '../src/comparison/rule/levels.ts';
import { averagesBeyond } from '../src/statistics/signed-rank.ts';
import { seededRandom } from './random.ts';
import { gaussian } from './synthetic.ts';
import { markdownTable, percent } from './tally.ts';

/** Trials of code that is exactly at its budget. */
export function levelsTable(trials: number): string {
  const random = seededRandom('levels');
  const normal = gaussian(random);
  const hits = { fail: 0, pass: 0, late: 0 };
  for (let t = 0; t < trials; t++) {
    const changes = Array.from({ length: LOOKS.at(-1) as number }, normal);
    const sums = LOOKS.map((look) => sumsOfRanks(changes.slice(0, look)));
    const reached = (level: number, from: number, side: 0 | 1): boolean =>
      LOOKS.some((look, i) => {
        const most = averagesBeyond(look, level);
        return look >= from && most !== undefined && (sums[i]?.[side] as number) <= most;
      });
    if (reached(FAIL_LEVEL, 0, 0)) hits.fail++;
    if (reached(PASS_LEVEL, 0, 1)) hits.pass++;
    if (reached(PASS_LEVEL, EARLY_RUNS, 1)) hits.late++;
  }
  return markdownTable(
    ['code exactly at its budget', 'level at each look', '% over all looks'],
    [
      ['fails', String(FAIL_LEVEL), percent(hits.fail, trials)],
      ['passes, early looks included', String(PASS_LEVEL), percent(hits.pass, trials)],
      [
        'passes, from the look on that may use the whole margin',
        String(PASS_LEVEL),
        percent(hits.late, trials),
      ],
    ],
  );
}

/** Of the negative values, and of the positive ones. */
function sumsOfRanks(values: readonly number[]): readonly [number, number] {
  let negative = 0;
  const ascending = [...values].sort((a, b) => Math.abs(a) - Math.abs(b));
  ascending.forEach((value, i) => {
    if (value < 0) negative += i + 1;
  });
  return [negative, (values.length * (values.length + 1)) / 2 - negative];
}
