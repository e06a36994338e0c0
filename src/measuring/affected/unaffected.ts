/** What becomes of the benchmarks that a change cannot affect: they are left out of measuring, and stand in the report. */
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { judge } from '../../comparison/judge.ts';
import type { Measurements } from '../../samples/measurements.ts';
import { isOf } from '../collecting/measure.ts';
import type { Plan } from '../plan-run.ts';
import type { RunIdentity } from '../start-run.ts';
import type { Judged } from '../strategies.ts';
import { isMeasured, type Standing, unaffectedResults } from './standing.ts';

/** Of a suite only what may be affected is measured: it is told what to spare, so that nothing is lost that nobody knew of. */
export function toMeasure(
  specs: readonly BenchmarkSpec[],
  standings: readonly Standing[],
): readonly BenchmarkSpec[] {
  return specs.flatMap((spec) => {
    const own = standings.filter((standing) => standing.spec === spec);
    const spared = own.flatMap((standing) => (isMeasured(standing) ? [] : standing.names));
    const measured = own.filter(isMeasured);
    if (spared.length > 0 && measured.length === 0) return [];
    const runsChange = measured.some(({ reasons }) => reasons.some(({ kind }) => kind === 'code'));
    if (spared.length === 0 && !runsChange) return [spec];
    const more = { ...(spared.length > 0 && { spared }), ...(runsChange && { runsChange }) };
    return [{ ...spec, measure: { ...spec.measure, ...more } }];
  });
}

export function allUnaffected(standings: readonly Standing[]): boolean {
  return standings.length > 0 && !standings.some(isMeasured);
}

/** `3 of 100 benchmarks are measured: the change cannot affect the others` */
export function announceUnaffected(standings: readonly Standing[]): string {
  const measured = standings.filter(isMeasured).length;
  const all = standings.length;
  // A suite that was not recorded stands there as one entry.
  const isWhole = new Set(standings.map(({ spec }) => spec)).size === all;
  const noun = isWhole ? (all === 1 ? 'entry' : 'entries') : 'benchmarks';
  const of = `${all} ${noun}${isWhole ? ' of the budget file' : ''}`;
  if (measured === all) return `the change may affect all ${of}`;
  if (measured === 0)
    return 'nothing is measured: the change cannot affect any benchmark (--all measures everything)';
  return `${measured} of ${of} ${measured === 1 ? 'is' : 'are'} measured: the change cannot affect the others (--all measures everything)`;
}

/** @param judged of what was measured; undefined where nothing had to be */
export function withUnaffected(
  judged: Judged | undefined,
  run: RunIdentity,
  { specs, judging }: Pick<Plan, 'specs' | 'judging'>,
  standings: readonly Standing[],
): Judged {
  const spared = standings.filter((standing) => !isMeasured(standing));
  if (spared.length === 0 && judged) return judged;
  const isSpared = (spec: BenchmarkSpec) =>
    standings.every((standing) => standing.spec !== spec || !isMeasured(standing));
  const nothing = judgedNothing(run, specs.filter(isSpared), judging);
  const results = judged?.results ?? [];
  return {
    ...(judged ?? nothing),
    specs,
    results: specs.flatMap((spec) => [
      ...results.filter(({ benchmark }) => ownerOf(benchmark, specs) === spec),
      ...spared.filter((standing) => standing.spec === spec).flatMap(unaffectedResults),
    ]),
    // What is to be said of the whole session was said by what was measured.
    warnings: judged
      ? [...judged.warnings, ...nothing.warnings.filter(({ benchmark }) => benchmark !== undefined)]
      : nothing.warnings,
  };
}

/** A session without values: what the budget file and the two commits are warned about is worth saying all the same. */
function judgedNothing(run: RunIdentity, specs: readonly BenchmarkSpec[], judging: Plan['judging']): Judged {
  const side = (which: 'baseline' | 'candidate'): Measurements => ({
    format: 'pacegate/measurements',
    version: 1,
    session: run.id,
    created: run.created,
    ...(run.commits[which] && { commit: run.commits[which] }),
    environment: run.environment,
    benchmarks: [],
    seed: run.seed,
  });
  const [baseline, candidate] = [side('baseline'), side('candidate')];
  const comparison = 'side-by-side' as const;
  const request = { ...judging, budgets: specs, baseline, candidate, comparison, final: false };
  return {
    comparison,
    specs,
    results: [],
    warnings: judge(request).warnings,
    candidate,
    baseline,
    effort: { inside_seconds: 0, process_seconds: 0 },
  };
}

/** The longest declared name that fits. */
function ownerOf(benchmark: string, specs: readonly BenchmarkSpec[]): BenchmarkSpec | undefined {
  const owners = specs.filter(({ name }) => isOf(benchmark, name));
  return owners.sort((a, b) => b.name.length - a.name.length)[0];
}
