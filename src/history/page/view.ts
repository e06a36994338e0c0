/** The data of history.html: made by html-view.ts, drawn by src/report-client/history.ts. Texts are one line, cleaned. */

export interface HistoryView {
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** What was measured when: points name these by their index. */
  readonly sessions: { readonly at: readonly number[]; readonly commit: readonly string[] };
  readonly machines: readonly string[];
  readonly releases: readonly { readonly at: number; readonly name: string }[];
  readonly states: readonly { readonly state: State; readonly label: string; readonly count: number }[];
  /** What changed most comes first. */
  readonly curves: readonly Curve[];
}

/** `unproven`: the measured changes do not reach from the first session to the last one. */
export type State = 'worse' | 'better' | 'same' | 'unproven';

export interface Curve {
  readonly name: string;
  readonly metric: string;
  readonly unit: string;
  readonly state: State;
  /** `+12 %`, empty where there is nothing to compare. */
  readonly change: string;
  readonly interval: string;
  readonly since: string;
  /** The latest value. */
  readonly latest: string;
  /** Sorts by change: the logarithm of the ratio, positive where it is worse. */
  readonly size: number | null;
  /** The product of the measured changes, in per cent of where the chain begins. */
  readonly index?: Line;
  /** What each machine measured, in base units. */
  readonly values: readonly (Line & { readonly machine: number })[];
  readonly marks: readonly Mark[];
}

/** Parallel lists, which are a third of the size of a list of points. `low` and `high`: null where there is no interval. */
export interface Line {
  readonly session: readonly number[];
  readonly value: readonly number[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

export interface Mark {
  readonly session: number;
  readonly kind: 'accepted' | 'worse' | 'better';
  readonly text: string;
}
