/** As many points of a curve as a page can hold, without flattening what stands out. Pure. */

/**
 * Indexes of the points to draw, at most about `limit`: the first and the last one, of each of the equal stretches between
 * them the lowest and the highest, and whatever is in `kept`.
 */
export function thin(
  values: readonly number[],
  limit: number,
  kept: ReadonlySet<number> = new Set(),
): number[] {
  const { length } = values;
  if (length <= limit) return values.map((_, index) => index);
  const chosen = new Set<number>([0, length - 1, ...kept]);
  const stretches = Math.max(1, Math.floor((limit - 2) / 2));
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * length) / stretches);
    const to = Math.floor(((stretch + 1) * length) / stretches);
    let lowest = from;
    let highest = from;
    for (let at = from + 1; at < to; at++) {
      if ((values[at] as number) < (values[lowest] as number)) lowest = at;
      if ((values[at] as number) > (values[highest] as number)) highest = at;
    }
    chosen.add(lowest).add(highest);
  }
  return [...chosen].sort((a, b) => a - b);
}
