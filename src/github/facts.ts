/** Where a job runs: the runner's `GITHUB_…` variables, read once. Other forges set the same ones. */

export interface JobFacts {
  /** `owner/name` */
  readonly repository: string;
  /** `https://github.com`, or another forge's. */
  readonly server: string;
  readonly api: string;
  readonly runId: number;
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
    workspace: env.GITHUB_WORKSPACE || cwd,
    commit: env.GITHUB_SHA || undefined,
    ref: env.GITHUB_REF ?? '',
    eventName: env.GITHUB_EVENT_NAME ?? '',
    eventPath: env.GITHUB_EVENT_PATH || undefined,
  };
}
