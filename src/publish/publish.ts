/** The second workflow of the two for forks: it measures nothing, and writes every word itself. */
import { UsageError } from '../errors.ts';
import { PUBLISHED, postComment } from '../github/comment.ts';
import { sectionRoom } from '../github/sections.ts';
import { renderMarkdown } from '../report/markdown/markdown.ts';
import { findPullRequest } from './base/pull-request.ts';
import type { Job } from './job.ts';
import { fetchMeasuredReport } from './measured-report.ts';
import { isPlain, markdownOptions, rankOf } from './wording.ts';

const FORK_NOTE =
  '\n<sub>Measured by a run of the fork’s code. The numbers are what that run reported; the words are ours.</sub>\n';

export async function publishMeasured({ inputs, facts, event, workflow, api }: Job): Promise<void> {
  if (event.kind !== 'workflow-run')
    throw new UsageError(`publish: true works on workflow_run events only, and this is ${facts.eventName}.`, {
      hint: 'See examples/workflows/forks-comment.yml.',
    });

  const found = await findPullRequest(await api(), event);
  if (found.kind === 'none') {
    workflow.info(found.why);
    await workflow.writeSummary(`${found.why}\n`);
    return;
  }
  const report = await fetchMeasuredReport(await api(), event.runId, inputs.name);
  const note = event.fork ? FORK_NOTE : '';
  const options = markdownOptions(inputs, { ...facts, runId: event.runId }, event.head);
  const section = {
    use: PUBLISHED,
    label: '',
    run: event.runId,
    attempt: event.attempt,
    rank: rankOf(report),
  };
  const limit = sectionRoom(inputs.name, section) - note.length;
  const markdown = renderMarkdown(report, { ...options, limit }) + note;
  // The verdict first: what was measured is known, whether or not GitHub takes a comment.
  workflow.setOutput('verdict', report.verdict);
  await workflow.writeSummary(markdown);
  const posted = await postComment(await api(), {
    pullRequest: found.pullRequest.number,
    name: inputs.name,
    mode: inputs.comment,
    plain: isPlain(report),
    section: { ...section, markdown },
  });
  if (posted.kind !== 'none') workflow.setOutput('comment-url', posted.url);
  workflow.info(
    posted.kind === 'none' ? `No comment: ${posted.why}.` : `The comment was ${posted.kind}: ${posted.url}`,
  );
}
