/** The table of `pacegate profile` and of the file `profiles/NAME.md`: what each function costs, and what it cost before. */
import type { FunctionChange, ProfileComparison } from '../../profiles/culprits.ts';
import type { HotLine } from '../../profiles/lines.ts';
import { formatQuantity } from '../../samples/numbers/quantity-format.ts';
import { capitalise, culpritWords, silenceWords } from '../words/culprit-words.ts';
import { code, plain, plainName, prose } from '../words/escape.ts';
import { formatCount, formatPercent, formatSignedPercent } from '../words/numbers.ts';
import { type ShownLine, whereWords } from './where.ts';

const ROWS = 15;

/** Why no culprit is named. */
export function whyNoCulprit(comparison: ProfileComparison): string {
  switch (comparison.obstacle) {
    case 'no-baseline':
      return 'With `--base REF` it also says what got slower.';
    case 'too-few-processes':
      return 'Too few processes could be profiled on one of the sides.';
    case 'different-interpreters':
      return 'The two sides ran in different versions of Python, which cut code into functions differently.';
    case 'nothing-in-common':
      return 'The profiles have no function of the repository in common.';
    default:
      return `${capitalise(silenceWords({ not_localised_because: comparison.silence ?? 'noise' }))}.`;
  }
}

export interface ProfileView {
  /** What the benchmark is there to answer, from the budget file. Untrusted text. */
  readonly question?: string;
  /** Lines of the candidate, dearest first. */
  readonly lines?: readonly ShownLine[];
}

/** Lines for a terminal, without colour. */
export function renderProfile(
  benchmark: string,
  comparison: ProfileComparison,
  { question, lines: hot = [] }: ProfileView = {},
): string {
  const place = (row: { function: string; file: string; line: number }) =>
    `${plainName(row.function)} ${plainName(row.file)}:${row.line}`;
  const lines = [
    headline(benchmark, comparison, plainName),
    ...(question ? [`  Question: ${plain(question)}`] : []),
    ...culpritSentences(comparison, plainName).map(([culprit, words]) => `  ${place(culprit)} ${words}`),
    ...where(comparison, hot, plainName).map((each) => `  ${each}`),
  ];
  if (!comparison.localised) lines.push(`  ${whyNoCulprit(comparison)}`);
  if (comparison.functions.length > 0) {
    const columns = columnsOf(comparison);
    const line = (values: readonly string[], name: string) =>
      `  ${values.map((value) => value.padStart(10)).join(' ')}  ${name}`;
    lines.push('', line(columns.names, 'function'));
    for (const row of shownRows(comparison)) lines.push(line(columns.cells(row), place(row)));
    if (hot.length > 0) lines.push('', line(LINE_COLUMNS, 'line'));
    for (const each of hot.slice(0, ROWS)) {
      lines.push(
        line(lineCells(each, comparison), `${place(each)}  ${plain(each.text ?? '', 60)}`.trimEnd()),
      );
    }
    lines.push('', ...explanation(comparison).map((each) => `  ${each}`));
  }
  return `${lines.join('\n')}\n`;
}

/** The same as Markdown. */
export function renderProfileMarkdown(
  benchmark: string,
  comparison: ProfileComparison,
  { question, lines: hot = [] }: ProfileView = {},
): string {
  const place = (row: { file: string; line: number }) => code(`${row.file}:${row.line}`);
  const lines = [
    `### ${headline(benchmark, comparison, code)}`,
    '',
    ...(question ? [`Question: ${prose(question)}`, ''] : []),
    ...culpritSentences(comparison, code).map(
      ([culprit, words]) => `- ${code(culprit.function)} ${place(culprit)} ${words}`,
    ),
    ...where(comparison, hot, code).flatMap((each) => ['', each, '']),
  ];
  if (!comparison.localised) lines.push(whyNoCulprit(comparison));
  if (comparison.functions.length > 0) {
    const columns = columnsOf(comparison);
    const line = (values: readonly string[]) => `| ${values.join(' | ')} |`;
    lines.push('', line(['function', 'where', ...columns.names]));
    lines.push(line(['---', '---', ...columns.names.map(() => '--:')]));
    for (const row of shownRows(comparison)) {
      lines.push(line([code(row.function), place(row), ...columns.cells(row)]));
    }
    if (hot.length > 0) {
      lines.push('', line(['line', 'where', ...LINE_COLUMNS]), '| --- | --- | --: | --: |');
      for (const each of hot.slice(0, ROWS)) {
        lines.push(line([code(each.text ?? each.function), place(each), ...lineCells(each, comparison)]));
      }
    }
    lines.push('', ...explanation(comparison));
  }
  return `${lines.join('\n')}\n`;
}

function where(
  comparison: ProfileComparison,
  lines: readonly HotLine[],
  show: (text: string) => string,
): string[] {
  const words = whereWords(comparison, lines, show);
  return words === undefined ? [] : [`Where the time goes: ${words}`];
}

const LINE_COLUMNS = ['own', 'of its function'];

function lineCells({ own, share }: HotLine, { unit }: ProfileComparison): string[] {
  return [formatCost(own, unit), formatPercent(share)];
}

/** The words of the gate's report. There is no verdict here whose change they could explain. */
export function culpritSentences({ culprits }: ProfileComparison, show: (text: string) => string) {
  return culprits.map(
    (culprit) => [culprit, culpritWords(culprit, { better: 'lower', culprits }, show)] as const,
  );
}

interface Columns {
  readonly names: readonly string[];
  readonly cells: (row: FunctionChange) => readonly string[];
}

function columnsOf({ obstacle, unit }: ProfileComparison): Columns {
  if (obstacle === 'no-baseline') {
    return {
      names: ['own', 'share', 'calls'],
      cells: (row) => [
        formatCost(row.own.candidate, unit),
        formatPercent(row.points),
        row.calls === undefined ? '' : formatCount(Number(row.calls.candidate.toFixed(1))),
      ],
    };
  }
  return {
    names: ['own before', 'now', 'change', 'points', 'calls'],
    cells: (row) => [
      formatCost(row.own.baseline, unit),
      formatCost(row.own.candidate, unit),
      row.own.baseline > 0 ? formatSignedPercent(row.change) : 'new',
      `${row.points >= 0 ? '+' : '−'}${Math.abs(row.points * 100).toFixed(1)}`,
      row.calls === undefined ? '' : callRatio(row.calls),
    ],
  };
}

function callRatio(calls: { readonly baseline: number; readonly candidate: number }): string {
  const ratio = calls.candidate / calls.baseline;
  if (Math.abs(ratio - 1) < 0.005) return '1×';
  return `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(3))}×`;
}

export function headline(
  benchmark: string,
  { culprits }: ProfileComparison,
  show: (text: string) => string,
): string {
  const name = show(benchmark);
  const [first] = culprits;
  if (first === undefined) return `Profile of ${name}`;
  const more = culprits.length > 1 ? ` and ${culprits.length - 1} more` : '';
  return `Profile of ${name}: ${show(first.function)}${more} got slower`;
}

function explanation({ tool, drift, unit, obstacle }: ProfileComparison): string[] {
  if (unit === 'bytecodes')
    return ['Instructions of the interpreter for one call, counted. Work done in C does not show.'];
  return [
    tool === 'py-spy'
      ? 'Wall time of one call, by samples: small shares are uncertain.'
      : 'CPU time of one call, profiled: dearer than without a profiler, most so for functions called often.',
    obstacle === undefined
      ? `The least of several processes; ${formatSignedPercent(drift - 1)} of machine drift is divided out of the changes.`
      : 'The least of several processes.',
  ];
}

/** Largest growth and largest gain first, so that both ends of the list are seen. */
function shownRows({ functions }: ProfileComparison): FunctionChange[] {
  const considerable = functions.filter((row) => row.points !== 0 || row.own.baseline > 0);
  return considerable.length <= ROWS
    ? considerable
    : [...considerable.slice(0, ROWS - 3), ...considerable.slice(-3)];
}

/** `12.3 ms`, or a number of instructions. */
export function formatCost(value: number, unit: 's' | 'bytecodes'): string {
  return unit === 's' ? formatQuantity(value, 's') : formatCount(Math.round(value));
}
