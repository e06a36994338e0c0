/**
 * A quantile far out, such as a p95, of one side. All values count, one by one: how many lie beyond a limit is binomial.
 * The values of one process resemble each other, so they are worth fewer independent ones (Kish's design effect).
 */
import type { Run } from '../../samples/measurements.ts';
import { binomialCdf } from '../../statistics/beta.ts';
import { effectiveCount } from '../../statistics/clusters.ts';
import { fewestForTail, TAIL_LEVEL } from '../../statistics/quantile-count.ts';
import { toleranceBound } from '../../statistics/tolerance.ts';
import { levelsOf } from '../readings/changes.ts';
import type { Interval } from '../readings/interval.ts';
import { logarithm, quantile } from '../readings/statistic.ts';
import { pool } from '../readings/summary.ts';
import type { Advice } from '../result.ts';
import { MOST_PROCESSES } from './advice.ts';
import { JUDGE } from './levels.ts';

export interface Tail {
  /** Logarithms; adverse is above. */
  readonly interval: Interval;
  /** Whether the data reach far enough for a pass. */
  readonly enough: boolean;
  /** So few independent values that they could not be enough, wherever they lie. */
  readonly tooFew: boolean;
}

export function measureTail(runs: readonly Run[], p: number, limit: number, direction: 1 | -1): Tail {
  const values = pool(runs);
  const effective = Math.max(1, Math.floor(effectiveCount(logarithms(runs))));
  // Seen from the adverse side, a `p95 > …` is a p5.
  const share = direction === 1 ? p : 1 - p;
  const at = (rank: number): number => {
    const place = Math.min(
      values.length - 1,
      Math.max(0, Math.round((rank / effective) * values.length - 0.5)),
    );
    return direction * logarithm(values[direction === 1 ? place : values.length - 1 - place] as number);
  };
  const { below, above } = ranksAround(effective, share);
  const interval = {
    value: direction * logarithm(quantile(values, p)),
    low: at(below ?? 0),
    high: at(above ?? effective),
    sure: { low: below !== undefined, high: true },
  };
  const fewest = fewestForTail(1 - share);
  const tooFew = fewest !== undefined && effective < fewest;
  return { interval, tooFew, enough: reaches(runs, values, effective, p, limit, direction) };
}

/** The ranks, counted from 0 of `n`, between which the quantile lies but for `JUDGE`. David & Nagaraja 2003, "Order Statistics", §7.1. */
function ranksAround(n: number, p: number): { below: number | undefined; above: number | undefined } {
  // The smallest (or largest) value of all is what was measured, and no guess at what more values would bring.
  let below = p === 0 ? 0 : undefined;
  for (let k = 1; k <= n && binomialCdf(k - 1, n, p) <= JUDGE.fail; k++) below = k - 1;
  let above: number | undefined;
  for (let k = n; k >= 1 && 1 - binomialCdf(k - 1, n, p) <= JUDGE.pass; k--) above = k - 1;
  return { below, above };
}

/**
 * Either single values reach far enough: the number beyond the limit would be surprisingly small otherwise (binomial, on the
 * effective number of values; with none beyond, a p95 needs 59). Or the values do by their plain number, and whole runs
 * as well: by how their own quantiles scatter, a share p of all runs stays within the limit. That is for calls that
 * hardly vary within a process, and so are not worth many independent values.
 */
function reaches(
  runs: readonly Run[],
  values: Float64Array,
  effective: number,
  p: number,
  limit: number,
  direction: 1 | -1,
): boolean {
  const share = direction === 1 ? 1 - p : p;
  if (share <= 0) return true;
  const beyond = values.filter((value) => direction * (value - limit) > 0).length;
  const scaled = Math.floor((beyond * effective) / values.length);
  if (binomialCdf(scaled, effective, share) <= TAIL_LEVEL) return true;
  if (binomialCdf(beyond, values.length, share) > TAIL_LEVEL) return false;
  const ends = levelsOf(runs, { kind: 'quantile', p }).map((level) => direction * level);
  return toleranceBound(ends, 1 - share) < direction * logarithm(limit);
}

/**
 * Processes with which values are enough, if all that come are like those: as many of them beyond the limit. `passes`: for a
 * pass; a failure has to be surer. Nothing where it takes more than a thousand.
 */
export function runsForTail(
  runs: readonly Run[],
  p: number,
  passes: boolean,
  isBeyond: (value: number) => boolean,
  secondsPerBlock: number | undefined,
): Advice {
  const values = pool(runs);
  const effective = Math.min(effectiveCount(logarithms(runs)), values.length);
  const share = Math.min(p, 1 - p);
  const beyond = values.filter(isBeyond).length / values.length;
  const wanted = passes ? valuesToPass(share, beyond) : Math.ceil(Math.log(JUDGE.fail) / Math.log1p(-share));
  const needed = Math.max(runs.length + 1, Math.ceil((runs.length * wanted) / effective));
  if (!(needed - runs.length <= MOST_PROCESSES)) return {};
  return {
    processes: needed - runs.length,
    ...(secondsPerBlock !== undefined && { max_time: Math.ceil(needed * secondsPerBlock) }),
  };
}

/** Independent values that are enough, if such a share of them lies beyond the limit. */
function valuesToPass(share: number, beyond: number): number {
  for (let n = fewestForTail(share) ?? MOST_VALUES; n < MOST_VALUES && beyond < share; n++) {
    if (binomialCdf(Math.ceil(beyond * n - 1e-9), n, share) <= TAIL_LEVEL) return n;
  }
  return Number.POSITIVE_INFINITY;
}
const MOST_VALUES = 3000;

/** Run by run: their clustering decides how many independent values they are worth. */
function logarithms(runs: readonly Run[]): number[][] {
  return runs.map(({ values }) => values.map(logarithm));
}
