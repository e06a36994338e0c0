/** Puts a report together from what was measured and judged. */

import type { BenchmarkSpec } from '../budgets/model.ts';
import { pool } from '../comparison/readings/summary.ts';
import type { Result, Verdict, Warning } from '../comparison/result.ts';
import { callByCall } from '../comparison/subjects/single-calls.ts';
import { expandSubs } from '../comparison/subjects/subjects.ts';
import { explainUnreached } from '../comparison/subjects/unreached.ts';
import type { Silence } from '../profiles/naming/silence.ts';
import type { Benchmark, Failure, Measurements } from '../samples/measurements.ts';
import type { BenchmarkSection, Distribution, Report } from './model.ts';
import { impactOf } from './words/impact.ts';

export interface ReportInput {
  readonly verdict: Verdict;
  readonly results: readonly Result[];
  readonly warnings: readonly Warning[];
  readonly comparison: Report['comparison'];
  readonly mode: Report['mode'];
  /** ISO date on which observing ends. */
  readonly enforceFrom?: string;
  /** What `inconclusive` and `incomparable` do to the exit status. */
  readonly inconclusive: 'pass' | 'fail';
  /** What an overdue review of a data set does to it. */
  readonly overdue?: 'warn' | 'fail';
  readonly pilot?: Report['pilot'];
  readonly specs: readonly BenchmarkSpec[];
  readonly baseline?: Measurements;
  readonly candidate: Measurements;
  readonly cpuHour: number;
  readonly budgets?: string;
  readonly created: string;
  readonly duration?: number;
  readonly effort?: Report['effort'];
  /** Benchmarks that were profiled without a function standing out. */
  readonly notLocalised?: ReadonlyMap<string, Silence>;
  /** Benchmarks that there was no time to profile. */
  readonly notProfiled?: ReadonlySet<string>;
}

/**
 * Exit status of a verdict: 1 a budget is broken, 3 nothing is broken but something was not measured. Observing
 * never hides what was not measured, not even behind a broken budget.
 */
export function exitStatus(
  verdict: Verdict,
  mode: Report['mode'],
  inconclusive: 'pass' | 'fail',
  anythingMissing: boolean,
  failsForReview = false,
): 0 | 1 | 3 {
  if (mode === 'observe') return anythingMissing ? 3 : 0;
  if (verdict === 'fail') return 1;
  if (anythingMissing) return 3;
  if (failsForReview) return 1;
  const undecided = verdict === 'inconclusive' || verdict === 'incomparable';
  return undecided && inconclusive === 'fail' ? 1 : 0;
}

export function buildReport(input: ReportInput): Report {
  const { baseline, candidate, results, verdict, mode } = input;
  const failsForReview =
    input.overdue === 'fail' && input.warnings.some(({ code }) => code === 'dataset-overdue');
  const anythingMissing = verdict === 'missing' || results.some((result) => result.verdict === 'missing');
  return {
    format: 'pacegate/report',
    version: 1,
    verdict,
    comparison: input.comparison,
    mode,
    ...(mode === 'observe' && input.enforceFrom !== undefined && { enforce_from: input.enforceFrom }),
    exit: exitStatus(verdict, mode, input.inconclusive, anythingMissing, failsForReview),
    ...(failsForReview && { overdue: 'fail' as const }),
    ...(input.pilot && { pilot: input.pilot }),
    results,
    warnings: input.warnings,
    benchmarks: sections(input),
    created: input.created,
    session: candidate.session,
    ...(candidate.seed !== undefined && { seed: candidate.seed }),
    ...(input.duration !== undefined && { duration: input.duration }),
    ...(input.effort && { effort: input.effort }),
    ...(input.budgets !== undefined && { budgets: input.budgets }),
    ...(baseline && { baseline: side(baseline) }),
    candidate: side(candidate),
  };
}

function side({ commit, environment, created }: Measurements) {
  return { ...(commit && { commit }), environment, created };
}

function sections(input: ReportInput): BenchmarkSection[] {
  const before = new Map(input.baseline?.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
  const after = new Map(input.candidate.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
  const specs = [...input.specs].sort((a, b) => b.name.length - a.name.length);
  const measured = [...new Set([...after.keys(), ...before.keys()])];
  const { unreached } = expandSubs(input.specs, input.baseline, input.candidate);
  const absent = explainUnreached(unreached, measured);
  return [...new Set([...measured, ...absent.keys()])].map((name) => {
    const spec = specs.find((candidate) => name === candidate.name || name.startsWith(`${candidate.name}/`));
    return section(name, spec, before.get(name), after.get(name), absent.get(name) ?? [], input);
  });
}

function section(
  name: string,
  spec: BenchmarkSpec | undefined,
  before: Benchmark | undefined,
  after: Benchmark | undefined,
  absent: readonly Failure[],
  input: ReportInput,
): BenchmarkSection {
  const benchmark = after ?? before;
  const wall = distribution(before, after);
  const failures = [
    ...failuresOf(before).map((failure) => ({ ...failure, side: 'baseline' as const })),
    ...[...failuresOf(after), ...absent].map((failure) => ({ ...failure, side: 'candidate' as const })),
  ];
  const dataset = benchmark?.dataset ?? spec?.dataset;
  const reviewed = spec?.dataset?.reviewed;
  const effect = spec?.traffic === undefined ? undefined : impactOf(name, spec.traffic, input);
  const silence = input.notLocalised?.get(name);
  return {
    name,
    ...(spec?.question !== undefined && { question: spec.question }),
    ...(dataset && {
      dataset: {
        name: dataset.name,
        ...(reviewed !== undefined && { reviewed }),
        ...(spec?.dataset?.source !== undefined && { source: spec.dataset.source }),
        ...('rows' in dataset && dataset.rows !== undefined && { rows: dataset.rows }),
        ...('bytes' in dataset && dataset.bytes !== undefined && { bytes: dataset.bytes }),
        ...('digest' in dataset && dataset.digest !== undefined && { digest: dataset.digest }),
      },
    }),
    ...(spec?.traffic !== undefined && { traffic: spec.traffic }),
    ...(benchmark?.params && { params: benchmark.params }),
    runs: { baseline: runCount(before), candidate: runCount(after) },
    ...(wall && { wall_time: wall }),
    ...(failures.length > 0 && { failures }),
    ...(after?.method?.overhead && { overhead: after.method.overhead.share }),
    ...(effect && { impact: effect }),
    ...(silence && { not_localised: true, not_localised_because: silence }),
    ...(input.notProfiled?.has(name) && { not_profiled: 'out-of-time' as const }),
  };
}

function failuresOf(benchmark: Benchmark | undefined): Failure[] {
  return [...(benchmark?.failures ?? []), ...Object.values(benchmark?.unmeasured ?? {})];
}

function runCount(benchmark: Benchmark | undefined): number {
  return Math.max(0, ...Object.values(benchmark?.metrics ?? {}).map((metric) => metric.runs.length));
}

/** Points of a distribution: its quantiles at 0, 1/32, …, 1. */
const POINTS = 32;

function distribution(before: Benchmark | undefined, after: Benchmark | undefined): Distribution | undefined {
  const unit = (after ?? before)?.metrics.wall_time?.unit;
  if (unit === undefined) return undefined;
  const baseline = quantiles(before);
  const candidate = quantiles(after);
  if (!baseline && !candidate) return undefined;
  return { unit, ...(baseline && { baseline }), ...(candidate && { candidate }) };
}

function quantiles(benchmark: Benchmark | undefined): number[] | undefined {
  const runs = benchmark ? ((callByCall(benchmark) ?? benchmark).metrics.wall_time?.runs ?? []) : [];
  const values = pool(runs);
  if (values.length === 0) return undefined;
  // Nearest rank: every point is a value that was measured.
  return Array.from(
    { length: POINTS + 1 },
    (_, index) => values[Math.round((index / POINTS) * (values.length - 1))] as number,
  );
}
