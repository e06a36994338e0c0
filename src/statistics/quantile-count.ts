/** How many values it takes to say that a quantile far out lies below a limit. */

/** A quantile passes where so few values beyond the limit would be surprising at this level, were it broken. */
export const TAIL_LEVEL = 0.05;

/** Nobody waits for more. */
const MOST_VALUES = 1000;

/**
 * The fewest independent values of which none beyond the limit would be surprising: 59 for a p95, 299 for a p99. Wilks 1941,
 * "Determination of Sample Sizes for Setting Tolerance Limits", Annals of Mathematical Statistics 12(1). Undefined where it
 * takes more than a thousand.
 *
 * @param share of the values that may lie beyond the limit: 0.05 for a p95
 */
export function fewestForTail(share: number): number | undefined {
  const fewest = Math.ceil(Math.log(TAIL_LEVEL) / Math.log1p(-share));
  return fewest <= MOST_VALUES ? fewest : undefined;
}
