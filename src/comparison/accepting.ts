/** What the trade-offs of the budget file cover: the change that somebody accepted, and nothing on top of it. */
import type { Acceptance, Budget } from '../budgets/model.ts';
import { isDimension } from '../samples/numbers/quantity.ts';
import { writeQuantity } from '../samples/numbers/quantity-format.ts';
import type { JudgeRequest } from './request.ts';
import type { Note, Result } from './result.ts';
import { roundLimit } from './rule/advice.ts';
import type { Finding } from './rule/finding.ts';
import type { Subject } from './subjects/subjects.ts';

/** The trade-off that a broken budget is covered by, or why the one that there is does not cover it. */
export type Cover =
  | { readonly acceptance: Acceptance }
  | { readonly note: Extract<Note, 'beyond-accepted' | 'accepted-before'> };

export function coverOf(
  { name, spec }: Subject,
  budget: Budget,
  finding: Finding,
  request: Pick<JudgeRequest, 'accepted' | 'acceptedBefore' | 'today'>,
): Cover | undefined {
  const acceptance = request.accepted.find(
    ({ benchmark, until, ...each }) =>
      (benchmark === name || benchmark === spec.name) &&
      folded(each.budget) === folded(budget.text) &&
      until.slice(0, 10) >= request.today.slice(0, 10),
  );
  if (!acceptance) return undefined;
  const { up_to } = acceptance;
  if (up_to === undefined) return { acceptance };
  // What is compared with has that change already: it is no excuse for another one of the same size.
  const isDone = budget.bound.kind === 'baseline' || budget.bound.kind === 'baseline-offset';
  if (isDone && request.acceptedBefore?.some((each) => isSame(each, acceptance)))
    return { note: 'accepted-before' };
  const interval = finding.limit.kind === 'absolute' ? finding.estimate : finding.change;
  const isBeyond =
    !interval || (budget.op.startsWith('<') ? interval.low > up_to.value : interval.high < up_to.value);
  return isBeyond ? { note: 'beyond-accepted' } : { acceptance };
}

/** Another last day makes no other trade-off of it. */
export function isSame(a: Acceptance, b: Acceptance): boolean {
  return (
    a.benchmark === b.benchmark &&
    folded(a.budget) === folded(b.budget) &&
    a.reason === b.reason &&
    a.up_to?.value === b.up_to?.value
  );
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** `up_to` as the file writes it, for just what was measured: the same code, measured again, is covered. */
export function proposeUpTo({
  change,
  estimate,
  limit,
  better,
  op = better === 'lower' ? '<' : '>',
  unit,
}: Result): string | undefined {
  const interval = limit?.kind === 'absolute' ? estimate : change;
  if (!limit || !interval) return undefined;
  const end = op.startsWith('<') ? interval.high : interval.low;
  if (!Number.isFinite(end)) return undefined;
  const value = roundLimit(end, limit.kind, op);
  if (limit.kind === 'ratio') {
    const percent = Number(((value - 1) * 100).toFixed(1));
    return `${percent < 0 ? '-' : '+'}${Math.abs(percent)}%`;
  }
  return isDimension(unit) ? writeQuantity(value, unit) : String(Number(value.toPrecision(12)));
}
