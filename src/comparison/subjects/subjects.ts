/** Which measured benchmarks a declared one stands for. */
import type { BenchmarkSpec, Budget } from '../../budgets/model.ts';
import type { Benchmark, Measurements } from '../../samples/measurements.ts';
import { coversBeginning, isChosen } from '../../samples/names/glob.ts';
import { isFor } from '../../samples/names/sub-names.ts';
import type { Unreached } from './unreached.ts';

/** One benchmark or sub-benchmark, as far as either side has it. */
export interface Subject {
  readonly name: string;
  readonly spec: BenchmarkSpec;
  readonly budgets: readonly Budget[];
  readonly baseline?: Benchmark;
  readonly candidate?: Benchmark;
}

export interface Expansion {
  readonly subjects: readonly Subject[];
  /** Budgets that no measurement reached; `explainUnreached` says why. */
  readonly unreached: readonly Unreached[];
}

/**
 * Lays declared benchmarks over measured ones: `NAME` and every `NAME/SUB` on either side belong to `NAME`, unless a
 * longer declared name fits better. The candidate's order first, then what only the baseline has.
 */
export function expandSubs(
  specs: readonly BenchmarkSpec[],
  baseline: Measurements | undefined,
  candidate: Measurements,
): Expansion {
  const before = byName(baseline);
  const after = byName(candidate);
  const declared = new Map(specs.map((spec) => [spec.name, spec]));
  const measured = new Map<BenchmarkSpec, string[]>(specs.map((spec) => [spec, []]));
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const spec = declaredFor(name, declared);
    if (!spec) continue;
    // Of what was not asked for a stored baseline still has values.
    const isAsked = name === spec.name || isChosen(name, spec.measure.chosen) || isUnloaded(after.get(name));
    if (isAsked) measured.get(spec)?.push(name);
  }
  const subjects: Subject[] = [];
  const unreached: Unreached[] = [];
  for (const [spec, names] of measured) {
    const subs = names.some((name) => name !== spec.name);
    // A whole process that failed is told under the declared name; its sub-benchmarks carry the budgets.
    const judged = names.filter(
      (name) => !subs || name !== spec.name || isMeasured(before.get(name)) || isMeasured(after.get(name)),
    );
    const unloaded = new Set(
      judged.filter((name) =>
        name === spec.name
          ? !subs && isWhollyFailed(before.get(name), after.get(name))
          : isUnloaded(before.get(name)) || isUnloaded(after.get(name)),
      ),
    );
    const known = judged.filter((name) => !unloaded.has(name));
    const reached = new Set(spec.budgets.filter((budget) => known.some((name) => fits(budget, name, spec))));
    for (const name of judged) {
      const budgets = spec.budgets.filter((budget) =>
        unloaded.has(name) ? !reached.has(budget) || mayFit(budget, name, spec) : fits(budget, name, spec),
      );
      subjects.push({
        name,
        spec,
        budgets,
        ...withParentFailures('baseline', name, spec.name, before),
        ...withParentFailures('candidate', name, spec.name, after),
      });
    }
    if (spec.measure.chosen || spec.measure.spared) continue; // nor does each budget watch something of what was asked for
    if (names.length === 0 && spec.budgets.length === 0) unreached.push({ spec, budget: null, names });
    if (unloaded.size > 0) continue;
    for (const budget of spec.budgets) if (!reached.has(budget)) unreached.push({ spec, budget, names });
  }
  return { subjects, unreached };
}

function byName(measurements: Measurements | undefined): Map<string, Benchmark> {
  return new Map(measurements?.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
}

function declaredFor(name: string, declared: ReadonlyMap<string, BenchmarkSpec>): BenchmarkSpec | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf('/', end - 1)) {
    const spec = declared.get(name.slice(0, end));
    if (spec) return spec;
  }
  return undefined;
}

function fits(budget: Budget, name: string, spec: BenchmarkSpec): boolean {
  return isFor(budget, name, spec.name);
}

/** Whether the budget may be for a benchmark of a file that could not be loaded: their names begin with the file's. */
function mayFit({ only }: Budget, file: string, spec: BenchmarkSpec): boolean {
  return only === undefined || coversBeginning(only, file.slice(spec.name.length + 1));
}

function isUnloaded(benchmark: Benchmark | undefined): boolean {
  return benchmark?.failures?.[0]?.code === 'not-loaded';
}

/** Which benchmarks it has was never known. */
function isWhollyFailed(...sides: readonly (Benchmark | undefined)[]): boolean {
  return sides.some((side) => side?.failures?.length) && !sides.some(isMeasured);
}

function isMeasured(benchmark: Benchmark | undefined): boolean {
  return benchmark !== undefined && Object.keys(benchmark.metrics).length > 0;
}

/** A failure of the whole process is a failure of each sub-benchmark in it: some of its runs are not there. */
function withParentFailures(
  side: 'baseline' | 'candidate',
  name: string,
  parent: string,
  benchmarks: ReadonlyMap<string, Benchmark>,
): { readonly baseline?: Benchmark; readonly candidate?: Benchmark } {
  const inherited = name === parent ? [] : (benchmarks.get(parent)?.failures ?? []);
  const benchmark = benchmarks.get(name) ?? (inherited.length > 0 ? { name, metrics: {} } : undefined);
  if (!benchmark) return {};
  const failures = [...(benchmark.failures ?? []), ...inherited];
  return { [side]: failures.length > 0 ? { ...benchmark, failures } : benchmark };
}
