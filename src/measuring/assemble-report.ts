/** The report of a judged run: what the plan asked for, and what came of it. */
import type { BudgetFile } from '../budgets/model.ts';
import { gateVerdict } from '../comparison/judge.ts';
import type { Result } from '../comparison/result.ts';
import { buildReport, type ReportInput } from '../report/build.ts';
import type { Report } from '../report/model.ts';
import type { Plan } from './plan-run.ts';
import type { Judged } from './strategies.ts';

type Told = Pick<ReportInput, 'budgets' | 'created' | 'duration' | 'notLocalised' | 'notProfiled'>;

/** @param told `results` are the judged ones, with what explains them */
export function assembleReport(
  { specs, budgets, judging }: Plan,
  judged: Judged,
  { results, ...told }: Told & { readonly results: readonly Result[] },
): Report {
  const { comparison, baseline, candidate, warnings, effort } = judged;
  const { enforce_from, inconclusive, overdue } = budgets.gate;
  const { budgets: file, created, duration, notLocalised, notProfiled } = told;
  return buildReport({
    ...{ specs, results, warnings, comparison, candidate, effort, inconclusive, overdue, created },
    verdict: gateVerdict(results, specs.length === 0),
    mode: modeOf(budgets, judging.today),
    cpuHour: budgets.cpu_hour,
    ...(enforce_from !== undefined && { enforceFrom: enforce_from }),
    ...(baseline && { baseline }),
    ...(file !== undefined && { budgets: file }),
    ...(duration !== undefined && { duration }),
    ...(notLocalised && { notLocalised }),
    ...(notProfiled && { notProfiled }),
  });
}

function modeOf({ gate }: BudgetFile, today: string): 'enforce' | 'observe' {
  if (gate.mode === 'observe') return 'observe';
  return gate.enforce_from !== undefined && today < gate.enforce_from ? 'observe' : 'enforce';
}
