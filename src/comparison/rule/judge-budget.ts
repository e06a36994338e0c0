/** Judges one budget of one benchmark: by the rule that its bound and its metric ask for. */

import type { Budget } from '../../budgets/model.ts';
import { isOfSingleCalls } from '../../budgets/texts/metrics.ts';
import { differingFacts } from '../../samples/environment.ts';
import type { Benchmark, FailureCode } from '../../samples/measurements.ts';
import { environmentOf, sessionOf } from '../../samples/sessions.ts';
import { levelsOf } from '../readings/changes.ts';
import { type BetweenSessions, betweenSessions } from '../readings/sessions.ts';
import { fromLogarithm, medianOf } from '../readings/statistic.ts';
import { summarise } from '../readings/summary.ts';
import { FEWEST_TICKS_OF_CALL, isTooShort } from '../readings/too-short.ts';
import type { JudgeRequest } from '../request.ts';
import { isNew, whyUnavailable } from '../subjects/failures.ts';
import { misfits } from '../subjects/misfit.ts';
import { bothSides, runsOf } from '../subjects/pairing.ts';
import { findQuantity, isOfTime, type Quantity, shownAs } from '../subjects/quantity.ts';
import { callByCall } from '../subjects/single-calls.ts';
import type { Subject } from '../subjects/subjects.ts';
import { judgeAbsolute } from './absolute.ts';
import { judgeSinceAnchor } from './anchor.ts';
import { isExact, judgeExactly, judgeExactlyAlone } from './exact.ts';
import type { Finding } from './finding.ts';
import { untilLastLook } from './last-look.ts';
import { judgeRelative } from './relative.ts';

export function judgeBudget(budget: Budget, measured: Subject, request: JudgeRequest): Finding | FailureCode {
  if (budget.bound.kind === 'anchor')
    return judgeSinceAnchor(budget, measured.name, request, (paired) =>
      judgeBudget(paired, measured, request),
    );
  const seen = untilLastLook(measured, budget);
  const singly = isOfSingleCalls(budget.metric);
  const subject = singly ? ofSingleCalls(seen) : seen;
  if (!subject) return 'averaged';
  const { baseline, candidate, spec } = subject;
  const quantity = findQuantity(budget, candidate as Benchmark, request.cpuHour);
  if (!quantity) return whyUnavailable(budget.metric, candidate as Benchmark);
  if (misfits(budget, quantity, baseline)) return 'wrong-unit';
  const secondsPerBlock = request.secondsPerBlock?.get(spec.name);
  const runs = runsOf(subject, 'candidate', quantity.source);
  if (!runs) return 'no-values';
  const { resolution = 0, loops = 1 } = candidate?.method ?? {};
  if (budget.bound.kind === 'absolute') {
    if (isExact(quantity, [runs])) return judgeExactlyAlone(budget, quantity, runs);
    const cpu = runsOf(subject, 'candidate', 'cpu_time');
    const finding = judgeAbsolute({ budget, quantity, runs, cpu, secondsPerBlock });
    if (!singly) return refuseShort(finding, quantity, subject);
    // Whether a call is beyond the limit shows where the limit is long enough, however short the call.
    return budget.bound.value < FEWEST_TICKS_OF_CALL * resolution ? 'too-short' : finding;
  }
  // Only absolute budgets can be judged; the run becomes the baseline of the next one.
  if (request.comparison === 'none') return withoutBaseline(budget, quantity, subject);
  if (isNew(subject)) {
    const { doubt: _, ...measured } = withoutBaseline(budget, quantity, subject);
    return { ...measured, verdict: 'new' };
  }
  if (singly && baseline && !callByCall(baseline)) {
    if (request.comparison !== 'stored') return 'averaged';
    return { ...withoutBaseline(budget, quantity, subject), doubt: 'averaged-baseline' };
  }
  if (singly && isTooShort(subject, FEWEST_TICKS_OF_CALL)) return 'too-short';
  const sameSession = isSameSession(subject, request);
  const both = bothSides(subject, quantity.source, sameSession);
  if (!both) return 'one-side-only';
  const between = sessionsFor(subject, request);
  const exact = isExact(quantity, [both.baseline, both.candidate]);
  if (exact) return judgeExactly(budget, quantity, both);
  const cpu = bothSides(subject, 'cpu_time', sameSession);
  const finding = judgeRelative({
    budget,
    quantity,
    both,
    cpu,
    between,
    resolution: resolution / loops,
    secondsPerBlock,
  });
  if (between && isOfTime(quantity) && isElsewhere(subject, request)) return incomparable(finding);
  return singly ? finding : refuseShort(finding, quantity, subject);
}

/** Undefined where the candidate has means of several calls only. A baseline that has is left as it is. */
function ofSingleCalls({ candidate, baseline, ...rest }: Subject): Subject | undefined {
  const singly = candidate && callByCall(candidate);
  if (!singly) return undefined;
  return { ...rest, candidate: singly, ...(baseline && { baseline: callByCall(baseline) ?? baseline }) };
}

/** Merged measurements are of several sessions: what counts is the benchmark's own. */
function isSameSession(subject: Subject, { comparison, baseline, candidate }: JudgeRequest): boolean {
  if (comparison !== 'side-by-side' || !baseline) return false;
  return sessionOf(baseline, subject.baseline) === sessionOf(candidate, subject.candidate);
}

function sessionsFor({ name }: Subject, { comparison, history }: JudgeRequest): BetweenSessions | undefined {
  return comparison === 'stored' ? betweenSessions(name, history ?? []) : undefined;
}

/** The baseline is from another environment, where times cannot be compared with these. */
function isElsewhere(subject: Subject, { baseline, candidate }: JudgeRequest): boolean {
  if (!baseline) return false;
  const before = environmentOf(baseline, sessionOf(baseline, subject.baseline));
  const after = environmentOf(candidate, sessionOf(candidate, subject.candidate));
  return differingFacts(before, after).length > 0;
}

function incomparable({ unit, better, baseline, candidate, limit, runs }: Finding): Finding {
  return {
    verdict: 'incomparable',
    facts: [],
    unit,
    better,
    ...(baseline && { baseline }),
    candidate,
    limit,
    runs,
  };
}

/** A budget that is relative to a baseline, before there is one: what was measured is told, and nothing is judged. */
function withoutBaseline(budget: Budget, quantity: Quantity, subject: Subject): Finding {
  const runs = runsOf(subject, 'candidate', quantity.source) ?? [];
  const value = quantity.scale * fromLogarithm(medianOf(levelsOf(runs, quantity.statistic)));
  return {
    verdict: 'incomparable',
    doubt: 'no-baseline',
    facts: [],
    unit: quantity.unit,
    better: quantity.better,
    candidate: summarise(runs, value, shownAs(quantity)),
    limit: { kind: 'ratio', value: 1 + ('ratio' in budget.bound ? budget.bound.ratio : 0) },
    runs: runs.length,
  };
}

/** A value of a few clock ticks is rounding, not time. */
function refuseShort(finding: Finding, { metric }: Quantity, subject: Subject): Finding {
  if (metric.unit !== 's' || !isTooShort(subject)) return finding;
  const { advice: _, ...rest } = finding;
  return { ...rest, verdict: 'inconclusive', doubt: 'too-short' };
}
