/** Ratios, intervals, counts and durations as people read them. Quantities with a unit are in samples/numbers/quantity-format.ts. */
import type { Change } from '../../comparison/result.ts';
import {
  chooseScale,
  formatNumber,
  formatQuantity,
  withUnit,
} from '../../samples/numbers/quantity-format.ts';

const MINUS = '\u2212';

/** A relative number as percent with two significant digits: 0.083 is `8.3 %`, 0.31 is `31 %`, 0.0004 is `0.04 %`. */
export function formatPercent(share: number): string {
  return `${percentDigits(Math.abs(share) * 100)} %`;
}

/** Like `formatPercent`, with its sign: `+8.3 %`, `−12 %`. */
export function formatSignedPercent(share: number): string {
  const digits = percentDigits(Math.abs(share) * 100);
  return `${sign(share, digits)}${digits} %`;
}

function percentDigits(percent: number): string {
  if (!Number.isFinite(percent)) return '∞';
  if (percent >= 9.95) return formatCount(Math.round(percent));
  return String(Number(percent.toFixed(percent >= 0.995 ? 1 : 2)));
}

function sign(value: number, digits: string): string {
  if (Number(digits) === 0) return '±';
  return value < 0 ? MINUS : '+';
}

/** A ratio with its interval, to the digits that the interval supports: `{ change: '+8.3 %', interval: '+7.1 … +9.4' }`. */
export function formatInterval({ ratio, low, high }: Change): { change: string; interval: string } {
  const half = (Math.abs(high - low) / 2) * 100;
  const decimals = half >= 10 ? 0 : half >= 0.1 ? 1 : 2;
  const show = (value: number) => {
    if (!Number.isFinite(value)) return value > 0 ? '+∞' : `${MINUS}∞`;
    const digits = Math.abs((value - 1) * 100).toFixed(decimals);
    return `${sign(value - 1, digits)}${digits}`;
  };
  return { change: `${show(ratio)} %`, interval: `${show(low)} … ${show(high)}` };
}

/** Both ends and the value of an absolute estimate in one unit: `331 (312 … 350) ms`. */
export function formatEstimate(
  estimate: { readonly value: number; readonly low: number; readonly high: number },
  unit: string,
): { value: string; interval: string } {
  const scale = chooseScale([estimate.value, estimate.low, estimate.high], unit);
  return {
    value: withUnit(grouped(formatNumber(estimate.value, scale)), scale),
    interval: grouped(`${formatNumber(estimate.low, scale)} … ${formatNumber(estimate.high, scale)}`),
  };
}

const GROUPS = /\B(?=(?:\d{3})+(?!\d))/g;

/** `48,210` */
export function formatCount(count: number): string {
  return String(count).replace(/^\d+/, (digits) => digits.replace(GROUPS, ','));
}

/** Digits of long numbers in groups, which are read more easily, and which GitHub never takes for a commit. */
function grouped(text: string): string {
  return text.replace(/(?<![.\d])\d{5,}/g, (digits) => digits.replace(GROUPS, ','));
}

/** `1 budget`, `2 budgets` */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** `2.1 %`, or `0.8 to 2.1 %` where they differ. */
export function formatRange(values: readonly number[], format: (value: number) => string): string {
  const low = format(values.reduce((a, b) => Math.min(a, b), Infinity));
  const high = format(values.reduce((a, b) => Math.max(a, b), -Infinity));
  return low === high ? low : `${low.replace(/ %$/, '')} to ${high}`;
}

/** Seconds as `48 s` or `1 min 52 s` or `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A unit that came out of a file, reduced to what a unit can be: it stands in Markdown without any further escape. */
export function safeUnit(unit: string | null): string {
  const short = (unit ?? '')
    .slice(0, 64)
    .replace(/[^\p{L}\d%/$ °]/gu, '')
    .slice(0, 16);
  return /[0-9a-f]{7}|www|.\$|\$./i.test(short) ? '' : short;
}

/** `12.1 ± 0.3 → 13.1 ± 0.3 ms`; a side that was not measured is `–`. Where there is no other side at all: `alone`. */
export function formatSides(
  baseline: { readonly value: number; readonly spread?: number } | undefined,
  candidate: { readonly value: number; readonly spread?: number } | undefined,
  unit: string | null,
  alone = false,
): string {
  const sides = [baseline, candidate].filter((side) => side !== undefined);
  const scale = chooseScale(
    sides.map(({ value }) => value),
    safeUnit(unit),
  );
  const show = ({ value, spread }: { value: number; spread?: number }) =>
    grouped(
      `${formatNumber(value, scale)}${spread === undefined ? '' : ` ± ${formatNumber(spread, scale)}`}`,
    );
  const only = (side: typeof baseline) => side && withUnit(show(side), scale);
  if (sides.length === 2) return withUnit(sides.map(show).join(' → '), scale);
  if (alone) return only(candidate) ?? only(baseline) ?? '';
  return sides.length === 0 ? '' : `${only(baseline) ?? '–'} → ${only(candidate) ?? '–'}`;
}

/** One number with its unit, which may be anybody's. */
export function formatValue(value: number, unit: string | null): string {
  return grouped(formatQuantity(value, safeUnit(unit)));
}

/** Calls a day: `3M`. */
export function formatTraffic(callsPerDay: number): string {
  return formatQuantity(callsPerDay, 'count').replace(/(\.\d*?)0+(?=\D|$)/, (_, kept: string) =>
    kept === '.' ? '' : kept,
  );
}

/** `$1`, `$0.40`, `$1,200`; never a false digit. */
export function formatDollars(dollars: number): string {
  const amount = Math.abs(dollars);
  if (amount < 0.01) return 'less than 1 cent';
  if (amount < 1) return `${(amount * 100).toFixed(0)} cents`;
  return `$${amount < 10 ? String(Number(amount.toFixed(1))) : formatCount(Number(amount.toPrecision(2)))}`;
}

/** CPU hours: two significant digits. */
export function formatHours(hours: number): string {
  const amount = Math.abs(hours);
  return amount >= 10 ? formatCount(Math.round(amount)) : String(Number(amount.toPrecision(2)));
}
