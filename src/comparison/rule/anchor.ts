/**
 * Budgets against an anchor, a commit that only a person moves: small changes, each within its budget, add up. The change since
 * then is the product of what was measured in turns, commit by commit, and of the change now, so it does not depend on the
 * machines. Errors of independent measurements add up as variances of the logarithms.
 */
import type { Budget } from '../../budgets/model.ts';
import type { FailureCode } from '../../samples/measurements.ts';
import { type AnchorChange, anchorKey, type JudgeRequest } from '../request.ts';
import type { Change } from '../result.ts';
import type { Doubt, Finding } from './finding.ts';

/** Half of a 95 % interval is this many standard errors. */
const HALF_95 = 1.959964;

/** @param judge judges the candidate against the base, by a budget that allows what is left of the margin */
export function judgeSinceAnchor(
  budget: Budget,
  benchmark: string,
  { anchor, comparison }: JudgeRequest,
  judge: (paired: Budget) => Finding | FailureCode,
): Finding | FailureCode {
  const limit = 1 + (budget.bound.kind === 'anchor' ? budget.bound.ratio : 0);
  const before = anchor?.changes.get(anchorKey(benchmark, budget.metric)) ?? anchor?.otherwise;
  const left = limit / Math.exp(before?.log ?? 0);
  const found = judge({ ...budget, bound: { kind: 'baseline', ratio: left - 1 } });
  if (typeof found === 'string') return found;
  const { advice, chance: _, detectable, change: now, ...rest } = found;
  const base = { ...rest, limit: { kind: 'ratio' as const, value: limit } };
  if (found.verdict === 'new' || comparison === 'none') return base;
  const undecided = (doubt: Doubt | undefined): Finding => ({
    ...base,
    verdict: 'inconclusive',
    ...(doubt && { doubt }),
  });
  if (comparison === 'stored') return undecided('anchor-unpaired');
  if (!before || !anchor) return undecided('anchor-unreached');
  if (!now || !found.baseline) return { ...undecided(found.doubt), ...(advice && { advice }) };

  const change = productOf(before, now);
  const told = {
    ...base,
    // On this machine, at the anchor: as far apart as the change says.
    baseline: { ...found.baseline, estimate: found.candidate.estimate / change.ratio },
    change,
    ...(detectable !== undefined && { detectable }),
    anchor: { name: anchor.name, commit: before.commit, steps: before.steps, now },
  };
  const upper = budget.op.startsWith('<');
  const [best, worst] = upper ? [change.low, change.high] : [change.high, change.low];
  const isWithin = (value: number) => (upper ? value <= limit : value >= limit);
  if (found.verdict === 'fail' && !isWithin(best)) return { ...told, verdict: 'fail' };
  if ((found.verdict === 'pass' || found.verdict === 'improved') && isWithin(worst)) {
    const adverse = found.better === 'lower' ? change.low > 1 : change.high < 1;
    const facts = found.facts.filter((fact) => fact !== 'slower-within-budget');
    return { ...told, verdict: 'pass', facts: adverse ? ['slower-within-budget', ...facts] : facts };
  }
  const uncertain = isUncertain(before, now, change, limit);
  return {
    ...told,
    verdict: 'inconclusive',
    ...(uncertain ? { doubt: 'anchor-uncertain' as const } : found.doubt && { doubt: found.doubt }),
    // A budget that would be decided was worked out for the base; only more processes help here, too.
    ...(!uncertain && advice?.processes !== undefined && { advice: { processes: advice.processes } }),
  };
}

function productOf({ log, variance }: AnchorChange, { ratio, low, high, confidence }: Change): Change {
  const middle = log + Math.log(ratio);
  const half = (end: number) => Math.hypot(Math.log(end / ratio), HALF_95 * Math.sqrt(variance));
  return {
    ratio: Math.exp(middle),
    low: Math.exp(middle - half(low)),
    high: Math.exp(middle + half(high)),
    confidence: Math.min(confidence, 0.95),
  };
}

/** Whether what was measured before leaves it open, however exactly this change were known. */
function isUncertain({ variance }: AnchorChange, now: Change, { ratio }: Change, limit: number): boolean {
  const own = HALF_95 * Math.sqrt(variance);
  return Math.abs(Math.log(ratio / limit)) <= own && Math.log(now.high / now.low) / 2 <= own;
}
