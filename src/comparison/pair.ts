import type { Run } from '../samples/measurements.ts';

/** Both sides' runs; where `paired`, the run at each position was measured next to the one of the other side. */
export interface Pairing {
  readonly baseline: readonly Run[];
  readonly candidate: readonly Run[];
  readonly paired: boolean;
}

/**
 * Brings runs that were measured next to each other together: by block where every run has one, else by rank of `order`
 * where both files are of one session. Runs without a partner are never dropped: the sides are then unpaired.
 */
export function pairRuns(baseline: readonly Run[], candidate: readonly Run[], sameSession: boolean): Pairing {
  const unpaired = { baseline: inOrder(baseline), candidate: inOrder(candidate), paired: false };
  if (!sameSession || baseline.length !== candidate.length) return unpaired;
  const paired = { ...unpaired, paired: true };
  const known = [...baseline, ...candidate].filter((run) => run.block !== undefined).length;
  if (known === 0) return paired;
  if (known < 2 * baseline.length) return unpaired;
  const left = inBlocks(baseline);
  const right = inBlocks(candidate);
  const matched = left.every((run, i) => run.block === (right[i] as Run).block);
  return matched ? { baseline: left, candidate: right, paired: true } : unpaired;
}

function inOrder(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => a.order - b.order);
}

function inBlocks(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => (a.block as number) - (b.block as number) || a.order - b.order);
}
