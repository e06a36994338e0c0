import { expect, test } from 'vitest';
import { addPeriod, formatPeriod, readPeriod } from '../../src/budgets/texts/period.ts';

test.each([
  ['1 day', '2026-12-31', '2027-01-01'],
  ['2 weeks', '2026-02-20', '2026-03-06'],
  ['3 months', '2026-11-30', '2027-02-28'],
  ['12 months', '2024-02-29', '2025-02-28'],
  ['4 years', '2024-02-29', '2028-02-29'],
])('%s after %s is %s', (written, date, later) => {
  const period = readPeriod(written);
  expect(period && formatPeriod(period)).toBe(written);
  expect(period && addPeriod(date, period)).toBe(later);
});

test.each(['3', 'months', '0 days', '1.5 weeks', '3 months 2', '-1 day'])('%s is no period', (written) => {
  expect(readPeriod(written)).toBeUndefined();
});
