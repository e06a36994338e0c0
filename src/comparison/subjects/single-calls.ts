/** A benchmark as its single calls show it: what quantiles, `min` and `max` are worked out from. */
import type { Benchmark } from '../../samples/measurements.ts';

/**
 * The wall times of single calls in the place of those of several. Undefined where there are only means of several calls: one
 * slow call among them hardly shows there.
 */
export function callByCall(benchmark: Benchmark): Benchmark | undefined {
  const { metrics, method } = benchmark;
  const { call_time, ...others } = metrics;
  if (!call_time) return (method?.loops ?? 1) > 1 ? undefined : benchmark;
  return { ...benchmark, metrics: { ...others, wall_time: call_time }, method: { ...method, loops: 1 } };
}
