/** `timeit`: a statement, in the loop that Python's own `timeit` has, timed by the built-in harness. */
import { measureCases } from './callable.ts';
import type { Runner } from './runner.ts';

export function createTimeitRunner(): Runner {
  return {
    takesTurns: true,
    records: true,
    async measure(request) {
      const { spec } = request;
      if (spec.kind !== 'timeit') throw new Error(`timeit runner was given ${spec.kind}`);
      return measureCases(request, { kind: 'timeit', stmt: spec.stmt, setup: spec.setup ?? '' });
    },
  };
}
