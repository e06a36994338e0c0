/** One number for one block: how much the candidate's process differs from the baseline's. */
import { medianSorted } from 'simple-statistics';
import type { Run } from '../../samples/measurements.ts';
import type { Both } from '../subjects/pairing.ts';
import { logarithm, type Statistic, statisticOf } from './statistic.ts';

/**
 * The change of each block, as a logarithm: above 0 the candidate's is larger. For paired sides.
 *
 * What a call costs (`fastest`) is compared call by call where the processes took turns: the two values at one place were
 * measured within milliseconds, so whatever the machine did at the time, it did to both. Their median ratio is the change.
 */
export function changesOf({ baseline, candidate }: Both, statistic: Statistic): Float64Array {
  return Float64Array.from(baseline, (before, block) => {
    const after = candidate[block] as Run;
    return (
      (statistic.kind === 'fastest' ? changeInTurns(before, after) : undefined) ??
      logarithm(statisticOf(statistic, after.values)) - logarithm(statisticOf(statistic, before.values))
    );
  });
}

/** Undefined where the two did not take turns. */
function changeInTurns(before: Run, after: Run): number | undefined {
  if (before.turn === undefined || before.turn !== after.turn) return undefined;
  const count = Math.min(before.values.length, after.values.length);
  const ratios = Float64Array.from(
    { length: count },
    (_, i) => logarithm(after.values[i] as number) - logarithm(before.values[i] as number),
  );
  return medianSorted(ratios.sort() as unknown as number[]);
}

/** The statistic of each process of one side, as a logarithm. */
export function levelsOf(runs: readonly Run[], statistic: Statistic): Float64Array {
  return Float64Array.from(runs, ({ values }) => logarithm(statisticOf(statistic, values)));
}
