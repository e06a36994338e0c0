/** One run of the action: what it was asked, by which event, and the ways to answer. */
import type { GitHubApi } from '../github/api.ts';
import type { EventFacts } from '../github/event.ts';
import type { JobFacts } from '../github/facts.ts';
import type { Inputs } from '../github/inputs.ts';
import type { Use } from '../github/use.ts';
import type { Workflow } from '../github/workflow.ts';

export interface Job {
  readonly workflow: Workflow;
  readonly inputs: Inputs;
  readonly facts: JobFacts;
  readonly event: EventFacts;
  /** Tells apart the uses that share a comment. */
  readonly use: Use;
  /** Opened when it is first asked for: the client is the largest part of what the action loads. */
  readonly api: () => Promise<GitHubApi>;
}
