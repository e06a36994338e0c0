/** What the first pull request with Pacegate is told: what will be watched from now on, and what to do next. */
import { budgetPath } from '../budget-path.ts';
import type { Report } from '../model.ts';
import { code } from '../words/escape.ts';
import { plural } from '../words/numbers.ts';

const SHOWN = 10;

export function renderGreeting(report: Report, directory: string | undefined): string[] {
  const budgets = new Map<string, string[]>();
  for (const { benchmark, budget } of report.results) {
    const known = budgets.get(benchmark) ?? [];
    budgets.set(benchmark, budget === null ? known : [...known, budget]);
  }
  const watched = [...budgets].map(
    ([benchmark, each]) =>
      `- ${code(benchmark)}${each.length > 0 ? ': ' : ''}${each.map((b) => code(b)).join(', ')}`,
  );
  const left = watched.length - SHOWN;
  const file = code(budgetPath(report.budgets, directory));
  return [
    `👋 **Welcome to Pacegate.** This pull request adds ${file}. Once it is merged, every pull request is measured beside its base commit, and ${plural(watched.length, 'benchmark')} will be watched:`,
    '',
    ...watched.slice(0, SHOWN),
    ...(left > 0 ? [`- and ${plural(left, 'more', 'more')}`] : []),
    '',
    `**Next:** merge this pull request. To see verdicts for a while before any of them fails a check, write \`gate: { mode: observe }\` in ${file} first.`,
    '',
  ];
}
