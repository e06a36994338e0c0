/** Calendar dates as the budget file writes them: `2026-10-01`. ISO dates compare as text. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** Why a text is no date, or undefined where it is one. */
export function dateMistake(text: string): string | undefined {
  const [, year, month, day] = ISO.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    return 'write a date as YEAR-MONTH-DAY, such as `2026-10-01`';
  }
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return `there is no month ${month}`;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) < 1 || Number(day) > days ? `${name} ${year} has ${days} days` : undefined;
}
