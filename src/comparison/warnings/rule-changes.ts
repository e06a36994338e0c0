/** What a change does to the rules that it is judged by: whoever reviews it has to see that first. */

import type { BudgetFile, Dataset } from '../../budgets/model.ts';
import { REVIEW_EVERY } from '../../budgets/rules/reviews.ts';
import { formatPeriod, type Period } from '../../budgets/texts/period.ts';
import { formatQuantity } from '../../samples/numbers/quantity-format.ts';
import { isSame } from '../accepting.ts';
import type { JudgeRequest } from '../request.ts';
import type { Warning } from '../result.ts';
import { warn } from './catalogue.ts';
import { loosenedBudgets } from './loosened.ts';

/** Told only where the base has a budget file to compare with. */
export function ruleChanges(request: JudgeRequest): Warning[] {
  const { budgets, declared = budgets, baseBudgets, accepted, gate, anchorName, today } = request;
  if (!baseBudgets) return [];
  const before = new Map(baseBudgets.benchmarks.map((spec) => [spec.name, spec]));
  return [
    ...loosenedBudgets(declared, baseBudgets.benchmarks).map(({ benchmark, before, after }) =>
      warn('budget-loosened', { before, after }, benchmark),
    ),
    ...accepted
      .filter((each) => !baseBudgets.accepted.some((earlier) => isSame(each, earlier)))
      .map(({ benchmark, budget, until }) => warn('accepted-new', { budget, until }, benchmark)),
    ...declared.flatMap(({ name, dataset }) => datasetChanges(name, dataset, before.get(name)?.dataset)),
    ...(gate ? gateChanges(gate, baseBudgets.gate, today) : []),
    ...anchorMove(anchorName, baseBudgets),
  ];
}

function datasetChanges(name: string, now: Dataset | undefined, before: Dataset | undefined): Warning[] {
  const moved = now?.reviewed !== undefined && before !== undefined && now.reviewed > (before.reviewed ?? '');
  const every = now?.review_every ?? REVIEW_EVERY;
  const everyBefore = before?.review_every ?? REVIEW_EVERY;
  const shrunk =
    before?.min_size !== undefined &&
    (now?.min_size === undefined ||
      (now.min_size.unit === before.min_size.unit && now.min_size.value < before.min_size.value));
  const size = ({ min_size: size }: Dataset): string | undefined =>
    size && (size.unit === 'rows' ? `${size.value} rows` : formatQuantity(size.value, 'B'));
  return [
    ...(moved ? [warn('dataset-reviewed', { day: now.reviewed, before: before.reviewed }, name)] : []),
    ...(now && before && days(every) > days(everyBefore)
      ? [loosened('review_every', formatPeriod(everyBefore), formatPeriod(every), name)]
      : []),
    ...(before && shrunk ? [loosened('min_size', size(before) ?? '', now && size(now), name)] : []),
  ];
}

function gateChanges(now: BudgetFile['gate'], before: BudgetFile['gate'], today: string): Warning[] {
  const enforcesFrom = ({ mode, enforce_from }: BudgetFile['gate']): string =>
    mode === 'observe' ? 'never' : (enforce_from ?? '');
  const [from, earlier] = [enforcesFrom(now), enforcesFrom(before)];
  return [
    ...(from > earlier && from > today ? [loosened('enforce_from', earlier || 'now', from)] : []),
    ...(['inconclusive', 'overdue'] as const)
      .filter((key) => before[key] === 'fail' && now[key] !== 'fail')
      .map((key) => loosened(key, before[key], now[key])),
  ];
}

/** Whatever got slower before the new anchor is forgiven. An anchor that is removed takes its budgets with it, which is told. */
function anchorMove(now: string | undefined, { baseline, benchmarks }: BudgetFile): Warning[] {
  const isAsked = benchmarks.some(({ budgets }) => budgets.some(({ bound }) => bound.kind === 'anchor'));
  const before = isAsked ? baseline.anchor?.name : undefined;
  return before !== undefined && now !== undefined && now !== before ? [loosened('anchor', before, now)] : [];
}

function loosened(key: string, before: string, after: string | undefined, benchmark?: string): Warning {
  return warn('gate-loosened', { key, before, after }, benchmark);
}

const DAYS = { day: 1, week: 7, month: 30.44, year: 365.25 } as const;

function days({ count, unit }: Period): number {
  return count * DAYS[unit];
}
