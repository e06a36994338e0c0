/** Warnings that come with time: data sets whose review is overdue, trade-offs that end soon. */
import type { JudgeRequest } from '../request.ts';
import type { Warning } from '../result.ts';
import { warn } from './catalogue.ts';

const REVIEW_DAYS = 180;
const EXPIRY_DAYS = 14;

export function datedWarnings({ budgets, accepted, today }: JudgeRequest): Warning[] {
  const overdue = budgets.flatMap(({ name, dataset }): Warning[] => {
    const days = dataset?.reviewed ? daysBetween(dataset.reviewed, today) : 0;
    return days > REVIEW_DAYS ? [warn('dataset-overdue', { days }, name)] : [];
  });
  const expiring = accepted.flatMap(({ benchmark, budget, until }): Warning[] => {
    const days = daysBetween(today, until);
    return days >= 0 && days <= EXPIRY_DAYS ? [warn('accepted-expiring', { budget, days }, benchmark)] : [];
  });
  return [...overdue, ...expiring];
}

/** Whole days from one ISO date to another; NaN where either is no date. */
function daysBetween(from: string, to: string): number {
  const day = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 86_400_000;
  return day(to) - day(from);
}
