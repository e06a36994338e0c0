/** What people see of a job: verdicts, warnings, and the first lines of the comment. */
import type { Job } from './team.ts';

/** Verdicts by benchmark and budget: `search: time < 20 ms`. */
export function verdicts({ report }: Job): Record<string, string> {
  return Object.fromEntries(
    report.results.map(({ benchmark, budget, verdict }) => [`${benchmark}: ${budget}`, verdict]),
  );
}

/** `dataset-overdue report`, in the order of the alphabet. */
export function warnings({ report }: Job): string[] {
  return report.warnings.map(({ code, benchmark = '' }) => `${code} ${benchmark}`.trim()).sort();
}

export function headline({ comment }: Job): string {
  return comment.split('\n')[0] ?? '';
}

/** What the change does to the rules that it is judged by: it stands before every table. */
export function ruleChanges({ comment }: Job): string[] {
  const [before = ''] = comment.split('\n| ');
  const [, listed = ''] = before.split('\n**This change also decides what may pass:**\n');
  return listed.split('\n').filter((line) => line.startsWith('- '));
}

/** The lines that a failing comment offers to whoever accepts it on purpose. */
export function linesToCopy({ comment }: Job): string {
  return /```yaml\n(accepted:\n[^`]*)```/.exec(comment)?.[1] ?? '';
}
