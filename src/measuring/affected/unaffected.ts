/** What becomes of the benchmarks that a change cannot affect: they are left out of measuring, and stand in the report. */
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { judge } from '../../comparison/judge.ts';
import type { Measurements } from '../../samples/measurements.ts';
import { isOf, type Run } from '../collecting/measure.ts';
import type { Plan } from '../plan-run.ts';
import type { Judged } from '../strategies.ts';
import { isMeasured, type Standing, unaffectedResults } from './affected.ts';

export function toMeasure(
  specs: readonly BenchmarkSpec[],
  standings: readonly Standing[],
): readonly BenchmarkSpec[] {
  const spared = new Set(standings.filter((standing) => !isMeasured(standing)).map(({ spec }) => spec));
  return specs.filter((spec) => !spared.has(spec));
}

export function allUnaffected(standings: readonly Standing[]): boolean {
  return standings.length > 0 && !standings.some(isMeasured);
}

/** `3 of 100 entries of the budget file are measured; the change cannot affect the others` */
export function announceUnaffected(standings: readonly Standing[]): string {
  const measured = standings.filter(isMeasured).length;
  const of = `${measured} of ${standings.length} ${standings.length === 1 ? 'entry' : 'entries'} of the budget file`;
  if (measured === standings.length) return `the change may affect all ${of.slice(of.indexOf('of ') + 3)}`;
  return `${measured === 0 ? 'nothing is' : `${of} ${measured === 1 ? 'is' : 'are'}`} measured: the change cannot affect ${measured === 0 ? 'any benchmark' : 'the others'} (--all measures everything)`;
}

/** @param judged of what was measured; undefined where nothing had to be */
export function withUnaffected(
  judged: Judged | undefined,
  run: Run,
  { specs, judging }: Pick<Plan, 'specs' | 'judging'>,
  standings: readonly Standing[],
): Judged {
  const spared = standings.filter((standing) => !isMeasured(standing));
  if (spared.length === 0 && judged) return judged;
  const nothing = judgedNothing(
    run,
    spared.map(({ spec }) => spec),
    judging,
  );
  const results = judged?.results ?? [];
  return {
    ...(judged ?? nothing),
    specs,
    results: specs.flatMap((spec) => {
      const standing = spared.find((one) => one.spec === spec);
      return standing
        ? unaffectedResults(standing)
        : results.filter(({ benchmark }) => ownerOf(benchmark, specs) === spec);
    }),
    // What is to be said of the whole session was said by what was measured.
    warnings: judged
      ? [...judged.warnings, ...nothing.warnings.filter(({ benchmark }) => benchmark !== undefined)]
      : nothing.warnings,
  };
}

/** A session without values: what the budget file and the two commits are warned about is worth saying all the same. */
function judgedNothing(run: Run, specs: readonly BenchmarkSpec[], judging: Plan['judging']): Judged {
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
