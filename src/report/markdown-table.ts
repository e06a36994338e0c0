/** The comment's table: one row a budget. */
import type { Result, Warning } from '../comparison/result.ts';
import { code, prose } from './escape.ts';
import type { BenchmarkSection } from './model.ts';
import { formatEstimate, formatInterval, formatSides, safeUnit } from './numbers.ts';
import { STATUS_ORDER, type Status, statusOf } from './order.ts';
import {
  deciderWords,
  failureWords,
  hasMoreToSay,
  STATUS_WORDS,
  shortReason,
  type Voice,
  verdictWords,
} from './words.ts';

export const MARKDOWN: Voice = { name: (text) => code(text), text: (text) => prose(text) };

/** What a row takes from the rest of the report. */
export interface RowContext {
  readonly sections: ReadonlyMap<string, BenchmarkSection>;
  readonly warnings: ReadonlyMap<string, readonly Warning[]>;
  /** Nothing was compared: there is no baseline side to show. */
  readonly alone: boolean;
  /** Rows already rendered: fitting asks for the same ones again and again. */
  readonly rows: Map<Result, string>;
}

export function renderTable(results: readonly Result[], context: RowContext): string {
  const confidences = new Set(
    results.map(({ change, estimate }) => (change ?? estimate)?.confidence).filter((c) => c !== undefined),
  );
  const [confidence] = confidences;
  const interval =
    confidences.size === 1 && confidence !== undefined
      ? `${Number((confidence * 100).toFixed(1))} % interval`
      : 'interval';
  return [
    context.alone
      ? `| | benchmark | budget | median | p95 | judged by (${interval}) |`
      : `| | benchmark | budget | baseline → candidate, median | p95 | change (${interval}) |`,
    '|:-:|---|---|---|---|---|',
    ...results.map((result) => cachedRow(result, context)),
  ].join('\n');
}

function cachedRow(result: Result, context: RowContext): string {
  const known = context.rows.get(result);
  if (known !== undefined) return known;
  const rendered = row(result, context);
  context.rows.set(result, rendered);
  return rendered;
}

function row(result: Result, context: RowContext): string {
  const status = statusOf(result);
  // A limit of its own needs no other side.
  const alone = context.alone || (result.limit?.kind === 'absolute' && !result.baseline);
  const cells = [
    STATUS_WORDS[status].icon,
    benchmarkCell(result, context.sections.get(result.benchmark)),
    budgetCell(result),
    medianCell(result, alone),
    p95Cell(result, alone),
    changeCell(result, status, context),
  ];
  return `| ${cells.join(' | ')} |`;
}

function benchmarkCell({ benchmark, verdict }: Result, section: BenchmarkSection | undefined): string {
  const name = verdict === 'pass' ? code(benchmark) : `**${code(benchmark)}**`;
  const scenario = [
    section?.dataset && code(section.dataset.name, 40),
    ...Object.entries(section?.params ?? {})
      .slice(0, 4)
      .map(([key, value]) => code(`${key}=${value}`, 40)),
  ].filter((part) => part !== undefined);
  return scenario.length > 0 ? `${name}<br><sub>${scenario.join(' ')}</sub>` : name;
}

function budgetCell({ budget, severity }: Result): string {
  if (budget === null) return 'none';
  return severity === 'warn' ? `${code(budget)}<br><sub>only warns</sub>` : code(budget);
}

function medianCell({ baseline, candidate, unit }: Result, alone: boolean): string {
  const side = (summary: Result['baseline']) => summary && { value: summary.median, spread: summary.spread };
  return breakAtArrow(formatSides(side(baseline), side(candidate), unit, alone));
}

/** A narrow cell may break after the arrow, and nowhere else. */
function breakAtArrow(numbers: string): string {
  return numbers.replace(/(?<!→) /g, '\u00A0');
}

const WITHOUT_P95 = new Set(['peak_memory', 'instructions', 'cost']);

function p95Cell({ baseline, candidate, unit, metric }: Result, alone: boolean): string {
  if (WITHOUT_P95.has(metric ?? '')) return '';
  return breakAtArrow(
    formatSides(baseline && { value: baseline.p95 }, candidate && { value: candidate.p95 }, unit, alone),
  );
}

function changeCell(result: Result, status: Status, { warnings }: RowContext): string {
  const strong = STATUS_ORDER.indexOf(status) < STATUS_ORDER.indexOf('pass');
  const bold = (text: string) => (strong ? `**${text}**` : text);
  const lines = [numbers(result, bold), ...remarks(result, status)];
  const doubts = (warnings.get(result.benchmark) ?? []).map(({ code: kind }) => kind);
  if (doubts.length > 0) lines.push(`<sub>⚠️ ${[...new Set(doubts)].join(', ')}</sub>`);
  return lines.filter((line) => line !== undefined).join('<br>');
}

function numbers(
  { change, estimate, limit, unit }: Result,
  bold: (text: string) => string,
): string | undefined {
  if (limit?.kind === 'absolute' && estimate) {
    const { value, interval } = formatEstimate(estimate, safeUnit(unit));
    return `${bold(value)} (${interval})`;
  }
  if (!change) return undefined;
  const shown = formatInterval(change);
  return `${bold(shown.change)} (${shown.interval})`;
}

/** Why, in words, where the numbers alone do not say it. */
function remarks(result: Result, status: Status): string[] {
  const small = (text: string) => `<sub>${text}</sub>`;
  switch (status) {
    case 'pass':
      // Something to know although it holds, for example that it is slower, provably, within the budget.
      return hasMoreToSay(result) ? [small(prose(result.reason))] : [];
    case 'missing':
      return [`**not measured**: ${failureWords(result.failure)}`];
    case 'incomparable':
      return ['**not comparable**', small(prose(result.reason))];
    case 'inconclusive': {
      const decider = deciderWords(result, MARKDOWN);
      return [`undecided${decider === undefined ? '' : `: ${decider}`}`, small(prose(shortReason(result)))];
    }
    case 'accepted': {
      const { acceptance } = result;
      if (!acceptance) return [small(prose(result.reason))];
      const by = acceptance.by === undefined ? '' : ` by ${prose(acceptance.by, 60)}`;
      return [`accepted${by} until ${prose(acceptance.until, 20)}: “${prose(acceptance.reason)}”`];
    }
    default:
      return [
        small(verdictWords(result, status)),
        ...(hasMoreToSay(result) ? [small(prose(result.reason))] : []),
      ];
  }
}
