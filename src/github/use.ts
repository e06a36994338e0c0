/** Which use of the action this is, among those that share a comment: nobody has to name them. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { JobFacts } from './facts.ts';
import type { Inputs } from './inputs.ts';

export interface Use {
  /** `WORKFLOW-USE`, two digests: the same in every run, and different for two uses of one pull request. */
  readonly key: string;
  /** What sets it apart, for people; empty for the one use that most repositories have. */
  readonly title: string;
  /** The same with the names of the job and the step. */
  readonly label: string;
}

export function describeUse(inputs: Inputs, { workflow, job, step }: JobFacts): Use {
  const { base, compare, only, matrix } = inputs;
  const budgets = posix.join(inputs.workingDirectory.replaceAll('\\', '/'), inputs.budgets);
  const parts = [
    budgets === 'budgets.yml' ? undefined : budgets.replace(/\/budgets\.yml$/, ''),
    ...Object.entries(matrix).map(([name, value]) => `${name} ${value}`),
    only,
    compare,
  ].filter((part) => part !== undefined);
  const use = digest([job, step, budgets, matrix, only ?? '', base ?? '', compare ?? '']);
  return {
    key: `${digest(workflow)}-${use}`,
    title: parts.join(', '),
    label: [...(job === '' ? [] : [`job ${job}`]), ...(step === '' ? [] : [`step ${step}`]), ...parts].join(
      ', ',
    ),
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
}
