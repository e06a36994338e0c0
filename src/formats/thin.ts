/** Bounds how many values a run of a load test is kept as. */

/**
 * At most `most` values, ascending, from `[value, count]` pairs in ascending order: every value as often as it
 * occurred, or, where that is too many, the middles of `most` equal shares. Quantiles stay what they are.
 */
export function thin(histogram: readonly (readonly [number, number])[], most: number): number[] {
  const counted = histogram.reduce((total, [, count]) => total + count, 0);
  const size = Math.min(Math.max(1, Math.floor(counted)), most);
  const values: number[] = [];
  let passed = 0;
  for (const [value, count] of histogram) {
    passed += count;
    while (values.length < size && ((values.length + 0.5) / size) * counted <= passed) values.push(value);
  }
  return values;
}
