/** Judges one budget that compares the candidate with the baseline: measure, decide, describe. */
import type { Budget } from '../../budgets/model.ts';
import { levelsOf } from '../readings/changes.ts';
import { type Busy, sharesDiffer } from '../readings/clocks.ts';
import { isAbove, isBelow } from '../readings/interval.ts';
import { BULK, fromLogarithm, logarithm, medianOf } from '../readings/statistic.ts';
import { summarise } from '../readings/summary.ts';
import { shownAs } from '../subjects/quantity.ts';
import { adviseOn, detectableChange } from './advice.ts';
import { type Decision, decide, type Reading } from './decide.ts';
import type { Doubt, Fact, Finding } from './finding.ts';
import { CONFIDENCE, FEWEST_RUNS, hasSmallMargin } from './levels.ts';
import { directionOf, ratioLimit } from './limits.ts';
import { type Measured, type RelativeRequest, readChange } from './read-change.ts';

/** An improvement is told from this change on; against a stored baseline, from STORED_MARGIN on. */
const IMPROVED = 0.01;
/** Against a stored baseline, only budgets with this margin can fail. */
const STORED_MARGIN = 0.05;
export function judgeRelative(request: RelativeRequest): Finding {
  const { budget, quantity, both, between } = request;
  const direction = directionOf(budget);
  const runs = Math.min(both.baseline.length, both.candidate.length);
  const measured = runs >= FEWEST_RUNS ? readChange(request, direction) : undefined;
  const limit = ratioLimit(budget, levels(request, direction, measured?.readings[0])[0]);
  const base = {
    unit: quantity.unit,
    better: quantity.better,
    limit: { kind: 'ratio' as const, value: limit },
    runs,
  };
  if (!measured) {
    return {
      ...base,
      ...sides(request, levels(request, direction, undefined)),
      verdict: 'inconclusive',
      doubt: 'too-few-runs',
      facts: [],
      advice: { processes: FEWEST_RUNS - runs },
    };
  }
  const allowed = direction * logarithm(limit);
  const decision = decide(measured.readings, allowed, runs);
  const { interval, clock } = decision.by;
  const shown = levels(request, direction, decision.by);
  const fromZero = shown[0] === 0 && shown[1] !== 0;
  const doubt = doubtOf(decision, request, allowed, measured.busy);
  const open = doubt !== undefined || decision.verdict === 'inconclusive';
  const improves = (direction === 1) === (quantity.better === 'lower');
  const least = Math.log1p(between ? STORED_MARGIN : IMPROVED);
  const better = decision.verdict === 'pass' && improves && isBelow(interval, -least);
  const ends = [interval.low, interval.high].map((end) => fromLogarithm(direction * end));
  const small = hasSmallMargin(limit, direction) && !between;
  return {
    ...base,
    ...sides(request, shown),
    verdict: open ? 'inconclusive' : better ? 'improved' : decision.verdict,
    ...(doubt && { doubt }),
    facts: factsOf(decision, measured, fromZero),
    ...(!fromZero && {
      change: {
        ratio: fromLogarithm(direction * interval.value),
        low: Math.min(...ends),
        high: Math.max(...ends),
        confidence: CONFIDENCE,
      },
    }),
    detectable: detectableChange(interval),
    ...(clock && { clock }),
    ...(small && { chance: open || decision.verdict !== 'fail' ? 1 : chanceUnchanged(decision.by, allowed) }),
    ...(open && {
      advice: adviseOn(
        { budget, interval, allowed, runs, kind: 'ratio', unit: quantity.unit },
        request.secondsPerBlock,
      ),
    }),
  };
}

/** Why the decision is not to be trusted, or what keeps it open. */
function doubtOf(
  { verdict, by }: Decision,
  { budget, between }: RelativeRequest,
  allowed: number,
  busy: Busy,
): Doubt | undefined {
  if (between && by.clock === 'wall' && sharesDiffer(busy)) return 'busy-session';
  if (verdict === 'fail' && between && !allowsStored(budget, allowed)) return 'stored-margin';
  if (verdict !== 'inconclusive') return undefined;
  const { what, fails, interval } = by;
  // On either side of the limit, few blocks decide only what is clear.
  const beyond = fails && !interval.sure.low && interval.low > allowed;
  const within = what === 'judge' && isBelow(interval, allowed);
  if (beyond || within) return 'too-few-runs';
  return what === 'judge' ? undefined : `${what}-guard`;
}

function factsOf(
  { verdict, by }: Decision,
  { readings, modes, waits: moved }: Measured,
  fromZero: boolean,
): Fact[] {
  return [
    ...(verdict === 'pass' && isAbove(by.interval, 0) ? ['slower-within-budget' as const] : []),
    ...(moved > 0 || (by.what === 'wall' && readings[0].interval.value < by.interval.value)
      ? ['waits' as const]
      : []),
    ...(modes ? ['two-modes' as const] : []),
    ...(fromZero ? ['from-zero' as const] : []),
  ];
}

/**
 * What both sides cost, as shown. Each side's own level is as noisy as the machine, the change between them is not: so both
 * are placed around their common middle, as far apart as the reading says that was judged by.
 */
function levels(
  { quantity, both }: RelativeRequest,
  direction: 1 | -1,
  reading: Reading | undefined,
): readonly [number, number] {
  const statistic = reading?.what === 'bulk' ? BULK : quantity.statistic;
  const [before, after] = [both.baseline, both.candidate].map((runs) =>
    medianOf(levelsOf(runs, statistic)),
  ) as [number, number];
  const change = reading && direction * reading.interval.value;
  const isZero = fromLogarithm(Math.min(before, after)) === 0;
  const [middle, apart] = [(before + after) / 2, change ?? after - before];
  const ends = isZero || change === undefined ? [before, after] : [middle - apart / 2, middle + apart / 2];
  return ends.map((end) => quantity.scale * fromLogarithm(end)) as [number, number];
}

function sides(
  { quantity, both }: RelativeRequest,
  [before, after]: readonly [number, number],
): Pick<Finding, 'baseline' | 'candidate'> {
  const show = shownAs(quantity);
  return {
    baseline: summarise(both.baseline, before, show),
    candidate: summarise(both.candidate, after, show),
  };
}

/** Of a failure by a small margin: 0 where a budget of +5 % would be broken as well, which is beyond doubt. */
function chanceUnchanged({ interval, chance }: Reading, allowed: number): number {
  return hasSmallMargin(Math.exp(interval.low - Math.min(0, allowed)), 1) ? (chance?.(allowed) ?? 0) : 0;
}

function allowsStored(budget: Budget, allowed: number): boolean {
  if (budget.metric === 'peak_memory' || budget.metric === 'instructions') return true;
  return allowed >= Math.log1p(STORED_MARGIN) * (directionOf(budget) === 1 ? 1 : 0.95) - 1e-9;
}
