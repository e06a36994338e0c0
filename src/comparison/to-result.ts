/** From what judging one budget found to the `Result` that reports show. Nothing is decided here but what is accepted. */
import type { Budget } from '../budgets/model.ts';
import type { FailureCode } from '../samples/measurements.ts';
import { coverOf } from './accepting.ts';
import { explain } from './explain.ts';
import type { JudgeRequest } from './request.ts';
import type { Note, Result } from './result.ts';
import { type Finding, isBeyondTime } from './rule/finding.ts';
import { budgetable, isSkipped } from './subjects/failures.ts';
import { findQuantity } from './subjects/quantity.ts';
import type { Subject } from './subjects/subjects.ts';

export interface Judged {
  readonly subject: Subject;
  readonly budget: Budget | null;
  readonly finding?: Finding;
  readonly failure?: FailureCode;
}

export function toResult({ subject, budget, finding, failure }: Judged, request: JudgeRequest): Result {
  const { candidate } = subject;
  // What was measured tells which unit the budget should have.
  const measured =
    failure === 'wrong-unit' && budget && candidate
      ? findQuantity(budget, candidate, request.cpuHour)
      : undefined;
  const base = {
    benchmark: subject.name,
    budget: budget?.text ?? null,
    metric: budget?.metric ?? null,
    unit: finding?.unit ?? measured?.unit ?? null,
    better: finding?.better ?? budget?.better ?? ('lower' as const),
    severity: budget?.severity ?? ('fail' as const),
    ...(budget && { op: budget.op }),
    ...(budget?.position && { position: budget.position }),
  };
  if (!finding) {
    const instead = failure === 'only-summaries' ? budgetable(candidate?.metrics ?? {}) : [];
    return withReason({
      ...base,
      verdict:
        failure === 'skipped' && isSkipped(subject, request.comparison !== 'none') ? 'skipped' : 'missing',
      failure: failure ?? 'absent',
      ...(instead.length > 0 && { instead }),
    });
  }
  const cover = budget && finding.verdict === 'fail' ? coverOf(subject, budget, finding, request) : undefined;
  const acceptance = cover && 'acceptance' in cover ? cover.acceptance : undefined;
  const lackedTime =
    finding.verdict === 'inconclusive' && !isBeyondTime(finding) && request.outOfTime?.has(subject.spec.name);
  const notes: Note[] = [
    ...finding.facts,
    ...(finding.doubt ? [finding.doubt] : []),
    ...(lackedTime ? (['out-of-time'] as const) : []),
    ...(cover && 'note' in cover ? [cover.note] : []),
  ];
  return withReason({
    ...base,
    verdict: acceptance ? 'accepted' : finding.verdict,
    ...(finding.baseline && { baseline: finding.baseline }),
    candidate: finding.candidate,
    ...(finding.change && { change: finding.change }),
    ...(finding.estimate && { estimate: finding.estimate }),
    limit: finding.limit,
    ...(finding.anchor && { anchor: finding.anchor }),
    ...(finding.detectable !== undefined && { detectable: finding.detectable }),
    ...(finding.clock && { clock: finding.clock }),
    ...(notes.length > 0 && { notes }),
    ...(finding.advice && { decider: finding.advice }),
    ...(acceptance && { acceptance }),
  });
}

export function withReason(result: Omit<Result, 'reason'>): Result {
  return { ...result, reason: explain(result) };
}
