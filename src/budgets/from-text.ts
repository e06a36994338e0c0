/** Budgets from the command line, laid over whatever two measurement files hold. */
import { type Problem, UsageError } from '../errors.ts';
import type { Budget, BudgetFile } from './model.ts';
import { isProblem, parseBudget } from './texts/parse-budget.ts';

/** Dollars for an hour of one CPU core, where no budget file says otherwise. */
const CPU_HOUR = 0.05;

/**
 * Every budget on every name.
 * @throws UsageError with the mistakes in all of them
 */
export function budgetsFromText(texts: readonly string[], names: readonly string[]): BudgetFile {
  const parsed = texts.map((text) => parseBudget(text, { file: `--budget '${text}'`, line: 1, column: 1 }));
  const problems: Problem[] = parsed.filter(isProblem);
  if (problems.length > 0) throw new UsageError('--budget cannot be read', { problems });
  const budgets = parsed
    .filter((result): result is Budget => !isProblem(result))
    .map(({ position: _, ...rest }) => rest);
  return {
    file: '--budget',
    baseline: {
      compare: 'auto',
      path: '.pacegate/baselines',
      branch: 'pacegate-baselines',
    },
    gate: { mode: 'enforce', inconclusive: 'pass', overdue: 'warn' },
    cpu_hour: CPU_HOUR,
    benchmarks: names.map((name) => ({
      name,
      runner: { kind: 'results', command: '', format: 'pacegate', file: '' },
      budgets,
      measure: { max_time: 300, timeout: 60 },
    })),
    accepted: [],
  };
}
