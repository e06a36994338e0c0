/** What the gate found out, told to the forge. */
import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { UsageError } from '../errors.ts';
import type { GateOutcome } from '../gate.ts';
import { commentRoom, postComment } from '../github/comment.ts';
import { renderAnnotations } from '../report/annotations.ts';
import { renderMarkdown, renderSummary } from '../report/markdown.ts';
import type { Job } from './job.ts';
import { isPlain, markdownOptions } from './wording.ts';

/** A step's summary must stay below 1 MiB of UTF-8, and a character may take three bytes. */
const SUMMARY_ROOM = 1_000_000;

const FORK_ADVICE =
  'It comes from a fork, so this job’s token has no `pull-requests: write`. The verdict, the job summary and the annotations are complete. ' +
  'To have such pull requests commented too, add the second workflow of examples/workflows/forks-comment.yml; see docs/security.md.';

/** Summary, annotations, outputs and the comment. What GitHub refuses becomes a warning: the verdict stands. */
export async function tellOutcome(job: Job, outcome: GateOutcome, directory: string): Promise<void> {
  const { workflow, inputs, facts, event, api } = job;
  const { report, files } = outcome;
  const project = relative(facts.workspace, directory);
  const commit = event.kind === 'pull-request' ? event.head : facts.commit;
  const options = {
    ...markdownOptions(inputs, facts, commit),
    ...(project !== '' && { directory: project }),
  };
  const markdown = renderMarkdown(report, { ...options, limit: commentRoom(inputs.name, facts.runId) });
  await writeFile(files.markdown, markdown);

  for (const { level, file, line, title, message } of renderAnnotations(report, options))
    workflow.annotate({ level, file, line, title, message });
  await workflow.writeSummary(renderSummary(report, { ...options, limit: SUMMARY_ROOM }));
  workflow.setOutput('verdict', report.verdict);
  workflow.setOutput('report', files.report);
  workflow.setOutput('markdown', files.markdown);
  workflow.setOutput('html', files.html);

  if (event.kind !== 'pull-request' || inputs.comment === 'never') return;
  if (event.fork) {
    workflow.annotate({ level: 'warning', title: 'No comment on this pull request', message: FORK_ADVICE });
    return;
  }
  try {
    const posted = await postComment(await api(), {
      pullRequest: event.number,
      name: inputs.name,
      mode: inputs.comment,
      plain: isPlain(report),
      markdown,
      runId: facts.runId,
    });
    if (posted.kind !== 'none') workflow.setOutput('comment-url', posted.url);
    else if (posted.why === 'outdated') workflow.info('A newer run has commented already.');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const message = [error.message, error.hint].filter(Boolean).join(' ');
    workflow.annotate({ level: 'warning', title: 'The pull request could not be commented', message });
  }
}
