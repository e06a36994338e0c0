import type { Advice, Change, Estimate, Note, Result, Summary, Verdict } from '../result.ts';

/** Why a result is undecided, where there is more to say than that its interval holds the limit. */
export type Doubt = Extract<
  Note,
  | 'too-few-runs'
  | 'too-short'
  | 'wall-guard'
  | 'bulk-guard'
  | 'average-guard'
  | 'stored-margin'
  | 'busy-session'
  | 'many-budgets'
  | 'few-effective-values'
  | 'no-baseline'
  | 'anchor-unreached'
  | 'anchor-unpaired'
  | 'anchor-uncertain'
  | 'averaged-baseline'
>;

/** What else was seen, whatever the verdict. Decides nothing. */
export type Fact = Extract<Note, 'slower-within-budget' | 'two-modes' | 'waits' | 'from-zero' | 'exact'>;

/** What judging one budget on one benchmark found, before it becomes a `Result`. */
export interface Finding {
  readonly verdict: Extract<Verdict, 'pass' | 'fail' | 'inconclusive' | 'improved' | 'incomparable' | 'new'>;
  readonly doubt?: Doubt;
  readonly facts: readonly Fact[];
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly baseline?: Summary;
  readonly candidate: Summary;
  readonly change?: Change;
  readonly estimate?: Estimate;
  readonly limit: NonNullable<Result['limit']>;
  readonly detectable?: number;
  readonly clock?: 'cpu' | 'wall';
  readonly advice?: Advice;
  /** Of a budget against an anchor: what the change since then is made of. */
  readonly anchor?: Result['anchor'];
  /** By a margin below 5 %: the chance of such a failure in unchanged code, for Holm's correction; 1 where it holds. */
  readonly chance?: number;
  /** A quantile for which there are too few values to pass, wherever they lie: see `last-look.ts`. */
  readonly tooFew?: boolean;
  /** Runs of the smaller side. */
  readonly runs: number;
}

/** More processes do not make a call longer, nor the history. */
export function isBeyondTime({ doubt }: Finding): boolean {
  return doubt === 'too-short' || (doubt?.startsWith('anchor-') ?? false);
}
