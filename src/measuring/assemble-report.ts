/** The report of a judged run: what the plan asked for, and what came of it. */
import { modeOf } from '../budgets/mode.ts';
import type { BenchmarkSpec } from '../budgets/model.ts';
import { gateVerdict } from '../comparison/judge.ts';
import type { Result, Warning } from '../comparison/result.ts';
import { buildReport, type ReportInput } from '../report/build.ts';
import type { Report } from '../report/model.ts';
import { isOf } from './collecting/measure.ts';
import type { Plan } from './plan-run.ts';
import type { Judged } from './strategies.ts';

interface Told
  extends Pick<ReportInput, 'budgets' | 'created' | 'duration' | 'notLocalised' | 'notProfiled' | 'pilot'> {
  /** With what explains them. */
  readonly results: readonly Result[];
  /** Where not all of them had to be. */
  readonly measured?: readonly BenchmarkSpec[];
}

export function assembleReport(
  { specs, budgets, judging }: Plan,
  judged: Judged,
  { results, measured = specs, ...told }: Told,
): Report {
  const { comparison, baseline, candidate, warnings, effort } = judged;
  // `--only` may fit nothing that there is, which shows only afterwards.
  const isNothing = specs.length === 0 || (results.length === 0 && candidate.benchmarks.length === 0);
  /** An entry of which nothing was asked for is not in the report at all. */
  const isAsked = ({ benchmark }: Warning) =>
    !specs.some(({ name, measure }) => name === benchmark && measure.chosen) ||
    candidate.benchmarks.some(({ name }) => isOf(name, benchmark ?? ''));
  const { enforce_from, inconclusive, overdue } = budgets.gate;
  const { budgets: file, created, duration, notLocalised, notProfiled, pilot } = told;
  return buildReport({
    ...{
      specs: measured,
      results,
      warnings: warnings.filter(isAsked),
      comparison,
      candidate,
      effort,
      inconclusive,
      overdue,
      created,
    },
    verdict: gateVerdict(results, isNothing),
    mode: modeOf(budgets.gate, judging.today),
    cpuHour: budgets.cpu_hour,
    ...(enforce_from !== undefined && { enforceFrom: enforce_from }),
    ...(baseline && { baseline }),
    ...(file !== undefined && { budgets: file }),
    ...(duration !== undefined && { duration }),
    ...(pilot && { pilot }),
    ...(notLocalised && { notLocalised }),
    ...(notProfiled && { notProfiled }),
  });
}
