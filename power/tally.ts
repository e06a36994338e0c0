/** Counting outcomes, with standard errors. */
import type { Outcome } from './trial.ts';

export interface Tally {
  trials: number;
  fails: number;
  passes: number;
  improved: number;
  blocks: number;
}

export function emptyTally(): Tally {
  return { trials: 0, fails: 0, passes: 0, improved: 0, blocks: 0 };
}

export function count(tally: Tally, outcome: Outcome): void {
  tally.trials++;
  tally.blocks += outcome.blocks;
  if (outcome.verdict === 'fail') tally.fails++;
  if (outcome.verdict === 'pass') tally.passes++;
  if (outcome.improved) tally.improved++;
}

/** `0.12 ± 0.05`, in percent. Where nothing or everything was counted, the bound that holds with 95 %: `0 (< 0.15)`. */
export function percent(hits: number, trials: number): string {
  if (trials === 0) return '–';
  const bound = digits((100 * -Math.log(0.05)) / trials);
  if (hits === 0) return `0 (< ${bound})`;
  if (hits === trials) return `100 (> ${digits(100 - Number(bound))})`;
  const share = hits / trials;
  return `${digits(100 * share)} ± ${digits(100 * Math.sqrt((share * (1 - share)) / trials))}`;
}

export function digits(value: number): string {
  return value >= 10 && value < 99 ? value.toFixed(1) : String(Number(value.toFixed(2)));
}

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map((_, i) => (i === 0 ? '---' : '--:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
