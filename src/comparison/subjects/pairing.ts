/** Both sides' runs of one metric, each beside the one that it was measured with. */
import type { Run } from '../../samples/measurements.ts';
import type { Subject } from './subjects.ts';

export interface Both {
  readonly baseline: readonly Run[];
  readonly candidate: readonly Run[];
  /** The runs at one position were measured next to each other. */
  readonly paired: boolean;
}

/** Paired, and nearly all pairs took turns: a block measured in sequence for once does not count against the others. */
export function tookTurns({ baseline, candidate, paired }: Both): boolean {
  const turns = baseline.filter(({ turn }, i) => turn !== undefined && turn === candidate[i]?.turn).length;
  return paired && turns >= 0.8 * baseline.length;
}

/** An imported file may hold thousands of runs; the pairs of so many are still counted at once. */
const MOST_RUNS = 1000;

/** Undefined where a side has no values of the metric. */
export function bothSides(subject: Subject, metric: string, sameSession: boolean): Both | undefined {
  const [before, after] = [runsOf(subject, 'baseline', metric), runsOf(subject, 'candidate', metric)];
  return before && after && pairRuns(before, after, sameSession);
}

export function runsOf(
  subject: Subject,
  side: 'baseline' | 'candidate',
  metric: string,
): readonly Run[] | undefined {
  const metrics = subject[side]?.metrics;
  const runs = metrics && Object.hasOwn(metrics, metric) ? metrics[metric]?.runs : undefined;
  if (!runs || runs.length === 0) return undefined;
  return runs.length > MOST_RUNS ? inOrder(runs).slice(0, MOST_RUNS) : runs;
}

/**
 * Brings runs that were measured next to each other together: by block where every run has one, else by rank of `order`
 * where both files are of one session. Runs without a partner are never dropped: the sides are then unpaired.
 */
export function pairRuns(baseline: readonly Run[], candidate: readonly Run[], sameSession: boolean): Both {
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
