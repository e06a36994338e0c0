/** The verdict, told to the runner: nothing here needs a server. */
import type { GateOutcome } from '../gate.ts';
import { SUMMARY_LIMIT } from '../github/workflow.ts';
import { renderAnnotations } from '../report/annotations.ts';
import { type MarkdownOptions, renderSummary } from '../report/markdown/markdown.ts';
import type { Report } from '../report/model.ts';
import type { Job } from './job.ts';

/** Outputs, annotations and the summary. */
export async function tellVerdict(job: Job, outcome: GateOutcome, options: MarkdownOptions): Promise<void> {
  const { workflow } = job;
  const { report, files } = outcome;
  const { directory } = options;
  workflow.setOutput('verdict', report.verdict);
  if (files.trouble === undefined) {
    workflow.setOutput('report', files.report);
    workflow.setOutput('markdown', files.markdown);
    workflow.setOutput('html', files.html);
  } else {
    const message = `The verdict stands, and its files are not there: ${files.trouble}`;
    workflow.annotate({ level: 'warning', title: 'The report was not written', message });
  }
  for (const { level, file, line, title, message } of renderAnnotations(report, {
    ...(directory !== undefined && { directory }),
  }))
    workflow.annotate({ level, file, line, title, message });
  await workflow.writeSummary(summaryOf(report, options));
}

/** The limit of a summary is in bytes, that of rendering in characters, of which one may take three bytes. */
function summaryOf(report: Report, options: MarkdownOptions): string {
  for (let limit = SUMMARY_LIMIT; ; limit = Math.floor(limit * 0.8)) {
    const text = renderSummary(report, { ...options, limit });
    if (Buffer.byteLength(text) < SUMMARY_LIMIT || limit < 1_000) return text;
  }
}
