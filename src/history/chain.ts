/**
 * The history as links: each commit was measured in turns with an earlier one, on one machine, so the product of such changes says
 * how far any two commits are apart, whatever the machines were. Pure.
 */
import type { HistoryRow } from '../stores/store.ts';

/** One link: a commit was measured beside `beside`. */
export interface Link {
  readonly beside: string;
  /** Logarithm of the change. */
  readonly log: number;
  /** Variance of `log`, as its interval shows it. */
  readonly variance: number;
}

/** The links of each commit, in the order of measuring. */
export type Chain = ReadonlyMap<string, readonly Link[]>;

/** Where a commit is: the product of `steps` links away from `start`. Errors of independent measurements add up as variances. */
export interface Place {
  readonly start: string;
  readonly log: number;
  readonly variance: number;
  readonly steps: number;
}

/** Half of a 95 % interval is this many standard errors. */
export const HALF_95 = 1.959964;

/** @param measured oldest first. Of a commit that was measured again beside the same one, the first time counts */
export function chainOf(
  measured: Iterable<{ readonly commit: string; readonly links: readonly HistoryRow[] }>,
): Chain {
  const chain = new Map<string, Link[]>();
  for (const { commit, links } of measured) {
    if (commit === 'unknown') continue;
    const known = chain.get(commit) ?? [];
    for (const { beside, ratio, low, high } of links) {
      if (beside === undefined || beside === commit || known.some((link) => link.beside === beside)) continue;
      if (!isPositive(ratio) || !isPositive(low) || !isPositive(high)) continue;
      const error = Math.abs(Math.log(high / low)) / (2 * HALF_95);
      known.push({ beside, log: Math.log(ratio), variance: error * error });
    }
    if (known.length > 0) chain.set(commit, known);
  }
  return chain;
}

/**
 * Where the commits are, each by the links that are known best. A commit measured beside one of long ago is closer to that than the
 * product of a hundred links says, and so is all that was measured beside it.
 *
 * @param isStart where places begin; what leads to no such commit has none. By default wherever there are no links
 */
export function placesOf(chain: Chain, isStart?: (commit: string) => boolean): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const starts = new Map<string, Place>();
  for (const [commit, links] of chain) {
    if (isStart?.(commit)) continue;
    const through = ({ log, variance }: Link, from: Place | undefined): Place[] =>
      from
        ? [
            {
              start: from.start,
              log: from.log + log,
              variance: from.variance + variance,
              steps: from.steps + 1,
            },
          ]
        : [];
    const known = links.flatMap((link) =>
      through(
        link,
        isStart?.(link.beside) ? startAt(link.beside) : (places.get(link.beside) ?? starts.get(link.beside)),
      ),
    );
    // What is measured later cannot lead here, so that a damaged store leads in no circle.
    const fresh =
      known.length > 0 || isStart ? [] : links.flatMap((link) => through(link, startAt(link.beside)));
    const [best] = [...known, ...fresh].sort((a, b) => a.variance - b.variance);
    if (best) places.set(commit, best);
    if (best && known.length === 0) starts.set(best.start, startAt(best.start));
  }
  return places;
}

function startAt(commit: string): Place {
  return { start: commit, log: 0, variance: 0, steps: 0 };
}

/** The change from the start to a place, with its 95 % interval. */
export function changeTo({ log, variance }: Pick<Place, 'log' | 'variance'>) {
  const half = HALF_95 * Math.sqrt(variance);
  return { ratio: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half) };
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}
