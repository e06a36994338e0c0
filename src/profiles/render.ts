/** The table of `pacegate profile` and of the file `profiles/NAME.md`: what each function costs, and what it cost before. */
import type { Culprit, FunctionChange, ProfileComparison } from './culprits.ts';

const ROWS = 15;

/**
 * One sentence about a culprit, without its name: `takes 31 % more of its own time and is called as often as before`.
 * `show` makes the untrusted names in it fit for where they are shown.
 */
export function describeCulprit(culprit: Culprit, show: (text: string) => string = clean): string {
  const parts = [`takes ${percent(culprit.change)} more of its own time`];
  if (culprit.calls !== undefined) parts.push(`is called ${describeCalls(culprit.calls)}`);
  let text = parts.join(' and ');
  if (culprit.through !== undefined) {
    const kind = culprit.through.kind === 'new' ? ', which is new' : '';
    text += `, most of it in ${show(culprit.through.function)} (${show(culprit.through.file)})${kind}`;
  }
  if (culprit.moved_from !== undefined) text += `; it was in ${show(culprit.moved_from)} before`;
  return text;
}

/** `as often as before`, `3× as often`, `half as often`. */
export function describeCalls(calls: { readonly baseline: number; readonly candidate: number }): string {
  const ratio = callRatio(calls);
  return ratio === '1×' ? 'as often as before' : `${ratio} as often`;
}

function callRatio(calls: { readonly baseline: number; readonly candidate: number }): string {
  const ratio = calls.candidate / calls.baseline;
  if (Math.abs(ratio - 1) < 0.005) return '1×';
  return `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(3))}×`;
}

/** Why no culprit is named. */
export function describeObstacle(comparison: ProfileComparison): string {
  switch (comparison.obstacle) {
    case 'no-baseline':
      return 'Where the time goes; `--base REF` tells what got slower.';
    case 'too-few-processes':
      return 'Too few processes could be profiled on one of the sides.';
    case 'different-interpreters':
      return 'The two sides ran in different versions of Python, which cut code into functions differently.';
    case 'nothing-in-common':
      return 'The profiles have no function of the repository in common.';
    default:
      return 'Not localised: no function grew by more than profiles of identical code differ.';
  }
}

/** Lines of 80 columns for a terminal, without colour. */
export function renderProfile(benchmark: string, comparison: ProfileComparison): string {
  const lines = [headline(benchmark, comparison)];
  for (const culprit of comparison.culprits) {
    lines.push(
      `  ${clean(culprit.function)} ${clean(culprit.file)}:${culprit.line} ${describeCulprit(culprit)}`,
    );
  }
  if (!comparison.localised) lines.push(`  ${describeObstacle(comparison)}`);
  if (comparison.functions.length > 0) {
    const columns = columnsOf(comparison);
    const line = (values: readonly string[], name: string) =>
      `  ${values.map((value) => value.padStart(10)).join(' ')}  ${name}`;
    lines.push('', line(columns.names, 'function'));
    for (const row of shownRows(comparison)) {
      lines.push(line(columns.cells(row), `${clean(row.function)} ${clean(row.file)}:${row.line}`));
    }
    lines.push('', ...explanation(comparison).map((each) => `  ${each}`));
  }
  return `${lines.join('\n')}\n`;
}

/** The same as Markdown. Names are untrusted: they stand in code spans and hold no mark that could end one. */
export function renderProfileMarkdown(benchmark: string, comparison: ProfileComparison): string {
  const lines = [`### ${headline(benchmark, comparison, code)}`, ''];
  for (const culprit of comparison.culprits) {
    lines.push(
      `- ${code(culprit.function)} ${code(`${culprit.file}:${culprit.line}`)} ${describeCulprit(culprit, code)}`,
    );
  }
  if (!comparison.localised) lines.push(describeObstacle(comparison));
  if (comparison.functions.length > 0) {
    const columns = columnsOf(comparison);
    const line = (values: readonly string[]) => `| ${values.join(' | ')} |`;
    lines.push('', line(['function', 'where', ...columns.names]));
    lines.push(line(['---', '---', ...columns.names.map(() => '--:')]));
    for (const row of shownRows(comparison)) {
      lines.push(line([code(row.function), code(`${row.file}:${row.line}`), ...columns.cells(row)]));
    }
    lines.push('', ...explanation(comparison));
  }
  return `${lines.join('\n')}\n`;
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
        amount(row.own.candidate, unit),
        percent(row.points),
        row.calls === undefined
          ? ''
          : row.calls.candidate.toLocaleString('en-US', { maximumFractionDigits: 1 }),
      ],
    };
  }
  return {
    names: ['own before', 'now', 'change', 'points', 'calls'],
    cells: (row) => [
      amount(row.own.baseline, unit),
      amount(row.own.candidate, unit),
      row.own.baseline > 0 ? percent(row.change, true) : 'new',
      `${row.points >= 0 ? '+' : '−'}${Math.abs(row.points * 100).toFixed(1)}`,
      row.calls === undefined ? '' : callRatio(row.calls),
    ],
  };
}

function headline(benchmark: string, comparison: ProfileComparison, show = clean): string {
  const name = show(benchmark);
  if (comparison.culprits.length === 0) return `Profile of ${name}`;
  const [first] = comparison.culprits;
  const more = comparison.culprits.length > 1 ? ` and ${comparison.culprits.length - 1} more` : '';
  return `Profile of ${name}: ${show(first?.function ?? '')}${more} got slower`;
}

function explanation({ tool, drift, unit, obstacle }: ProfileComparison): string[] {
  if (unit === 'bytecodes')
    return ['Instructions of the interpreter for one call, counted. Work done in C does not show.'];
  return [
    tool === 'py-spy'
      ? 'Wall time of one call, by samples: small shares are uncertain.'
      : 'CPU time of one call, profiled: dearer than without a profiler, most so for functions called often.',
    obstacle === undefined
      ? `The least of several processes; ${percent(drift - 1, true)} of machine drift is divided out of the changes.`
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

function amount(value: number, unit: 's' | 'bytecodes'): string {
  if (unit === 'bytecodes') return Math.round(value).toLocaleString('en-US');
  if (value >= 1) return `${value.toPrecision(3)} s`;
  if (value >= 1e-3) return `${(value * 1e3).toPrecision(3)} ms`;
  return `${(value * 1e6).toPrecision(3)} µs`;
}

export function percent(ratio: number, signed = false): string {
  const value = Math.abs(ratio * 100);
  const sign = signed ? (ratio < 0 ? '−' : '+') : '';
  return `${sign}${value >= 10 ? value.toFixed(0) : value.toFixed(1)} %`;
}

/** Letters, digits and the marks of names and paths; anything else becomes `·`. Cut at 120 characters. */
export function clean(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N}_.<>/ :()=,+-]/gu, '·');
  return safe.length > 120 ? `${safe.slice(0, 119)}…` : safe;
}

function code(text: string): string {
  return `\`${clean(text)}\``;
}
