/** Annotations on the diff: broken budgets at their line of the budget file, culprits at their function. */

import type { Result } from '../comparison/result.ts';
import { budgetPath } from './budget-path.ts';
import type { Report } from './model.ts';
import { type Status, sortResults, statusOf } from './order.ts';
import { culpritWords } from './words/culprit-words.ts';
import { plain, plainName, repositoryPath } from './words/escape.ts';
import { breach, deciderWords, failureWords, shortReason, type Voice } from './words/words.ts';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  /** From the repository's root, or as the budget file was named. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  readonly column?: number;
  /** Plain text on one line. */
  readonly title: string;
  readonly message: string;
}

/** GitHub shows ten errors and ten warnings of one step, and drops the others in silence. */
export const ANNOTATION_LIMIT = 10;

export interface AnnotationOptions {
  /** Annotations of each level, at most. */
  readonly limit?: number;
  /** Directory of the budget file from the repository's root, where it is not the root. */
  readonly directory?: string;
}

const PLAIN: Voice = { name: (text) => plainName(text, 80), text: (text) => plain(text) };

/** The most important first. What is over the limit is counted in the last one of its level. */
export function renderAnnotations(report: Report, options: AnnotationOptions = {}): Annotation[] {
  const found = sortResults(report.results, report.benchmarks).flatMap((result) =>
    annotate(result, report, options),
  );
  const limit = options.limit ?? ANNOTATION_LIMIT;
  return (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const own = unique(found.filter((annotation) => annotation.level === level));
    const shown = own.slice(0, limit);
    const last = shown.at(-1);
    const left = own.length - shown.length;
    if (last === undefined || left === 0) return shown;
    return [
      ...shown.slice(0, -1),
      { ...last, message: `${last.message} (${left} more are in the job summary.)` },
    ];
  });
}

/** Two benchmarks that got slower by the same function say so once. */
function unique(annotations: readonly Annotation[]): Annotation[] {
  const seen = new Map<string, Annotation>();
  for (const annotation of annotations) {
    const key = `${annotation.file}:${annotation.line}:${annotation.title}`;
    if (!seen.has(key)) seen.set(key, annotation);
  }
  return [...seen.values()];
}

function annotate(result: Result, report: Report, options: AnnotationOptions): Annotation[] {
  const level = levelOf(statusOf(result), report);
  if (level === undefined) return [];
  return [...atBudget(result, level, report, options), ...atCulprits(result)];
}

function levelOf(status: Status, { mode, exit }: Report): Annotation['level'] | undefined {
  switch (status) {
    case 'fail':
      return mode === 'observe' ? 'warning' : 'error';
    case 'missing': // fails the check even when observing
      return 'error';
    case 'inconclusive':
    case 'incomparable':
      return exit === 1 && mode === 'enforce' ? 'warning' : 'notice';
    case 'warn':
      return 'warning';
    default:
      return undefined;
  }
}

function atBudget(
  result: Result,
  level: Annotation['level'],
  report: Report,
  { directory }: AnnotationOptions,
): Annotation[] {
  const place = result.position ?? { file: report.budgets ?? 'budgets.yml', line: 1, column: 1 };
  const file = repositoryPath(budgetPath(place.file, directory));
  if (file === undefined) return [];
  return [
    {
      level,
      file,
      line: place.line,
      endLine: place.line,
      column: place.column,
      title: title(result),
      message: message(result),
    },
  ];
}

const TITLES: Readonly<Record<Status, string>> = {
  fail: 'Budget broken',
  missing: 'Not measured',
  incomparable: 'Not comparable',
  inconclusive: 'Undecided',
  warn: 'Over a warning level',
  accepted: 'Accepted',
  improved: 'Improved',
  pass: 'Holds',
  new: 'New',
  unaffected: 'Unaffected',
  skipped: 'Skipped',
};

function title(result: Result): string {
  return `${TITLES[statusOf(result)]}: ${PLAIN.name(result.benchmark)}`;
}

function message(result: Result): string {
  const budget = PLAIN.name(result.budget ?? 'no budget');
  switch (statusOf(result)) {
    case 'missing':
      return `${PLAIN.name(result.benchmark)} could not be measured (${failureWords(result.failure)}). This is no regression, and no pass.`;
    case 'inconclusive': {
      const decider = deciderWords(result, PLAIN);
      return `${budget}: ${plain(shortReason(result))}${decider ? ` To decide it: ${decider}.` : ''}`;
    }
    case 'incomparable':
      return `${budget}: ${plain(result.reason)}`;
    default:
      return `${breach(result, PLAIN)} (${budget}).`;
  }
}

const CULPRITS = 3;

function atCulprits(result: Result): Annotation[] {
  if (result.verdict !== 'fail') return [];
  return (result.culprits ?? []).slice(0, CULPRITS).flatMap((culprit) => {
    const file = repositoryPath(culprit.file);
    if (file === undefined) return [];
    const name = PLAIN.name(culprit.function);
    return [
      {
        level: 'warning' as const,
        file,
        // Where the pull request changed it, so that it stands on the diff.
        line: culprit.changed_lines?.first ?? culprit.line,
        endLine: culprit.changed_lines?.last ?? culprit.line,
        title: `Slower: ${name}`,
        message: `${name} ${culpritWords(culprit, result, PLAIN.name)}, in ${PLAIN.name(result.benchmark)}.`,
      },
    ];
  });
}
