/** What is marked on a curve: change points, and trade-offs that somebody accepted. Pure. */
import { clean } from '../../report/words/escape.ts';
import { formatInterval } from '../../report/words/numbers.ts';
import type { HistoryRow } from '../../stores/store.ts';
import { HALF_95 } from '../chain.ts';
import type { Measured } from '../series.ts';
import type { Mark } from './view.ts';

const MOST_MARKS = 100;
/** A link that noise makes once in 10,000 times, and of 1 % at least, is a change point; so is whatever was accepted. */
const CERTAIN = 3.89;
const WORTH_A_MARK = Math.log(1.01);

export function marksOf(measured: readonly Measured[], better: 'lower' | 'higher'): Mark[] {
  return measured
    .filter(({ row }) => row.accepted !== undefined || isChangePoint(row))
    .map(({ session, row }) => ({ session, row, weight: weightOf(row) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_MARKS)
    .sort((a, b) => a.session - b.session)
    .map(({ session, row }) => ({ session, ...wordsOf(row, better) }));
}

export function isChangePoint({ beside, ratio, low, high }: HistoryRow): boolean {
  if (beside === undefined || !ratio || !low || !high) return false;
  const size = Math.abs(Math.log(ratio));
  return size >= WORTH_A_MARK && size >= (CERTAIN / HALF_95) * Math.abs(Math.log(high / low) / 2);
}

/** Where there are too many, what somebody decided stays, and then what is largest. */
function weightOf({ accepted, ratio = 1 }: HistoryRow): number {
  return Math.abs(Math.log(ratio)) + (accepted === undefined ? 0 : 100);
}

function wordsOf(
  { accepted, ratio, low, high }: HistoryRow,
  better: 'lower' | 'higher',
): Pick<Mark, 'kind' | 'text'> {
  const shown =
    ratio !== undefined && low !== undefined && high !== undefined
      ? formatInterval({ ratio, low, high, confidence: 0.95 })
      : undefined;
  const change = shown ? `${shown.change} (${shown.interval})` : '';
  if (accepted !== undefined)
    return { kind: 'accepted', text: `${change} accepted: ${clean(accepted, 200)}`.trim() };
  return { kind: (ratio ?? 1) > 1 === (better === 'lower') ? 'worse' : 'better', text: change };
}
