/** Deals benchmarks among shares, so that all take about as long. The same times always give the same deal. */

/**
 * The longest first, each to the share that has least to do so far (Graham 1969, "Bounds on Multiprocessing Timing
 * Anomalies": at most a third longer than the best deal). What no time is known of counts as a typical one.
 *
 * @param seconds what measuring took, by name; only names that are asked for count
 * @returns the names of each share, in the order of `names`
 */
export function deal(
  names: readonly string[],
  shares: number,
  seconds: ReadonlyMap<string, number>,
): readonly (readonly string[])[] {
  const typical = mean(names.flatMap((name) => seconds.get(name) ?? [])) || 1;
  const cost = (name: string) => seconds.get(name) ?? typical;
  const work = Array.from({ length: shares }, () => ({ seconds: 0, names: new Set<string>() }));
  for (const name of [...names].sort((a, b) => cost(b) - cost(a))) {
    const least = work.reduce((best, share) =>
      share.seconds < best.seconds || (share.seconds === best.seconds && share.names.size < best.names.size)
        ? share
        : best,
    );
    least.seconds += cost(name);
    least.names.add(name);
  }
  return work.map((share) => names.filter((name) => share.names.has(name)));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
