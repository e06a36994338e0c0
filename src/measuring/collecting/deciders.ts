/** When a benchmark has been measured enough, and which one comes next. */

import type { BenchmarkSpec } from '../../budgets/model.ts';
import { chooseNext, mayContinue } from '../../comparison/plan.ts';
import {
  type BenchmarkState,
  describeState,
  inBlocks,
  judgeBenchmark,
  maySlowDown,
} from '../../comparison/progress-of.ts';
import type { JudgeRequest } from '../../comparison/request.ts';
import { countSmallMargins, isLook, LOOKS } from '../../comparison/rule/levels.ts';
import { whyNotProfiled } from '../../runners/profiling/profiler.ts';
import type { Measurements } from '../../samples/measurements.ts';
import type { Decider, Standing } from './collect.ts';

/** The growing measurements of one declared benchmark, each side. */
export type Snapshot = (name: string) => {
  readonly candidate: Measurements;
  readonly baseline?: Measurements;
};

export interface JudgingContext {
  readonly comparison: 'side-by-side' | 'stored' | 'none';
  /** Stored comparison: what the candidate is compared with. */
  readonly stored?: Measurements;
  readonly history?: readonly Measurements[];
  readonly anchor?: NonNullable<JudgeRequest['anchor']>;
  readonly today: string;
  readonly cpuHour: number;
  /** As in `JudgeRequest`, where `specs` are only a share of the run. */
  readonly family?: number;
}

/** Measures every benchmark until all its budgets are decided, or the last look has passed. */
export function untilDecided(
  specs: readonly BenchmarkSpec[],
  snapshot: Snapshot,
  context: JudgingContext,
): Decider {
  const states = new Map<string, BenchmarkState>();
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const family = context.family ?? countSmallMargins(specs.flatMap(({ budgets }) => budgets));
  return {
    firstLook: LOOKS[0] as number,
    undecided({ name, blocks, spent }) {
      const spec = byName.get(name);
      if (!spec || !(isLook(blocks) || states.get(name)?.later === blocks)) return undefined;
      const { candidate, baseline = context.stored } = snapshot(name);
      const state = judgeBenchmark({
        budgets: [spec],
        accepted: [],
        ...(baseline && { baseline }),
        candidate,
        comparison: context.comparison,
        ...(context.history && { history: context.history }),
        ...(context.anchor && { anchor: context.anchor }),
        today: context.today,
        cpuHour: context.cpuHour,
        family,
        secondsPerBlock: new Map([[name, spent / blocks]]),
      });
      states.set(name, state);
      return mayContinue(blocks, state.later) ? openNames(state) : NONE;
    },
    next: (open) => nextOf(open, states, (name) => byName.get(name)?.measure.runsChange),
    mayHaveToExplain: () =>
      context.comparison === 'side-by-side' &&
      specs.some(({ name, runner }) => {
        const state = states.get(name);
        return state && maySlowDown(state) && whyNotProfiled(runner) === undefined;
      }),
    describe({ name, blocks }) {
      const state = states.get(name);
      return state ? describeState(state, blocks) : `${blocks} of ${LOOKS[0]} blocks before the first look`;
    },
  };
}

/** Measures every benchmark in the same number of blocks, judging nothing. */
export function forBlocks(most: number): Decider {
  return {
    undecided: ({ blocks }) => (blocks >= most ? NONE : undefined),
    next: (open) => nextOf(open, new Map()),
    describe: ({ blocks }) => `${blocks} of ${inBlocks(most)}`,
  };
}

const NONE: ReadonlySet<string> = new Set();

function openNames({ budgets }: BenchmarkState): ReadonlySet<string> {
  return new Set(budgets.filter(({ open }) => open).map(({ result }) => result.benchmark));
}

function nextOf(
  open: readonly Standing[],
  states: ReadonlyMap<string, BenchmarkState>,
  runsChange: (name: string) => boolean | undefined = () => undefined,
): string {
  const chosen = chooseNext(
    open.map(({ name, blocks, spent, left }) => {
      const { needed, later } = states.get(name) ?? {};
      return {
        name,
        blocks,
        left,
        ...(blocks > 0 && { secondsPerBlock: spent / blocks }),
        ...(needed !== undefined && { needed }),
        ...(later !== undefined && { later }),
        ...(runsChange(name) && { runsChange: true }),
      };
    }),
  );
  return chosen ?? (open[0] as Standing).name;
}
