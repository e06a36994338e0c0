/** What of the declared benchmarks is asked for. */
import type { RunnerSpec } from '../samples/benchmark-spec.ts';
import { coversBenchmark, matchesGlob } from '../samples/names/glob.ts';
import type { BenchmarkSpec } from './model.ts';

/**
 * Benchmarks whose name fits a pattern, and those of which a sub-benchmark may: these are known only when it is run, so such a
 * benchmark carries the patterns with it.
 */
export function choose(
  specs: readonly BenchmarkSpec[],
  patterns: readonly string[],
): readonly BenchmarkSpec[] {
  return specs
    .filter(({ name, runner }) =>
      patterns.some((pattern) => (WHOLE.has(runner.kind) ? matchesGlob : coversBenchmark)(pattern, name)),
    )
    .map((spec) =>
      patterns.some((pattern) => matchesGlob(pattern, spec.name))
        ? spec
        : { ...spec, measure: { ...spec.measure, chosen: patterns } },
    );
}

/** What they run has no sub-benchmarks. */
const WHOLE: ReadonlySet<RunnerSpec['kind']> = new Set(['timeit', 'command']);
