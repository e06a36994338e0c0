import type { Change, Decider, Estimate, Note, Result, Summary, Verdict } from './result.ts';

/** What judging one budget on one benchmark found, before it becomes a `Result`. */
export interface Finding {
  readonly verdict: Extract<Verdict, 'pass' | 'fail' | 'inconclusive' | 'improved' | 'incomparable'>;
  readonly notes: readonly Note[];
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly baseline?: Summary;
  readonly candidate: Summary;
  readonly change?: Change;
  readonly estimate?: Estimate;
  readonly limit: NonNullable<Result['limit']>;
  readonly detectable?: number;
  readonly clock?: 'cpu' | 'wall';
  readonly decider?: Decider;
  /** By a margin below 5 %: the chance of such a failure in unchanged code, for Holm's correction; 1 where it holds. */
  readonly chance?: number;
  /** Runs of the smaller side. */
  readonly runs: number;
}
