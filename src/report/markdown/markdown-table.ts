/** The comment's table: one row a budget. */
import type { Result, Warning } from '../../comparison/result.ts';
import type { BenchmarkSection } from '../model.ts';
import { STATUS_ORDER, type Status, statusOf } from '../order.ts';
import { code, prose } from '../words/escape.ts';
import { formatEstimate, formatInterval, formatValue, safeUnit } from '../words/numbers.ts';
import { formatJudged } from '../words/sides.ts';
import {
  anchorWords,
  deciderWords,
  failureWords,
  hasMoreToSay,
  STATUS_WORDS,
  shortReason,
  type Voice,
  verdictWords,
} from '../words/words.ts';

export const MARKDOWN: Voice = { name: (text) => code(text), text: (text) => prose(text) };

/** What a row takes from the rest of the report. */
export interface RowContext {
  readonly sections: ReadonlyMap<string, BenchmarkSection>;
  readonly warnings: ReadonlyMap<string, readonly Warning[]>;
  /** Nothing was compared: there is no baseline side to show. */
  readonly alone: boolean;
  /** Names short enough for a cell, and each only once. */
  readonly label: (name: string) => string;
  /** Rows already rendered: fitting asks for the same ones again and again. */
  readonly rows: Map<Result, Row>;
}

/** The cells of a row, in Markdown. */
interface Row {
  readonly first: string;
  readonly sides: string;
  readonly last: string;
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
  const rows = results.map((result) => cachedRow(result, context));
  // Where no row has another side, its column would be empty.
  const compared = rows.some(({ sides }) => sides !== '');
  return [
    compared
      ? `| | benchmark | budget | baseline → candidate | change (${interval}) |`
      : `| | benchmark | budget | measured (${interval}) |`,
    compared ? '|:-:|---|---|---|---|' : '|:-:|---|---|---|',
    ...rows.map(({ first, sides, last }) =>
      compared ? `| ${first} | ${sides} | ${last} |` : `| ${first} | ${last} |`,
    ),
  ].join('\n');
}

function cachedRow(result: Result, context: RowContext): Row {
  const known = context.rows.get(result);
  if (known !== undefined) return known;
  const rendered = row(result, context);
  context.rows.set(result, rendered);
  return rendered;
}

function row(result: Result, context: RowContext): Row {
  const status = statusOf(result);
  return {
    first: [
      STATUS_WORDS[status].icon,
      benchmarkCell(result, context.sections.get(result.benchmark), context.label),
      budgetCell(result),
    ].join(' | '),
    sides: breakAtArrow(formatJudged(result, context.alone)),
    last: changeCell(result, status, context),
  };
}

function benchmarkCell(
  { benchmark, verdict }: Result,
  section: BenchmarkSection | undefined,
  label: (name: string) => string,
): string {
  const shown = code(label(benchmark));
  const name = verdict === 'pass' ? shown : `**${shown}**`;
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

/** A narrow cell may break after the arrow, and nowhere else. */
export function breakAtArrow(numbers: string): string {
  return numbers.replace(/(?<!→) /g, '\u00A0');
}

function changeCell(result: Result, status: Status, { warnings, alone }: RowContext): string {
  const strong = STATUS_ORDER.indexOf(status) < STATUS_ORDER.indexOf('pass');
  const bold = (text: string) => (strong ? `**${text}**` : text);
  const lines = [numbers(result, bold, alone), ...remarks(result, status)];
  const doubts = (warnings.get(result.benchmark) ?? []).map(({ code: kind }) => kind);
  if (doubts.length > 0) lines.push(`<sub>⚠️ ${[...new Set(doubts)].join(', ')}</sub>`);
  return lines.filter((line) => line !== undefined).join('<br>');
}

function numbers(
  { candidate, change, estimate, limit, unit, verdict }: Result,
  bold: (text: string) => string,
  alone: boolean,
): string | undefined {
  if (limit?.kind === 'absolute' && estimate) {
    const { value, interval } = formatEstimate(estimate, safeUnit(unit));
    return `${bold(value)} (${interval})`;
  }
  if (!change)
    return (alone || verdict === 'new') && candidate ? formatValue(candidate.estimate, unit) : undefined;
  const shown = formatInterval(change);
  return `${bold(shown.change)} (${shown.interval})`;
}

/** Why, in words, where the numbers alone do not say it. */
function remarks(result: Result, status: Status): string[] {
  const anchor = anchorWords(result, MARKDOWN);
  return [...remarksOn(result, status), ...(anchor === undefined ? [] : [small(anchor)])];
}

const small = (text: string) => `<sub>${text}</sub>`;

function remarksOn(result: Result, status: Status): string[] {
  switch (status) {
    case 'pass':
      // Something to know although it holds, for example that it is slower, provably, within the budget.
      return hasMoreToSay(result) ? [small(prose(result.reason))] : [];
    case 'missing':
      return [`**not measured**: ${failureWords(result.failure)}`];
    case 'new':
      return [small('new: nothing to compare with yet')];
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
