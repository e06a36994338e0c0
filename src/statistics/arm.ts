/**
 * One side's values, pooled over its runs and sorted once, so that a resampled set of runs can be summarised by a
 * single walk in order of size instead of being copied and sorted again. A bootstrap makes thousands of such walks.
 */
export interface Arm {
  /** All values, ascending. */
  readonly values: Float64Array;
  /** The run that each value came from, by position in `sizes`. */
  readonly runs: Uint16Array;
  /** Number of values of each run. */
  readonly sizes: Uint32Array;
}

/** The low bits of a double's fraction that carry the run's number while sorting (see `poolRuns`). */
const RUN_BITS = 12;
export const MOST_RUNS = 1 << RUN_BITS;

/**
 * Pools and sorts the runs' finite values. At most 4,096 runs.
 *
 * The engine sorts a Float64Array many times faster than objects or an index with a comparator, but then a value's run
 * is lost. So each value carries its run's number in the lowest 12 of its 52 bits of fraction while it is sorted; the
 * bits are cleared afterwards. That rounds a value by less than 1 part in 10¹², far below any clock.
 */
export function poolRuns(runs: readonly (readonly number[])[]): Arm {
  if (runs.length > MOST_RUNS) throw new RangeError(`more than ${MOST_RUNS} runs`);
  const sizes = Uint32Array.from(runs, (values) => values.length);
  const values = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const run of runs) {
    for (let i = 0; i < run.length; i++) values[at++] = run[i] as number;
  }
  const words = new Uint32Array(values.buffer);
  const low = LITTLE_ENDIAN ? 0 : 1;
  const mask = MOST_RUNS - 1;
  at = low;
  for (let run = 0; run < runs.length; run++) {
    for (let i = (runs[run] as readonly number[]).length; i > 0; i--, at += 2) {
      words[at] = ((words[at] as number) & ~mask) | run;
    }
  }
  values.sort();
  const runOf = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const word = words[2 * i + low] as number;
    runOf[i] = word & mask;
    words[2 * i + low] = word & ~mask;
  }
  return { values, runs: runOf, sizes };
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * One resampled set of runs: how often each run was drawn, `counts[offset]` for the first run and so on, 0 for a run
 * that was not drawn. All sets of a bootstrap lie one behind another in one array.
 */
export interface Draw {
  readonly counts: Uint8Array;
  readonly offset: number;
}

/** Every run once: the data as they are. */
export function asMeasured(arm: Arm): Draw {
  return { counts: new Uint8Array(arm.sizes.length).fill(1), offset: 0 };
}

function drawnValues(arm: Arm, counts: Uint8Array, offset: number): number {
  let total = 0;
  for (let run = 0; run < arm.sizes.length; run++)
    total += (arm.sizes[run] as number) * (counts[offset + run] as number);
  return total;
}

/** Mean of the fastest `share` (0 < share ≤ 1) of the drawn values; the last value counts in part where it must. */
export function fastestMean(arm: Arm, { counts, offset }: Draw, share: number): number {
  const { values, runs } = arm;
  const wanted = share * drawnValues(arm, counts, offset);
  let seen = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const count = counts[offset + (runs[i] as number)] as number;
    if (count === 0) continue;
    if (seen + count >= wanted) {
      sum += (wanted - seen) * (values[i] as number);
      break;
    }
    seen += count;
    sum += count * (values[i] as number);
  }
  return sum / wanted;
}

/** The `p` quantile of the drawn values, interpolated as numpy and R do by default (Hyndman & Fan 1996, type 7). */
export function quantileOf(arm: Arm, { counts, offset }: Draw, p: number): number {
  const { values, runs } = arm;
  const rank = p * (drawnValues(arm, counts, offset) - 1);
  const below = Math.floor(rank);
  let seen = 0;
  let lower = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const count = counts[offset + (runs[i] as number)] as number;
    if (count === 0) continue;
    seen += count;
    if (seen > below) {
      if (Number.isNaN(lower)) lower = values[i] as number;
      if (rank === below) return lower;
      if (seen > below + 1) return lower + (rank - below) * ((values[i] as number) - lower);
    }
  }
  return lower;
}
