/** A results file of any tool as one side of a comparison. */
import type { Benchmark, Measurements } from '../samples/measurements.ts';
import type { Reading, Results } from './reading.ts';

/** @param session tells this file and side from every other */
export function asMeasurements({ benchmarks, environment, created }: Results, session: string): Measurements {
  return {
    format: 'pacegate/measurements',
    version: 1,
    session,
    // No clock of ours: the same files give the same report.
    created: created ?? '1970-01-01T00:00:00.000Z',
    environment: environment ?? {},
    benchmarks: benchmarks.map(asBenchmark),
  };
}

function asBenchmark({ sub, params, metrics, method, failure }: Reading): Benchmark {
  return {
    name: sub ?? 'benchmark',
    ...(params && { params }),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, { unit, better, runs }]) => [
        name,
        { unit, better, runs: runs.map((values, order) => ({ order, values })) },
      ]),
    ),
    ...(method && { method }),
    ...(failure && { failures: [failure] }),
  };
}
