/** A point of a curve in words. */
import type { Curve, HistoryView, Line } from '../../history/page/view.ts';
import { chooseScale, formatNumber, withUnit } from '../../samples/numbers/quantity-format.ts';

/** `2026-11-22 13:00`, in UTC. */
export function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** `machine`: of a line of values; without it the line is the index. */
export function describePoint(
  { sessions, machines }: HistoryView,
  { unit, marks }: Curve,
  { session, value, low, high }: Line,
  at: number,
  machine?: number,
): string {
  const when = session[at] as number;
  const show = machine === undefined ? signedPercent : quantityIn(unit, value[at] as number);
  const interval =
    low[at] == null || high[at] == null ? '' : ` (${show(low[at] as number)} … ${show(high[at] as number)})`;
  const where = machine === undefined ? '' : `, ${machines[machine] ?? ''}`;
  const marked = marks.filter((mark) => mark.session === when).map(({ text }) => `; ${text}`);
  return `${moment(sessions.at[when] ?? 0)}, ${sessions.commit[when] ?? ''}: ${show(value[at] as number)}${interval}${where}${marked.join('')}`;
}

/** The index is in per cent of where it begins: 108.3 is `+8.3 %`. */
export function signedPercent(index: number): string {
  const digits = Math.abs(index - 100).toFixed(1);
  const sign = Number(digits) === 0 ? '±' : index < 100 ? '\u2212' : '+';
  return `${sign}${digits} %`;
}

export function quantityIn(unit: string, largest: number): (value: number) => string {
  const scale = chooseScale([largest], unit);
  return (value) => withUnit(formatNumber(value, scale), scale);
}
