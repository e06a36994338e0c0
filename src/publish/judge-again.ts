/**
 * Verdicts of a report that somebody else wrote are claims. They are checked against the report's own intervals and the
 * limit that the budget's text sets; the gate's verdict and every reason are made anew.
 *
 * Limit: the intervals themselves come from the run that measured. Whoever controls the measured code can report any.
 */
import { readBudget } from '../budgets/texts/grammar.ts';
import { explain } from '../comparison/explain.ts';
import { gateVerdict } from '../comparison/judge.ts';
import { needsOwnBenchmarks, withOwnBenchmarks } from '../comparison/own-benchmarks.ts';
import type { Result, Verdict } from '../comparison/result.ts';
import { exitStatus } from '../report/build.ts';
import type { Report } from '../report/model.ts';

/** Counts that are the same in every run may differ by this share, as in src/comparison/exact.ts. */
const TOLERANCE = 0.001;

export function judgeAgain(report: Report): Report {
  const results = report.results.map((result) => {
    const limited = withLimitOfBudget(result);
    const judged = withSecondLook({ ...limited, verdict: supportedVerdict(limited) });
    return { ...judged, reason: explain(judged) };
  });
  const verdict = gateVerdict(results, results.length === 0);
  const missing = results.some((result) => result.verdict === 'missing');
  return {
    ...report,
    results,
    verdict,
    exit: exitStatus(verdict, report.mode, 'pass', missing, report.overdue === 'fail'),
  };
}

/** The limit and the metric that the budget's own text names, whatever the report says beside it. */
function withLimitOfBudget(result: Result): Result {
  const { limit: _claimed, ...rest } = result;
  const reading = result.budget === null ? undefined : readBudget(result.budget);
  if (reading === undefined || 'mistake' in reading) return rest;
  const { op, bound, metric, better } = reading;
  const before = result.baseline?.estimate;
  const limit =
    bound.kind === 'absolute'
      ? { kind: 'absolute' as const, value: bound.value }
      : 'ratio' in bound
        ? { kind: 'ratio' as const, value: 1 + bound.ratio }
        : before
          ? { kind: 'ratio' as const, value: (before + bound.margin) / before }
          : undefined;
  return { ...rest, metric, better, op, ...(limit && { limit }) };
}

/** What the numbers bear out. A claim that is worse than they are stands: it can only embarrass its author. */
function supportedVerdict({ verdict, limit, op, change, estimate, unaffected }: Result): Verdict {
  // No numbers stand behind it but those of what was compared, and some budgets no unchanged code can keep.
  if (verdict === 'unaffected') {
    const demandsChange =
      limit?.kind === 'ratio' && (op?.startsWith('<') ? limit.value < 1 : limit.value > 1);
    return unaffected === undefined || demandsChange ? 'missing' : verdict;
  }
  if (verdict !== 'pass' && verdict !== 'improved') return verdict;
  const interval = limit?.kind === 'absolute' ? estimate : change;
  if (!limit || !op || !interval || !(interval.low <= interval.high)) return 'missing';
  const slack = Math.abs(limit.value) * TOLERANCE;
  const upper = op.startsWith('<');
  const [best, worst] = upper ? [interval.low, interval.high] : [interval.high, interval.low];
  const holds = (bound: number) => (upper ? bound <= limit.value + slack : bound >= limit.value - slack);
  if (holds(worst)) return verdict;
  return holds(best) ? 'inconclusive' : 'fail';
}

/**
 * What each side's own benchmark came to is a claim as well. It goes through what the run itself makes of a second look: one that
 * breaks the budget makes a pass undecided.
 */
function withSecondLook(result: Result): Result {
  if (!needsOwnBenchmarks(result)) return result;
  const { own_benchmarks: own, change: _change, acceptance: _acceptance, ...rest } = result;
  const notes = result.notes?.filter((note) => note !== 'benchmark-changed');
  const first = { ...result, ...(notes && { notes }) };
  if (!own) return first;
  const second = {
    ...rest,
    ...(own.change && { change: own.change }),
    ...(own.failure && { failure: own.failure }),
  };
  const verdict =
    own.verdict === 'holds' ? supportedVerdict({ ...second, verdict: 'pass' }) : CLAIMED[own.verdict];
  return withOwnBenchmarks(first, { ...second, verdict });
}

/** A claim that is worse than its numbers stands here, too. */
const CLAIMED = { broken: 'fail', untold: 'inconclusive' } as const;
