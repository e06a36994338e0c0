/** Which results a reader needs first. */
import type { Result, Verdict } from '../comparison/result.ts';
import type { BenchmarkSection, Report } from './model.ts';

/** A verdict, with a broken budget of severity `warn` told apart: it does not break the gate. */
export type Status = Verdict | 'warn';

/** Most important first. */
export const STATUS_ORDER: readonly Status[] = [
  'fail',
  'missing',
  'incomparable',
  'inconclusive',
  'warn',
  'accepted',
  'improved',
  'new',
  'pass',
  'unaffected',
  'skipped',
];

export function statusOf(result: Result): Status {
  return result.verdict === 'fail' && result.severity === 'warn' ? 'warn' : result.verdict;
}

/** Below so many dollars a month a change is worth nothing to anybody but who waits for it. */
export const WORTH_NOTHING = 1;

/** Dollars a month, gained or lost. */
function worth(impact: BenchmarkSection['impact']): number {
  const dollars = Math.abs(impact?.dollars_per_month ?? 0);
  return dollars < WORTH_NOTHING ? 0 : dollars;
}

/** How far a result lies beyond its limit, relative to it; what cannot be told counts as 0. */
function excess({ change, estimate, limit, better }: Result): number {
  const direction = better === 'higher' ? -1 : 1;
  if (limit?.kind === 'absolute' && estimate && limit.value !== 0)
    return direction * (estimate.value / limit.value - 1);
  return change ? direction * (change.ratio - (limit?.kind === 'ratio' ? limit.value : 1)) : 0;
}

/**
 * By status, then what a proven change is worth in production, then the furthest over its limit, then by name.
 * Deterministic, whatever order the results come in.
 */
export function sortResults(
  results: readonly Result[],
  sections: readonly BenchmarkSection[] = [],
): Result[] {
  const dollars = new Map(sections.map(({ name, impact }) => [name, worth(impact)]));
  return results
    .map((result) => ({
      result,
      rank: STATUS_ORDER.indexOf(statusOf(result)),
      worth: dollars.get(result.benchmark) ?? 0,
      excess: excess(result),
    }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        b.worth - a.worth ||
        b.excess - a.excess ||
        compare(a.result.benchmark, b.result.benchmark) ||
        compare(a.result.budget ?? '', b.result.budget ?? ''),
    )
    .map(({ result }) => result);
}

// By code unit, not by locale: the same report is the same bytes on every machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function groupByStatus(
  results: readonly Result[],
  sections: readonly BenchmarkSection[] = [],
): Map<Status, Result[]> {
  const groups = new Map<Status, Result[]>();
  for (const result of sortResults(results, sections)) {
    const status = statusOf(result);
    const group = groups.get(status);
    if (group) group.push(result);
    else groups.set(status, [result]);
  }
  return groups;
}

export function sectionsByName(report: Report): ReadonlyMap<string, BenchmarkSection> {
  return new Map(report.benchmarks.map((section) => [section.name, section]));
}

export function resultsByBenchmark(results: readonly Result[]): ReadonlyMap<string, readonly Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const group = groups.get(result.benchmark);
    if (group) group.push(result);
    else groups.set(result.benchmark, [result]);
  }
  return groups;
}

/**
 * Why a benchmark was not measured: its own failures, and those of the whole process in which it runs with other
 * sub-benchmarks, which stand once, under the declared name.
 */
export function failuresOf(
  name: string,
  sections: ReadonlyMap<string, BenchmarkSection>,
): NonNullable<BenchmarkSection['failures']> {
  const failures = [...(sections.get(name)?.failures ?? [])];
  for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
    failures.push(...(sections.get(name.slice(0, end))?.failures ?? []));
  }
  return failures;
}

/** True where there is nothing to say: every budget plainly holds, and no data is in doubt. */
export function isPlainPass(report: Report): boolean {
  return (
    (report.verdict === 'pass' || report.verdict === 'unaffected') &&
    report.exit === 0 &&
    report.results.every(({ verdict }) => verdict === 'pass' || verdict === 'unaffected')
  );
}
