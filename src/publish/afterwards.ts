/**
 * What comes after the verdict: the baseline is saved and the pull request commented, both at once and in a limited time.
 * Whatever fails here is a warning that names the permission or the server.
 */
import type { GateOutcome } from '../gate.ts';
import { type CommentRequest, postComment } from '../github/comment.ts';
import type { PullRequestFacts } from '../github/event.ts';
import type { Job } from './job.ts';
import type { Patience } from './patience.ts';
import { AFTERWARDS } from './tolerant-store.ts';
import { troubleOf } from './trouble.ts';
import { isPlain, rankOf } from './wording.ts';

export interface Afterwards {
  readonly patience: Patience;
  /** Aborted when the job is cancelled: it has seconds left then. */
  readonly interrupted: AbortSignal;
  /** False where the base is what is checked out: nothing was found out about the pull request. */
  readonly compared: boolean;
  /** This pull request brings Pacegate into the repository: there is always something to say. */
  readonly first: boolean;
}

const FORK_ADVICE =
  'It comes from a fork, so this job’s token has no `pull-requests: write`. The verdict, the job summary and the annotations are complete. ' +
  'To have such pull requests commented too, add the second workflow of examples/workflows/forks-comment.yml; see docs/security.md.';

export async function saveAndPost(
  job: Job,
  outcome: GateOutcome,
  { patience, interrupted, compared, first }: Afterwards,
): Promise<void> {
  const { workflow, event } = job;
  if (interrupted.aborted) {
    workflow.info('The job was cancelled: nothing is saved, and nothing is posted.');
    return;
  }
  const orWarn = async (title: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      workflow.annotate({ level: 'warning', title, message: troubleOf(error, workflow.info) });
    }
  };
  const { save } = outcome;
  await Promise.all([
    save &&
      event.kind === 'default-branch' &&
      orWarn('The baseline was not saved', async () => workflow.info(await save())),
    event.kind === 'pull-request' &&
      compared &&
      orWarn('The pull request could not be commented', () => comment(job, event, outcome, first, patience)),
  ]);
}

async function comment(
  job: Job,
  event: PullRequestFacts,
  { report, files }: GateOutcome,
  first: boolean,
  patience: Patience,
): Promise<void> {
  const { workflow, inputs, facts, use, api } = job;
  const request: CommentRequest = {
    pullRequest: event.number,
    name: inputs.name,
    mode: inputs.comment,
    plain: isPlain(report) && !first,
    section: {
      use: use.key,
      label: use.label,
      run: facts.runId,
      attempt: facts.attempt,
      rank: rankOf(report),
      markdown: files.text,
    },
  };
  if (request.mode === 'never') return;
  if (event.fork) {
    const level = request.plain && request.mode === 'changes' ? 'notice' : 'warning';
    workflow.annotate({ level, title: 'No comment on this pull request', message: FORK_ADVICE });
    return;
  }
  const posted = await patience.wait(`GitHub (${facts.api})`, AFTERWARDS, async () =>
    postComment(await api(), request),
  );
  if (posted.kind !== 'none') workflow.setOutput('comment-url', posted.url);
  else if (posted.why === 'outdated') workflow.info('A newer run has commented already.');
}
