/** Warnings that come with time: data sets whose review is overdue, trade-offs that end soon. */

import { EXPIRY_DAYS, overdueReview } from '../../budgets/rules/reviews.ts';
import { daysBetween, formatPeriod } from '../../budgets/texts/period.ts';
import type { JudgeRequest } from '../request.ts';
import type { Warning } from '../result.ts';
import { warn } from './catalogue.ts';

export function datedWarnings({ budgets, accepted, today }: JudgeRequest): Warning[] {
  const overdue = budgets.flatMap(({ name, dataset }): Warning[] => {
    const overdue = dataset && overdueReview(dataset, today);
    return overdue
      ? [warn('dataset-overdue', { days: overdue.days, every: formatPeriod(overdue.every) }, name)]
      : [];
  });
  const expiring = accepted.flatMap(({ benchmark, budget, until }): Warning[] => {
    const days = daysBetween(today, until);
    return days >= 0 && days <= EXPIRY_DAYS ? [warn('accepted-expiring', { budget, days }, benchmark)] : [];
  });
  return [...overdue, ...expiring];
}
