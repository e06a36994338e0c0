/** The data of report.html: made by html-view.ts, drawn by the scripts in src/report-client. */
import type { Status } from '../order.ts';
import type { BothMeasured } from '../words/sides.ts';

/** The page's data. Every text is one line without control characters; the page sets it as text, never as markup. */
export interface View {
  readonly verdict: Status;
  readonly icon: string;
  readonly headline: string;
  readonly notes: readonly string[];
  readonly causes: readonly string[];
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly differences: readonly (readonly [fact: string, baseline: string, candidate: string])[];
  readonly doubts: readonly string[];
  readonly statuses: readonly {
    readonly status: Status;
    readonly label: string;
    readonly icon: string;
    readonly count: number;
  }[];
  readonly compared: boolean;
  readonly rows: readonly Row[];
  readonly plots: readonly Plot[];
  readonly flames: readonly Flame[];
}

export interface Row {
  readonly status: Status;
  readonly benchmark: string;
  readonly budget: string;
  /** Baseline → candidate in the budget's metric; empty where there is no other side. */
  readonly sides: string;
  /** `+8.3 %` or `331 ms`; empty where nothing was measured. */
  readonly change: string;
  readonly interval: string;
  /** What to sort by: the ratio, or for absolute budgets the estimate as a share of the limit. */
  readonly size: number | null;
  readonly bar?: Bar;
  readonly remarks: readonly string[];
  /** Index into `plots`. */
  readonly plot?: number;
  /** Index into `flames`. */
  readonly flame?: number;
}

/** The interval on an axis where 0 is "unchanged" (or nothing at all), 1 the budget's limit and more is worse. */
export interface Bar {
  readonly low: number;
  readonly value: number;
  readonly high: number;
  /** `relative`: 0 means unchanged. `absolute`: 0 means zero. `free`: a budget without a margin, whose limit is 0. */
  readonly kind: 'relative' | 'absolute' | 'free';
}

/** Quantiles of both sides at evenly spaced probabilities, in base units. */
export interface Plot {
  readonly name: string;
  readonly unit: string;
  readonly baseline?: readonly number[];
  readonly candidate?: readonly number[];
  /** What quantiles so far apart only come near to. */
  readonly measured?: BothMeasured;
}

/** `library` is code outside the repository, `changed` what the pull request changed of the code in it. */
export type FlameFunction = readonly [name: string, place: string, kind: 'library' | 'project' | 'changed'];

/** What stands in `Flame.nodes` of each frame. */
export const NODE_FIELDS = ['function', 'depth', 'baseline', 'candidate', 'changed'] as const;

/** A flame graph of both sides, or of the candidate alone. */
export interface Flame {
  readonly benchmark: string;
  readonly unit: 's' | 'bytecodes';
  readonly compared: boolean;
  /** candidate / baseline of what did not change. */
  readonly drift: number;
  readonly notes: readonly string[];
  readonly functions: readonly FlameFunction[];
  /**
   * `NODE_FIELDS` of one frame after the other, each after its caller: the place in `functions`, the depth, what it cost itself
   * on each side in `unit`, and 1 where that changed by more than noise.
   */
  readonly nodes: readonly number[];
}

/** The data of `profiles/NAME.html`. */
export interface ProfilePageView {
  readonly headline: string;
  readonly question?: string;
  readonly said: readonly string[];
  readonly flame: Flame;
  /** The dearest first. */
  readonly lines: readonly (readonly [place: string, text: string, own: string, share: string])[];
}
