/** `pacegate history`: what changed when, by how much, on what machine, accepted why. Pure: lines in, text out. */

import { clean, code, plain, plainName, prose } from '../report/words/escape.ts';
import { formatInterval, safeUnit } from '../report/words/numbers.ts';
import { widthOf } from '../report/words/width.ts';
import { formatQuantity } from '../samples/numbers/quantity-format.ts';
import { type HistoryLine, isChange, judgedChange } from './rows.ts';

export const HISTORY_FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** Ends with a line break. `csv` ends its lines as RFC 4180 says, with CRLF. */
export function renderHistory(lines: readonly HistoryLine[], format: HistoryFormat): string {
  switch (format) {
    case 'table':
      return renderTable(lines);
    case 'json':
      return `${JSON.stringify({ format: 'pacegate/history', version: 1, rows: lines }, null, 1)}\n`;
    case 'csv':
      return renderCsv(lines);
    case 'markdown':
      return renderMarkdown(lines);
  }
}

const EMPTY =
  'No history yet. It grows with every push to the default branch, or with: pacegate run --save-baseline\n';

/** One block for each benchmark and budget, its sessions newest first; fits 80 columns for names of usual length. */
function renderTable(lines: readonly HistoryLine[]): string {
  if (lines.length === 0) return EMPTY;
  const machines = nameMachines(lines);
  const blocks = [...groupByBudget(lines).values()].map((group) => {
    const [first] = group;
    const cells = group.map((line) => [
      isChange(line) ? '*' : ' ',
      minute(line.created),
      line.commit.slice(0, 8),
      plain(line.verdict, 14),
      estimate(line),
      change(line),
      machines.get(line.environment)?.letter ?? '',
    ]);
    const rows = align(cells, [4]).flatMap((row, i) => {
      const accepted = group[i]?.accepted;
      return accepted === undefined ? [row] : [row, `    accepted: ${plain(accepted)}`];
    });
    return [`${plainName(first?.benchmark ?? '')}  ${plain(first?.budget ?? '(no budget)')}`, ...rows].join(
      '\n',
    );
  });
  const legend = [...machines].map(([key, { letter, machine, layouts }]) =>
    [
      `  ${letter}  ${plain(key)}`,
      ...(machine === undefined ? [] : [`     ${plain(machine)}`]),
      ...(layouts.size === 0 ? [] : [`     ${layoutWords(layouts)}`]),
    ].join('\n'),
  );
  return `${blocks.join('\n\n')}\n\nMachines:\n${legend.join('\n')}\n* more than noise, or accepted\n`;
}

function renderMarkdown(lines: readonly HistoryLine[]): string {
  if (lines.length === 0) return EMPTY;
  const machines = nameMachines(lines);
  const rows = lines.map((line) =>
    [
      minute(line.created),
      code(line.commit.slice(0, 8)),
      code(line.benchmark),
      line.budget === null ? '' : code(line.budget),
      prose(line.verdict, 14),
      estimate(line),
      change(line),
      machines.get(line.environment)?.letter ?? '',
      // A cell must not begin with what could be read as the start of a block.
      line.accepted === undefined ? '' : `accepted: ${prose(line.accepted).replaceAll('|', '\\|')}`,
    ].join(' | '),
  );
  const legend = [...machines].map(([key, { letter, machine, layouts }]) => {
    const facts = [
      code(key),
      ...(machine === undefined ? [] : [code(machine)]),
      ...(layouts.size === 0 ? [] : [layoutWords(layouts)]),
    ];
    return `- ${letter}: ${facts.join(', ')}`;
  });
  const head = 'When (UTC) | Commit | Benchmark | Budget | Verdict | Value | Change | Machine | Accepted';
  return `| ${head} |\n|---|---|---|---|---|--:|--:|---|---|\n${rows.map((row) => `| ${row} |`).join('\n')}\n\n${legend.join('\n')}\n`;
}

const COLUMNS = [
  'created',
  'commit',
  'ref',
  'benchmark',
  'budget',
  'verdict',
  'ratio',
  'low',
  'high',
  'estimate',
  'unit',
  'environment',
  'machine',
  'accepted',
  'layout',
  'metric',
  'baseline',
  'beside',
  'dataset',
  'since_anchor',
  'since_anchor_low',
  'since_anchor_high',
] as const satisfies readonly (keyof HistoryLine)[];

function renderCsv(lines: readonly HistoryLine[]): string {
  const rows = lines.map((line) => COLUMNS.map((column) => csvCell(line[column])).join(','));
  return [COLUMNS.join(','), ...rows].map((row) => `${row}\r\n`).join('');
}

/**
 * Numbers as they are. Text on one line and quoted where needed; where a spreadsheet would take it for a formula, an
 * apostrophe goes before it (OWASP, "CSV Injection").
 */
function csvCell(value: string | number | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = clean(value, 1_000);
  const inert = /^[=+\-@\t\r|%]|^\p{Pd}/u.test(text.normalize('NFKC')) ? `'${text}` : text;
  return /[",;\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function groupByBudget(lines: readonly HistoryLine[]): Map<string, HistoryLine[]> {
  const groups = new Map<string, HistoryLine[]>();
  for (const line of lines) {
    const key = JSON.stringify([line.benchmark, line.budget]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return groups;
}

/** A, B, … for each environment: its whole name in every row would leave no room for anything else. */
function nameMachines(lines: readonly HistoryLine[]): Map<string, Machine> {
  const machines = new Map<string, Machine>();
  for (const { environment, machine, layout } of lines) {
    const known = machines.get(environment) ?? {
      letter: letters(machines.size),
      ...(machine === undefined ? {} : { machine }),
      layouts: new Set(),
    };
    machines.set(environment, known);
    if (layout !== undefined) known.layouts.add(layout);
  }
  return machines;
}

interface Machine {
  readonly letter: string;
  readonly machine?: string;
  readonly layouts: Set<NonNullable<HistoryLine['layout']>>;
}

function layoutWords(layouts: Machine['layouts']): string {
  if (layouts.size > 1) return 'memory layouts matched in some sessions, natural in others';
  return layouts.has('matched') ? 'memory layouts matched' : 'natural memory layouts';
}

function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

function minute(created: string): string {
  return clean(created, 24).slice(0, 16).replace('T', ' ');
}

function estimate({ estimate, unit }: HistoryLine): string {
  return estimate === undefined ? '' : formatQuantity(estimate, safeUnit(unit ?? null)).trim();
}

function change(line: HistoryLine): string {
  const { ratio, low, high } = judgedChange(line);
  if (ratio === undefined) return '';
  if (low === undefined || high === undefined)
    return formatInterval({ ratio, low: ratio, high: ratio, confidence: 0 }).change;
  const { change, interval } = formatInterval({ ratio, low, high, confidence: 0.95 });
  return `${change} (${interval})`;
}

/** Pads columns to one width, measured as a terminal does; columns in `right` are set flush right. */
export function align(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return right.includes(column) ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}
