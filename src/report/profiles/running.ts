/** The lines of `pacegate profile --pid` for a terminal. */
import type { Hot, RunningProfile } from '../../profiles/running.ts';
import { plainName } from '../words/escape.ts';
import { formatPercent } from '../words/numbers.ts';

const ROWS = 10;

export function renderRunning({ samples, functions, lines }: RunningProfile): string {
  const table = (title: string, rows: readonly Hot[]) => [
    `  ${'own'.padStart(6)} ${'total'.padStart(7)}  ${title}`,
    ...rows
      .slice(0, ROWS)
      .map(
        (row) =>
          `  ${formatPercent(row.own).padStart(6)} ${formatPercent(row.total).padStart(7)}  ${plainName(row.function)} ${plainName(row.file)}:${row.line}`,
      ),
  ];
  const busy = lines.filter(({ own }) => own > 0);
  const about = `${samples} samples of what was at work; waiting threads are left out.`;
  return [about, '', ...table('function', functions), '', ...table('line', busy), ''].join('\n');
}
