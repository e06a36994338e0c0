/** What a run of the gate is asked to do. The command line and the action both end up here. */

import type { BudgetFile } from './budgets/model.ts';
import type { ProgressStream } from './measuring/progress.ts';
import type { MarkdownOptions } from './report/markdown.ts';
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
  /** Glob over benchmark names. */
  readonly only?: string;
  /** Where reports go, relative to `directory`. */
  readonly out: string;
  readonly saveBaseline: boolean;
  /** Seed of the order of measuring; drawn at random where absent. */
  readonly seed?: string;
  /** How report.md is to be written: addresses, the name of the use, how Pacegate is called. */
  readonly markdown?: MarkdownOptions;
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
  /** Shows what a benchmark printed; untrusted text. */
  readonly showOutput?: (title: string, output: string) => void;
}
