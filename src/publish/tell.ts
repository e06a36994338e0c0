/** What the gate found out, told to the forge. */
import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import type { GateOutcome } from '../gate.ts';
import { type CommentRequest, postComment } from '../github/comment.ts';
import type { PullRequestFacts } from '../github/event.ts';
import { SUMMARY_LIMIT } from '../github/workflow.ts';
import { renderAnnotations } from '../report/annotations.ts';
import { type MarkdownOptions, renderSummary } from '../report/markdown.ts';
import type { Report } from '../report/model.ts';
import type { Job } from './job.ts';
import { isPlain } from './wording.ts';

const FORK_ADVICE =
  'It comes from a fork, so this job’s token has no `pull-requests: write`. The verdict, the job summary and the annotations are complete. ' +
  'To have such pull requests commented too, add the second workflow of examples/workflows/forks-comment.yml; see docs/security.md.';

/** Summary, annotations, outputs and the comment. What GitHub refuses becomes a warning: the verdict stands. */
export async function tellOutcome(job: Job, outcome: GateOutcome, options: MarkdownOptions): Promise<void> {
  const { workflow, event } = job;
  const { report, files } = outcome;
  const { directory } = options;
  for (const { level, file, line, title, message } of renderAnnotations(report, {
    ...(directory !== undefined && { directory }),
  }))
    workflow.annotate({ level, file, line, title, message });
  await workflow.writeSummary(summaryOf(report, options));
  workflow.setOutput('verdict', report.verdict);
  workflow.setOutput('report', files.report);
  workflow.setOutput('markdown', files.markdown);
  workflow.setOutput('html', files.html);
  if (event.kind === 'pull-request') await comment(job, event, outcome);
}

async function comment(job: Job, event: PullRequestFacts, { report, files }: GateOutcome): Promise<void> {
  const { workflow, inputs, facts, api } = job;
  const request: CommentRequest = {
    pullRequest: event.number,
    name: inputs.name,
    mode: inputs.comment,
    plain: isPlain(report),
    markdown: await readFile(files.markdown, 'utf8'),
    runId: facts.runId,
  };
  if (request.mode === 'never') return;
  if (event.fork) {
    const level = request.plain && request.mode === 'changes' ? 'notice' : 'warning';
    workflow.annotate({ level, title: 'No comment on this pull request', message: FORK_ADVICE });
    return;
  }
  try {
    const posted = await postComment(await api(), request);
    if (posted.kind !== 'none') workflow.setOutput('comment-url', posted.url);
    else if (posted.why === 'outdated') workflow.info('A newer run has commented already.');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const message = [error.message, error.hint].filter(Boolean).join(' ');
    workflow.annotate({ level: 'warning', title: 'The pull request could not be commented', message });
  }
}

/** The limit of a summary is in bytes, that of rendering in characters, of which one may take three bytes. */
function summaryOf(report: Report, options: MarkdownOptions): string {
  for (let limit = SUMMARY_LIMIT; ; limit = Math.floor(limit * 0.8)) {
    const text = renderSummary(report, { ...options, limit });
    if (Buffer.byteLength(text) < SUMMARY_LIMIT || limit < 1_000) return text;
  }
}
