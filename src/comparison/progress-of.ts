/** How far one benchmark is while it is being measured: pure, for the decider and for progress. */
import { judgeAll } from './judge.ts';
import type { JudgeRequest } from './request.ts';
import type { Result } from './result.ts';
import { isBeyondTime } from './rule/finding.ts';
import { lastLookOf } from './rule/last-look.ts';
import { toResult } from './to-result.ts';

/** One budget of a benchmark while it is being measured. */
export interface BudgetState {
  readonly result: Result;
  /** True where more blocks might still decide it. */
  readonly open: boolean;
  /** Blocks in all with which it would be decided with 80 %; undefined where a thousand would not do. */
  readonly needed?: number;
  /** Blocks after which it is looked at once more, beyond the ordinary looks. */
  readonly later?: number;
}

export interface BenchmarkState {
  readonly name: string;
  readonly open: boolean;
  readonly budgets: readonly BudgetState[];
  /** The most that any open budget needs. */
  readonly needed?: number;
  /** The next look beyond the ordinary ones, where an open budget has one. */
  readonly later?: number;
}

/** Judges one declared benchmark at a look, with the same levels as the final judgement. */
export function judgeBenchmark(request: Omit<JudgeRequest, 'final'>): BenchmarkState {
  const whole = { ...request, final: false };
  const budgets = judgeAll(whole).judged.map((entry): BudgetState => {
    const { finding } = entry;
    const open = finding?.verdict === 'inconclusive' && !isBeyondTime(finding);
    const processes = finding?.advice?.processes;
    const runs = finding?.candidate.runs ?? 0;
    return {
      result: toResult(entry, whole),
      open,
      ...(open && processes !== undefined && { needed: runs + processes }),
      ...(open && finding.tooFew && entry.budget && { later: lastLookOf(entry.budget) }),
    };
  });
  const waiting = budgets.filter(({ open }) => open);
  const laters = waiting.flatMap(({ later }) => later ?? []);
  const needs = waiting.map(({ needed }) => needed);
  return {
    name: request.budgets[0]?.name ?? '',
    open: waiting.length > 0,
    budgets,
    ...(laters.length > 0 && { later: Math.min(...laters) }),
    ...(needs.length > 0 &&
      needs.every((needed) => needed !== undefined) && { needed: Math.max(...(needs as number[])) }),
  };
}

/** Whether a budget on time is broken, or looks as if it were: slower for certain, and likely by more than is allowed. */
export function maySlowDown({ budgets }: BenchmarkState): boolean {
  return budgets.some(({ result: { verdict, change, limit, unit, better, anchor }, open }) => {
    // What added up since an anchor is not to be found between these two commits.
    if (change === undefined || limit === undefined || anchor) return false;
    const isTime = (unit === 's' && better === 'lower') || unit === '1/s';
    const isBeyond =
      better === 'lower'
        ? change.ratio > limit.value && change.low > 1
        : change.ratio < limit.value && change.high < 1;
    return isTime && (verdict === 'fail' || verdict === 'accepted' || (open && isBeyond));
  });
}

/** `1 block`, `2 blocks` */
export function inBlocks(count: number): string {
  return count === 1 ? '1 block' : `${count} blocks`;
}

/** `1 of 2 budgets open: time < baseline + 5% is at +2.1 % (−1.0 … +6.2), about 4 blocks to go` */
export function describeState({ budgets }: BenchmarkState, blocks: number): string {
  const open = budgets.filter((state) => state.open);
  const [first] = open;
  if (!first) return budgets.length === 0 ? 'nothing to decide' : 'decided';
  const { change, budget } = first.result;
  const signed = (ratio: number): string =>
    `${ratio < 1 ? '−' : '+'}${Math.abs((ratio - 1) * 100).toFixed(1)}`;
  const place = change
    ? ` is at ${signed(change.ratio)} % (${signed(change.low)} … ${signed(change.high)})`
    : '';
  const left =
    first.needed === undefined ? '' : `, about ${inBlocks(Math.max(1, first.needed - blocks))} to go`;
  return `${open.length} of ${budgets.length} open: ${budget ?? ''}${place}${left}`;
}
