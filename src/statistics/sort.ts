/**
 * Sorts finite numbers that are not negative, in place and ascending.
 *
 * Such doubles have the same order as their bits read as whole numbers, and the engine sorts whole numbers several times
 * faster: a report of a thousand benchmarks sorts millions of values. −0, whose sign is a bit, becomes 0.
 */
export function sortMeasured(values: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) if (values[i] === 0) values[i] = 0;
  new BigUint64Array(values.buffer, values.byteOffset, values.length).sort();
  return values;
}
