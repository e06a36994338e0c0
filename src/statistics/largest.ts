/** Up to this rank, a list is faster than sorting. */
const SHORT = 100;

/**
 * The `rank`-th largest of the values (1 is the largest). For small ranks, a short list of the largest so far is kept in
 * order, and almost every value is dismissed by one comparison. The least value where there are fewer than `rank`.
 */
export function nthLargest(values: ArrayLike<number>, rank: number): number {
  if (rank > SHORT) return Float64Array.from(values).sort()[Math.max(0, values.length - rank)] ?? Number.NaN;
  const top = new Float64Array(Math.min(rank, values.length)).fill(Number.NEGATIVE_INFINITY);
  const last = top.length - 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!(value > (top[last] as number))) continue;
    let at = last;
    for (; at > 0 && value > (top[at - 1] as number); at--) top[at] = top[at - 1] as number;
    top[at] = value;
  }
  return top[last] ?? Number.NaN;
}
