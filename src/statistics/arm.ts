import { median } from 'simple-statistics';

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
const RUN_MASK = MOST_RUNS - 1;
/** Position of a double's low half among its two 32-bit words. */
const LOW_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;

/**
 * Pools and sorts the values of at most 4,096 runs. All values must be finite and not negative.
 *
 * Doubles that are not negative have the same order as their bits read as whole numbers, and the engine sorts whole
 * numbers five times faster than doubles, let alone an index with a comparator. Which run a value came from rides along
 * in the lowest 12 of the 52 bits of its fraction, and is cleared afterwards: that rounds a value by less than 1 part in
 * 10¹², far below any clock.
 */
export function poolRuns(runs: readonly (readonly number[])[]): Arm {
  if (runs.length > MOST_RUNS) throw new RangeError(`more than ${MOST_RUNS} runs`);
  const sizes = new Uint32Array(runs.length);
  let total = 0;
  for (let run = 0; run < runs.length; run++) {
    sizes[run] = (runs[run] as readonly number[]).length;
    total += sizes[run] as number;
  }
  const values = new Float64Array(total);
  const words = new Uint32Array(values.buffer);
  let at = 0;
  for (let run = 0; run < runs.length; run++) {
    const own = runs[run] as readonly number[];
    for (let i = 0; i < own.length; i++, at++) {
      values[at] = Math.abs(own[i] as number); // −0 has a sign, and is 0
      words[2 * at + LOW_WORD] = ((words[2 * at + LOW_WORD] as number) & ~RUN_MASK) | run;
    }
  }
  new BigUint64Array(values.buffer).sort();
  const runOf = new Uint16Array(total);
  for (let i = 0; i < total; i++) {
    const word = words[2 * i + LOW_WORD] as number;
    runOf[i] = word & RUN_MASK;
    words[2 * i + LOW_WORD] = word & ~RUN_MASK;
  }
  return { values, runs: runOf, sizes };
}

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

/**
 * The mean of the fastest `share` of all values, and the same without each run in turn, in one pass.
 *
 * With a threshold τ at the share's end and Sᵢ the sum of (τ − x) over run i's values below it, the mean is
 * τ − ΣSᵢ / (share · N): the form in which Rockafellar & Uryasev 2000, "Optimization of Conditional Value-at-Risk",
 * write the mean of a tail. The best threshold makes it largest, so that a small shift of τ hardly matters: leaving a
 * run out changes Sᵢ and N and may keep τ. Good to second order, and meant for ten runs and more.
 */
export function fastestMeansWithout(
  { values, runs, sizes }: Arm,
  share: number,
): { readonly whole: number; readonly without: Float64Array } {
  const total = values.length;
  const count = share * total;
  const last = Math.min(total - 1, Math.ceil(count) - 1);
  const threshold = values[last] as number;
  const shortfalls = new Float64Array(sizes.length);
  let all = 0;
  for (let i = 0; i < last; i++) {
    const shortfall = threshold - (values[i] as number);
    const run = runs[i] as number;
    shortfalls[run] = (shortfalls[run] as number) + shortfall;
    all += shortfall;
  }
  const without = shortfalls.map(
    (own, run) => threshold - (all - own) / (share * (total - (sizes[run] as number))),
  );
  return { whole: threshold - all / count, without };
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

/** The `p` quantile (type 7) of each run's own values, in one pass over the pooled order. */
export function runQuantiles({ values, runs, sizes }: Arm, p: number): Float64Array {
  const seen = new Uint32Array(sizes.length);
  const quantiles = new Float64Array(sizes.length);
  for (let i = 0; i < values.length; i++) {
    const run = runs[i] as number;
    const rank = p * ((sizes[run] as number) - 1);
    // Each of the two values next to the rank counts by how near it is.
    const share = 1 - Math.abs(rank - (seen[run] as number));
    if (share > 0) quantiles[run] = (quantiles[run] as number) + share * (values[i] as number);
    seen[run] = (seen[run] as number) + 1;
  }
  return quantiles;
}

/** The median over the drawn runs of each run's own quantile `p`. */
export function medianRun(arm: Arm, { counts, offset }: Draw, p: number): number {
  const drawn = [...runQuantiles(arm, p)].flatMap((place, run) =>
    Array.from({ length: counts[offset + run] as number }, () => place),
  );
  return median(drawn);
}
