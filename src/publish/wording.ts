/** What the comment is made with, whoever writes it. */
import { VERDICT_ORDER } from '../comparison/result.ts';
import type { JobFacts } from '../github/facts.ts';
import type { Inputs } from '../github/inputs.ts';
import type { Annotation } from '../github/workflow.ts';
import type { MarkdownOptions } from '../report/markdown/markdown.ts';
import type { Report } from '../report/model.ts';
import { isPlainPass } from '../report/order.ts';
import { isRuleChange } from '../report/words/rule-changes.ts';

/** Nothing worth a first comment. What this very change does to its own rules is, and so is a result that is another one. */
export function isPlain(report: Report): boolean {
  return (
    isPlainPass(report) &&
    !report.warnings.some((warning) => isRuleChange(warning) || warning.code === 'different-result')
  );
}

/** How bad a report is, 0 the worst: by this the sections of a comment are ordered. */
export function rankOf({ verdict, exit }: Report): number {
  return VERDICT_ORDER.indexOf(verdict) + (exit === 0 ? VERDICT_ORDER.length : 0);
}

export function nothingToCompare(base: string): Annotation {
  return {
    level: 'notice',
    title: 'Nothing to compare with',
    message: `The base ${JSON.stringify(base.slice(0, 100))} is the commit that is checked out, so this run is judged as one without a base.`,
  };
}

const CLONE = '/tmp/pacegate';

/**
 * Runs for everybody who has git and Node: `dist/` is in the repository of the action, and needs nothing beside it. The base
 * may be newer than a clone of the project.
 */
function callOf(server: string, { repository, ref }: NonNullable<JobFacts['action']>) {
  return {
    fetch: `git fetch --quiet\ngit clone --quiet ${server}/${repository} ${CLONE} && git -C ${CLONE} checkout --quiet ${ref}`,
    command: `node ${CLONE}/dist/cli.js`,
  };
}

export function markdownOptions(
  inputs: Inputs,
  { server, repository, runId, action }: JobFacts,
  commit: string | undefined,
  title = '',
): MarkdownOptions {
  const name = inputs.name === 'default' ? title : inputs.name;
  return {
    ...(name !== '' && { name }),
    ...(action && callOf(server, action)),
    links: {
      repository: `${server}/${repository}`,
      run: `${server}/${repository}/actions/runs/${runId}`,
      ...(commit !== undefined && { commit }),
    },
  };
}
