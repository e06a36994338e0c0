/** When a person has to look again: whether a data set still represents production, what becomes of a trade-off. */
import { addPeriod, daysBetween, type Period } from '../texts/period.ts';

/** As long as most products and their users take to change. */
export const REVIEW_EVERY: Period = { count: 3, unit: 'month' };

/** The end of a trade-off is told so many days ahead. */
export const EXPIRY_DAYS = 14;

export interface Overdue {
  /** Days since the last review. */
  readonly days: number;
  readonly every: Period;
}

/** Undefined where the review is not due, or where nobody said when the last one was. */
export function overdueReview(
  { reviewed, review_every: every = REVIEW_EVERY }: { reviewed?: string; review_every?: Period },
  today: string,
): Overdue | undefined {
  if (reviewed === undefined || today <= addPeriod(reviewed, every)) return undefined;
  return { days: daysBetween(reviewed, today), every };
}
