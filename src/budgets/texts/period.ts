/** Stretches of the calendar as the budget file writes them: `3 months`, `2 weeks`. */

export interface Period {
  readonly count: number;
  readonly unit: 'day' | 'week' | 'month' | 'year';
}

export const PERIOD_PATTERN = String.raw`^ *([1-9]\d{0,3}) *(day|week|month|year)s? *$`;

const PERIOD = new RegExp(PERIOD_PATTERN);

export function readPeriod(text: string): Period | undefined {
  const [, count, unit] = PERIOD.exec(text) ?? [];
  return unit === undefined ? undefined : { count: Number(count), unit: unit as Period['unit'] };
}

export function formatPeriod({ count, unit }: Period): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The ISO date so much later. The month's last day where the day does not exist: 30 November and three months are 28 February. */
export function addPeriod(date: string, { count, unit }: Period): string {
  const [year = 0, month = 1, day = 1] = date.slice(0, 10).split('-').map(Number);
  if (unit === 'day' || unit === 'week') return iso(year, month, day + count * (unit === 'week' ? 7 : 1));
  const months = month + count * (unit === 'year' ? 12 : 1);
  const lastDay = new Date(Date.UTC(year, months, 0)).getUTCDate();
  return iso(year, months, Math.min(day, lastDay));
}

/** Whole days from one ISO date to another; NaN where either is no date. */
export function daysBetween(from: string, to: string): number {
  const day = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86_400_000;
  return day(to) - day(from);
}

function iso(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
