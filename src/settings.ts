/** What a run of the gate is asked to do. The command line and the action both end up here. */

import type { BudgetFile } from './budgets/model.ts';
import type { MarkdownOptions } from './report/markdown/markdown.ts';
import type { BaselineStore } from './stores/store.ts';

export interface Settings {
  /** Path of the budget file, as given; relative to `directory`. */
  readonly budgets: string;
  /** Absolute path of the project: the working directory. Every path in the budget file is relative to it. */
  readonly directory: string;
  /** Commit, branch or tag to compare with; of a branch, where this one left it. Absent: the stored baseline, or nothing. */
  readonly base?: string;
  /** Compare with the tip of a branch itself. */
  readonly baseExact?: boolean;
  /** The code is a stranger's, such as a fork's pull request: no credential is handed on to it. */
  readonly untrusted?: boolean;
  /** Overrides `baseline.compare` of the budget file. */
  readonly compare?: 'auto' | 'stored' | 'side-by-side';
  /** Also what this change cannot affect is measured. */
  readonly all?: boolean;
  /** Glob over benchmark names. */
  readonly only?: string;
  /** Where reports go, relative to `directory`. */
  readonly out: string;
  readonly saveBaseline: boolean;
  /** Measure beside the last commit of the history, where nothing else is asked for: it grows by one measured change. */
  readonly continuesHistory?: boolean;
  /**
   * Whether a baseline that an earlier run stored for the checked-out commit itself may be compared with. In a workflow it
   * may not: a job that is run again would find that nothing has changed since the run that failed.
   */
  readonly ownBaseline?: 'taken' | 'passed-over';
  /**
   * Whether a file that git does not track makes the working tree another than its commit. On somebody's own machine it may
   * be a module that is not added yet; in a workflow it is what an earlier step made: a report, a build, an environment.
   */
  readonly untracked?: 'counted' | 'ignored';
  /** Seed of the order of measuring; drawn at random where absent. */
  readonly seed?: string;
  /** How report.md is to be written: addresses, the name of the use, how Pacegate is called. */
  readonly markdown?: MarkdownOptions;
}

/** A stream for people: a terminal, or whatever stands in for one. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The outside world, handed in so that tests can replace it. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stderr: ProgressStream;
  /** Aborted on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Seconds, monotonic. */
  readonly clock: () => number;
  /** A fresh random identifier. */
  readonly randomId: () => string;
  readonly openStore: (policy: BudgetFile['baseline'], directory: string) => Promise<BaselineStore>;
  /** Fetches a commit that a shallow clone lacks; false where it cannot be had. */
  readonly fetchCommit?: (commit: string) => Promise<boolean>;
  /** Shows what a benchmark printed; untrusted text. */
  readonly showOutput?: (title: string, output: string) => void;
}
