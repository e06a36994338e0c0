/** What each way of comparing says first of a recorded trial. */
import { findCulprits, type ProfileComparison, type Slowdown } from '../src/profiles/culprits.ts';
import { parseProfiles } from '../src/profiles/parse.ts';
import { quietestParts } from '../src/profiles/sum.ts';
import type { Side } from '../src/samples/checkout.ts';
import { type Recorded, shortName } from './trial.ts';

export type Outcome = 'right' | 'wrong' | 'silent';

export interface Judged {
  readonly trial: Recorded;
  readonly ours: Outcome;
  readonly plain: Outcome;
  readonly comparison: ProfileComparison;
}

/** The verdict that is to be explained: what was planted, give or take a quarter; of code that is the same, a false alarm. */
function verdictOn({ change }: Recorded): Slowdown {
  return change > 0 ? { low: 0.75 * change, high: 1.25 * change } : { low: 0.03, high: 0.07 };
}

export function judge(trial: Recorded): Judged {
  const of = (side: Side) =>
    trial.profiles
      .filter((each) => each.side === side)
      .flatMap((each) => quietestParts(parseProfiles(each, side)) ?? []);
  const comparison = findCulprits(of('baseline'), of('candidate'), verdictOn(trial));
  const [culprit] = comparison.culprits;
  return {
    trial,
    comparison,
    ours: outcome(trial, culprit && shortName(culprit.function)),
    plain: outcome(trial, largestGrowth(trial)),
  };
}

function outcome({ right }: Recorded, name: string | undefined): Outcome {
  if (name === undefined) return 'silent';
  return right.includes(name) ? 'right' : 'wrong';
}

/** The function whose own time grew most, by the median of the processes. cProfile has no idea of noise: it is never silent. */
function largestGrowth({ plain: { baseline, candidate } }: Recorded): string | undefined {
  const names = new Set([...baseline, ...candidate].flatMap((each) => Object.keys(each)));
  const growth = (name: string) =>
    median(candidate.map((each) => each[name] ?? 0)) - median(baseline.map((each) => each[name] ?? 0));
  return [...names].sort((a, b) => growth(b) - growth(a))[0];
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.floor(ordered.length / 2)] ?? 0;
}
