/** What the comment is made with, whoever writes it. */
import type { JobFacts } from '../github/facts.ts';
import type { Inputs } from '../github/inputs.ts';
import type { Annotation } from '../github/workflow.ts';
import type { MarkdownOptions } from '../report/markdown.ts';
import type { Report } from '../report/model.ts';

/** Nothing worth a first comment. A budget that was loosened in this very change is. */
export function isPlain(report: Report): boolean {
  return (
    report.verdict === 'pass' &&
    report.results.every(({ verdict }) => verdict === 'pass') &&
    !report.warnings.some(({ code }) => code === 'budget-loosened')
  );
}

export function nothingToCompare(base: string): Annotation {
  return {
    level: 'notice',
    title: 'Nothing to compare with',
    message: `The base ${JSON.stringify(base.slice(0, 100))} is the commit that is checked out, so this run is judged as one without a base.`,
  };
}

export function markdownOptions(
  inputs: Inputs,
  { server, repository, runId }: JobFacts,
  commit: string | undefined,
): MarkdownOptions {
  return {
    ...(inputs.name !== 'default' && { name: inputs.name }),
    links: {
      repository: `${server}/${repository}`,
      run: `${server}/${repository}/actions/runs/${runId}`,
      ...(commit !== undefined && { commit }),
    },
  };
}
