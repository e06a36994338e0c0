/** Where a job runs: the runner's `GITHUB_…` variables, read once. Other forges set the same ones. */

export interface JobFacts {
  /** `owner/name` */
  readonly repository: string;
  /** `https://github.com`, or another forge's. */
  readonly server: string;
  readonly api: string;
  readonly runId: number;
  /** Counts the times that this run was started, from 1. */
  readonly attempt: number;
  /** The workflow's file, or its name where that is not known. */
  readonly workflow: string;
  /** Where this action comes from, `OWNER/NAME` and `v1`; undefined for one of the repository's own. */
  readonly action: { readonly repository: string; readonly ref: string } | undefined;
  /** The job's key in the workflow. */
  readonly job: string;
  /** Tells the steps of a job apart: a step's own `id`, else `2` and so on for a use that is repeated; empty for the first. */
  readonly step: string;
  readonly workspace: string;
  readonly commit: string | undefined;
  readonly ref: string;
  readonly eventName: string;
  readonly eventPath: string | undefined;
}

export function readJobFacts(env: Readonly<Record<string, string | undefined>>, cwd: string): JobFacts {
  return {
    repository: env.GITHUB_REPOSITORY ?? '',
    server: (env.GITHUB_SERVER_URL || 'https://github.com').replace(/\/$/, ''),
    api: (env.GITHUB_API_URL || 'https://api.github.com').replace(/\/$/, ''),
    runId: Number(env.GITHUB_RUN_ID) || 0,
    attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1,
    // `OWNER/NAME/.github/workflows/FILE@REF`: the reference differs between a pull request's runs.
    workflow: env.GITHUB_WORKFLOW_REF?.split('@')[0] || env.GITHUB_WORKFLOW || '',
    job: env.GITHUB_JOB ?? '',
    step: readStep(env.GITHUB_ACTION),
    action: readAction(env.GITHUB_ACTION_REPOSITORY, env.GITHUB_ACTION_REF),
    workspace: env.GITHUB_WORKSPACE || cwd,
    commit: env.GITHUB_SHA || undefined,
    ref: env.GITHUB_REF ?? '',
    eventName: env.GITHUB_EVENT_NAME ?? '',
    eventPath: env.GITHUB_EVENT_PATH || undefined,
  };
}

/** Without an `id` the runner calls a step `__OWNER_NAME`, and the next one that uses the same action `__OWNER_NAME_2`. */
function readStep(action = ''): string {
  return action.startsWith('__') ? (/_(\d+)$/.exec(action)?.[1] ?? '') : action;
}

function readAction(repository = '', ref = ''): JobFacts['action'] {
  return /^[\w.-]+\/[\w.-]+$/.test(repository) && /^[\w./-]+$/.test(ref) ? { repository, ref } : undefined;
}
