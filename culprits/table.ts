/** The table that `npm run culprits` prints. */
import type { Judged, Outcome } from './judge.ts';
import { KINDS, PERCENTS, SAME } from './programs.ts';

const WAYS = ['ours', 'plain'] as const;

export function renderTable(judged: readonly Judged[]): string {
  const head = '| change | a call is slower by | trials | right | wrong | silent | cProfile: right | wrong |';
  const row = (name: string, rows: readonly Judged[]) =>
    `| ${name} | ${range(rows)} | ${rows.length} | ${count(rows, 'ours', 'right')} | ` +
    `${count(rows, 'ours', 'wrong')} | ${count(rows, 'ours', 'silent')} | ` +
    `${count(rows, 'plain', 'right')} | ${count(rows, 'plain', 'wrong')} |`;
  const lines = [head, '|---|--:|--:|--:|--:|--:|--:|--:|'];
  for (const percent of [...PERCENTS].sort((a, b) => b - a)) {
    const slower = judged.filter(({ trial }) => trial.percent === percent);
    if (slower.length > 0) lines.push(row(`**${percent} %**`, slower));
    for (const kind of KINDS) {
      const rows = slower.filter(({ trial }) => trial.kind === kind);
      if (rows.length > 0) lines.push(row(WORDS[kind], rows));
    }
  }
  for (const kind of SAME) {
    const rows = judged.filter(({ trial }) => trial.kind === kind);
    if (rows.length > 0) lines.push(row(`**${kind} code**`, rows));
  }
  return lines.join('\n');
}

/** `0.8 to 25 %`. */
function range(rows: readonly Judged[]): string {
  const changes = rows.map(({ trial }) => trial.change * 100);
  const [least, most] = [Math.min(...changes), Math.max(...changes)];
  const show = (value: number) => value.toFixed(value < 10 ? 1 : 0);
  return most > 0 ? `${show(least)} to ${show(most)} %` : '';
}

const WORDS = {
  own: 'own time',
  callee: 'a new function that it calls',
  comprehension: 'a comprehension',
  calls: 'more calls of another',
  c: 'work in C',
  waiting: 'waiting',
  allocation: 'allocation',
  thread: 'a thread that it starts',
} as const;

function count(rows: readonly Judged[], way: (typeof WAYS)[number], outcome: Outcome): number {
  return rows.filter((each) => each[way] === outcome).length;
}

/** `text own 8 % #0 generalise +1.2 %: right (generalise +7.8 %, 1.1 points); plain: wrong`. */
export function renderTrial({ trial, ours, plain, comparison }: Judged, number: number): string {
  const { program, kind, percent, right, change } = trial;
  const tell = (row: (typeof comparison.functions)[number]) =>
    `${row.function} ${(row.change * 100).toFixed(1)} % ${(row.points * 100).toFixed(2)} points`;
  return (
    `${program} ${kind} ${percent} % #${number} ${right[0] ?? ''} +${(change * 100).toFixed(1)} %: ${ours} ` +
    `(${comparison.culprits.map((each) => `${each.function}${each.called_by ? ` by ${each.called_by.function}` : ''} ${((each.points ?? 0) * 100).toFixed(1)}`).join(', ') || comparison.silence}; first: ` +
    `${comparison.functions.slice(0, 2).map(tell).join(', ')}; noise ${(comparison.noise * 100).toFixed(1)} %); plain: ${plain}`
  );
}
