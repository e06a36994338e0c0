/** Judges measurements against budgets: a whole session, or one benchmark while it is being measured. */
import { proposeUpTo } from './accepting.ts';
import type { Judgement, JudgeRequest } from './request.ts';
import { type Result, VERDICT_ORDER, type Verdict, type Warning } from './result.ts';
import { judgeBudget } from './rule/judge-budget.ts';
import { correctForMany } from './rule/many.ts';
import { failureOf, isSkipped, missingFor } from './subjects/failures.ts';
import { expandSubs, type Subject } from './subjects/subjects.ts';
import { type Judged, toResult } from './to-result.ts';
import { warn } from './warnings/catalogue.ts';
import { collectWarnings } from './warnings/collect.ts';

export type { Judgement, JudgeRequest } from './request.ts';

export function judge(request: JudgeRequest): Judgement {
  const { subjects, judged } = judgeAll(request);
  const results = judged.map((entry) => toResult(entry, request));
  return {
    results,
    warnings: [...collectWarnings(request, subjects, judged), ...unlimitedAcceptances(results)],
    verdict: gateVerdict(results, request.budgets.length === 0),
  };
}

/** A trade-off that covers everything excuses the next slowdown, too. */
function unlimitedAcceptances(results: readonly Result[]): Warning[] {
  return results.flatMap((result) => {
    const upTo = result.acceptance && !result.acceptance.up_to ? proposeUpTo(result) : undefined;
    return upTo === undefined
      ? []
      : [warn('accepted-unlimited', { budget: result.budget ?? '', upTo }, result.benchmark)];
  });
}

/** What was found on every budget of every benchmark, in the order in which they are declared. */
export function judgeAll(request: JudgeRequest): {
  readonly subjects: readonly Subject[];
  readonly judged: readonly Judged[];
} {
  const baseline = request.comparison === 'none' ? undefined : request.baseline;
  const { subjects, unreached } = expandSubs(request.budgets, baseline, request.candidate);
  const order = new Map(request.budgets.map((spec, index) => [spec, index]));
  const reached = subjects.flatMap((subject) => judgeSubject(subject, request));
  const absent = unreached.map(
    ({ spec, budget }): Judged => ({
      subject: { name: spec.name, spec, budgets: [] },
      budget,
      failure: 'absent',
    }),
  );
  const judged = correctForMany([...reached, ...(request.final ? absent : [])], request.family);
  const place = ({ subject }: Judged): number => order.get(subject.spec) ?? 0;
  return { subjects, judged: judged.sort((a, b) => place(a) - place(b)) };
}

function judgeSubject(subject: Subject, request: JudgeRequest): Judged[] {
  if (subject.budgets.length === 0) {
    // A benchmark without budgets passes in silence, unless it could not be measured at all.
    const failure = failureOf(subject.candidate);
    if (failure === 'skipped' && isSkipped(subject, request.comparison !== 'none')) return [];
    return failure && subject.spec.budgets.length === 0 ? [{ subject, budget: null, failure }] : [];
  }
  return subject.budgets.map((budget): Judged => {
    const missing = missingFor(budget, subject, request.comparison !== 'none');
    const finding = missing ?? judgeBudget(budget, subject, request);
    return typeof finding === 'string' ? { subject, budget, failure: finding } : { subject, budget, finding };
  });
}

/**
 * The first of `VERDICT_ORDER` that occurs. A broken budget that only warns does not count; what is missing always does. Where
 * all was skipped, nothing was measured.
 */
export function gateVerdict(results: readonly Result[], nothingDeclared = false): Verdict {
  if (nothingDeclared) return 'missing';
  if (results.length > 0 && results.every(({ verdict }) => verdict === 'skipped')) return 'missing';
  const counted = results.filter(({ severity, verdict }) => severity === 'fail' || verdict === 'missing');
  const occurring = new Set(counted.map(({ verdict }) => verdict));
  return VERDICT_ORDER.find((verdict) => occurring.has(verdict)) ?? 'pass';
}
