/** Judges one budget with a bound of its own, such as `p95 < 300 ms`, on the candidate alone. */
import type { Budget } from '../budgets/model.ts';
import { asMeasured, runQuantiles } from '../statistics/arm.ts';
import { binomialCdf } from '../statistics/beta.ts';
import { effectiveCount } from '../statistics/clusters.ts';
import { toleranceBound } from '../statistics/tolerance.ts';
import { detectableChange, makeDecider, proposeBudget, roundLimit } from './decider.ts';
import { estimate, TENTH } from './estimator.ts';
import type { Finding } from './finding.ts';
import { CONFIDENCE, FEWEST_RUNS, TWO_MODE_RUNS } from './levels.ts';
import type { Prepared, Side } from './prepared.ts';
import type { Quantity } from './quantity.ts';
import { bootstrapOneSide, keepApart } from './resampling.ts';
import type { Note } from './result.ts';
import { summarise } from './summary.ts';
import { judgeClocks } from './time.ts';

/** A quantile passes where so few values beyond the limit would be surprising at this level, were it broken. */
const TAIL_LEVEL = 0.05;

export function judgeAbsolute(
  budget: Budget,
  quantity: Quantity,
  prepared: Prepared,
  wall: Side,
  secondsPerBlock: number | undefined,
): Finding {
  const bound = budget.bound.kind === 'absolute' ? budget.bound.value : Number.NaN;
  const upper = budget.op.startsWith('<');
  const direction = upper ? 1 : -1;
  const { side, clock } = quantity.choosesClock
    ? chooseSide(prepared, wall)
    : { side: wall, clock: undefined };
  const show = (value: number): number => value * quantity.scale;
  const reciprocal = quantity.statistic.kind === 'reciprocal-mean';
  const estimator = quantity.statistic.kind === 'fastest' ? TENTH : quantity.statistic;
  const value = show(estimate(estimator, side.arm, asMeasured(side.arm)));
  const runs = side.runs.length;
  const base = {
    unit: quantity.unit,
    better: quantity.better,
    candidate: summarise(wall, value, reciprocal ? (seconds) => 1 / seconds : show),
    limit: { kind: 'absolute' as const, value: bound },
    runs,
    ...(clock && { clock }),
  };
  if (runs < FEWEST_RUNS) {
    const decider = { processes: FEWEST_RUNS - runs };
    return { ...base, verdict: 'inconclusive', notes: ['too-few-runs'], decider };
  }
  const excess = keepApart(
    bootstrapOneSide(
      { estimator, arm: side.arm, limit: bound / quantity.scale, direction },
      prepared.draws(side),
    ),
    Math.log1p(0.001),
  );
  const notes: Note[] = [];
  const modal =
    quantity.statistic.kind === 'fastest' && prepared.modes(clock === 'cpu' ? 'cpu_time' : quantity.source);
  if (modal) notes.push('two-modes');
  const fewest = modal ? TWO_MODE_RUNS : FEWEST_RUNS;
  const tail = quantity.statistic.kind === 'quantile' ? quantity.statistic.p : 0.5;
  const enough = tail === 0.5 || reachesTail(side, bound / quantity.scale, tail, upper);
  let verdict: Finding['verdict'] = 'inconclusive';
  if (runs >= fewest) {
    if (excess.low > 0) verdict = 'fail';
    else if (excess.high < 0 && enough) verdict = 'pass';
  }
  if (verdict === 'inconclusive' && excess.high < 0 && !enough) notes.push('few-effective-values');
  const ends = [excess.low, excess.high].map((end) => Math.exp(direction * end) * bound);
  const proposal =
    verdict === 'inconclusive' && enough && bound > 0
      ? roundLimit(Math.exp(direction * excess.high) * bound, 'absolute', budget.op)
      : undefined;
  const words =
    proposal === undefined
      ? undefined
      : proposeBudget(budget.metric, budget.op, 'absolute', proposal, base.unit);
  const decider = enough
    ? makeDecider(excess, runs, fewest, secondsPerBlock, proposal)
    : tailDecider(side, tail, runs, secondsPerBlock);
  return {
    ...base,
    verdict,
    notes,
    estimate: { value, low: Math.min(...ends), high: Math.max(...ends), confidence: CONFIDENCE },
    detectable: detectableChange(excess.error, runs),
    ...(verdict === 'inconclusive' && { decider: { ...decider, ...(words && { budget: words }) } }),
  };
}

function chooseSide(prepared: Prepared, wall: Side): { readonly side: Side; readonly clock: 'cpu' | 'wall' } {
  const cpu = prepared.candidate('cpu_time');
  const busy = prepared.busy().candidate;
  const clocks = judgeClocks(busy, busy);
  // On several cores, CPU time is a multiple of the time that passes.
  return cpu && clocks.cpu && !clocks.parallel ? { side: cpu, clock: 'cpu' } : { side: wall, clock: 'wall' };
}

/**
 * Whether the data reach far enough to speak of a quantile so far out. Either single values do: the number beyond the
 * limit would be surprisingly small otherwise (binomial, on the effective number of values; with none beyond, a p95
 * needs 59). Or the values do by their plain number, and whole runs as well: by how their own quantiles scatter, a share p
 * of all runs stays within the limit. That is for calls that hardly vary within a process, and so are not worth many
 * independent values.
 */
function reachesTail({ runs, arm }: Side, limit: number, p: number, upper: boolean): boolean {
  const share = upper ? 1 - p : p;
  if (share <= 0) return true;
  const beyond = arm.values.filter((value) => (upper ? value > limit : value < limit)).length;
  const effective = effectiveCount(logarithms(runs));
  const scaled = Math.floor((beyond * effective) / arm.values.length);
  if (binomialCdf(scaled, Math.floor(effective), share) <= TAIL_LEVEL) return true;
  if (binomialCdf(beyond, arm.values.length, share) > TAIL_LEVEL) return false;
  const direction = upper ? 1 : -1;
  const ends = runQuantiles(arm, p).map((value) => direction * Math.log(Math.max(value, 1e-300)));
  return toleranceBound(ends, 1 - share) < direction * Math.log(limit);
}

function tailDecider({ runs, arm }: Side, p: number, count: number, secondsPerBlock: number | undefined) {
  const effective = effectiveCount(logarithms(runs));
  const share = Math.min(p, 1 - p);
  const wanted = Math.ceil(Math.log(TAIL_LEVEL) / Math.log1p(-share));
  const needed = Math.max(count + 1, Math.ceil((count * wanted) / Math.min(effective, arm.values.length)));
  return {
    processes: needed - count,
    ...(secondsPerBlock !== undefined && { max_time: Math.ceil(needed * secondsPerBlock) }),
  };
}

/** The logarithms of the values, run by run: their clustering decides how many independent values they are worth. */
function logarithms(runs: Side['runs']): number[][] {
  return runs.map((run) => run.values.map((value) => Math.log(Math.max(value, 1e-300))));
}
