/** The few REST calls that Pacegate makes, with retries, and with errors that name the permission or the limit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../errors.ts';
import { decideRetry, type FailedRequest } from './retry.ts';

export interface ApiOptions {
  readonly token: string;
  /** `GITHUB_API_URL`: differs on GitHub Enterprise and other forges. */
  readonly baseUrl: string;
  /** `owner/name`, from `GITHUB_REPOSITORY`. */
  readonly repository: string;
  readonly log: (message: string) => void;
  /** Seconds that all waiting together may take. */
  readonly patience?: number;
  /** Stand-ins for tests: waits some seconds; seconds since 1970. */
  readonly wait?: (seconds: number) => Promise<void>;
  readonly now?: () => number;
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  readonly author: { readonly login: string; readonly bot: boolean } | undefined;
}

export interface PullRequest {
  readonly number: number;
  readonly head: string;
  readonly open: boolean;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  /** Compressed. */
  readonly bytes: number;
  readonly created: string;
  readonly runId: number | undefined;
  readonly headBranch: string | undefined;
  readonly headSha: string | undefined;
  /** Made by a run of a fork's code. */
  readonly fork: boolean;
}

/** Who the token belongs to: a user, the workflow's own app, or nobody will say. */
export type Identity =
  | { readonly kind: 'user'; readonly login: string }
  | { readonly kind: 'app' }
  | { readonly kind: 'unknown' };

export interface GitHubApi {
  whoAmI(): Promise<Identity>;
  comments(pullRequest: number): Promise<readonly Comment[]>;
  createComment(pullRequest: number, body: string): Promise<Comment>;
  updateComment(id: number, body: string): Promise<Comment>;
  deleteComment(id: number): Promise<void>;
  pullRequest(number: number): Promise<PullRequest>;
  /** Open pull requests whose head is this branch of this owner's repository or fork. */
  pullRequestsOf(headOwner: string, headBranch: string): Promise<readonly PullRequest[]>;
  /** Artifacts that are still there, newest first; at most `limit`. */
  artifacts(query: { name?: string; limit: number }): Promise<readonly Artifact[]>;
  downloadArtifact(id: number): Promise<Uint8Array>;
  /** Keys of caches that begin so, newest first. */
  cacheKeys(prefix: string): Promise<readonly string[]>;
}

/** A call that failed for good. */
export class ApiError extends UsageError {
  readonly status: number;
  constructor(status: number, message: string, hint: string | undefined, cause: unknown) {
    super(message, { ...(hint !== undefined && { hint }), cause });
    this.name = 'ApiError';
    this.status = status;
  }
}

const PATIENCE = 300;
/** Seconds for one request. */
const TIMEOUT = 60;
const PAGE = 100;

export async function openApi(options: ApiOptions): Promise<GitHubApi> {
  if (options.token === '')
    throw new UsageError('There is no token for GitHub: the input github-token is empty.', {
      hint: 'Leave the input out, and the job’s own token is taken; a secret is empty on pull requests of Dependabot and of forks.',
    });
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(options.token, { baseUrl: options.baseUrl, userAgent: 'pacegate' });
  addRetries(octokit, options);
  const [owner = '', repo = ''] = options.repository.split('/');
  const here = { owner, repo };
  const { rest } = octokit;

  return {
    async whoAmI() {
      try {
        return { kind: 'user', login: (await rest.users.getAuthenticated()).data.login };
      } catch (error) {
        // The token of a job, or of an app: apps have no user.
        return statusOf(error) === 403 ? { kind: 'app' } : { kind: 'unknown' };
      }
    },
    comments: (number) =>
      explained('Reading the comments', 'pull-requests: read', async () => {
        const query = { ...here, issue_number: number, per_page: PAGE };
        return (await octokit.paginate(rest.issues.listComments, query)).map(toComment);
      }),
    createComment: (number, body) =>
      explained('Writing the comment', 'pull-requests: write', async () =>
        toComment((await rest.issues.createComment({ ...here, issue_number: number, body })).data),
      ),
    updateComment: (id, body) =>
      explained('Updating the comment', 'pull-requests: write', async () =>
        toComment((await rest.issues.updateComment({ ...here, comment_id: id, body })).data),
      ),
    deleteComment: (id) =>
      explained('Deleting a duplicate comment', 'pull-requests: write', async () => {
        await rest.issues.deleteComment({ ...here, comment_id: id });
      }),
    pullRequest: (number) =>
      explained('Reading the pull request', 'pull-requests: read', async () =>
        toPullRequest((await rest.pulls.get({ ...here, pull_number: number })).data),
      ),
    pullRequestsOf: (headOwner, headBranch) =>
      explained('Looking up the pull request', 'pull-requests: read', async () => {
        const query = { ...here, state: 'open' as const, head: `${headOwner}:${headBranch}`, per_page: PAGE };
        return (await rest.pulls.list(query)).data.map(toPullRequest);
      }),
    artifacts: ({ name, limit }) =>
      explained('Listing artifacts', 'actions: read', async () => {
        const query = { ...here, per_page: Math.min(limit, PAGE), ...(name !== undefined && { name }) };
        const found: Artifact[] = [];
        for await (const page of octokit.paginate.iterator(rest.actions.listArtifactsForRepo, query)) {
          found.push(...page.data.filter((each) => !each.expired).map(toArtifact));
          if (found.length >= limit) break;
        }
        return found.sort((a, b) => b.id - a.id).slice(0, limit);
      }),
    downloadArtifact: (id) =>
      explained('Downloading an artifact', 'actions: read', async () => {
        const query = { ...here, artifact_id: id, archive_format: 'zip' };
        return new Uint8Array((await rest.actions.downloadArtifact(query)).data as ArrayBuffer);
      }),
    cacheKeys: (prefix) =>
      explained('Listing caches', 'actions: read', async () => {
        const query = {
          ...here,
          key: prefix,
          sort: 'created_at' as const,
          direction: 'desc' as const,
          per_page: PAGE,
        };
        const caches = await octokit.paginate(rest.actions.getActionsCacheList, query);
        return caches.flatMap((cache) => (cache.key?.startsWith(prefix) ? [cache.key] : []));
      }),
  };
}

type Octokit = ReturnType<typeof import('@actions/github').getOctokit>;

function addRetries(octokit: Octokit, options: ApiOptions): void {
  const { log, wait = (seconds) => sleep(seconds * 1000), now = () => Date.now() / 1000 } = options;
  let patience = options.patience ?? PATIENCE;
  octokit.hook.wrap('request', async (request, parameters) => {
    for (let attempt = 1; ; attempt++) {
      try {
        parameters.request = { ...parameters.request, signal: AbortSignal.timeout(TIMEOUT * 1000) };
        return await request(parameters);
      } catch (error) {
        const failed = failedRequest(error);
        if (!failed) throw error;
        const decision = decideRetry(failed, attempt, patience, now());
        if (decision.kind === 'give-up') {
          if (!decision.limited) throw error;
          const when = decision.seconds === undefined ? '' : ` It ends in ${Math.ceil(decision.seconds)} s.`;
          throw new ApiError(
            failed.status,
            `GitHub's rate limit for this token is used up (${failed.status}).${when}`,
            'Run the job again later, or with fewer jobs at a time.',
            error,
          );
        }
        log(`GitHub answered ${failed.status}; trying again in ${Math.ceil(decision.seconds)} s.`);
        patience -= decision.seconds;
        await wait(decision.seconds);
      }
    }
  });
}

/** Turns what a request threw into a message for people; `permission` is what the call needs. */
async function explained<Value>(
  what: string,
  permission: string,
  call: () => Promise<Value>,
): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ApiError)
      throw new ApiError(error.status, `${what}: ${error.message}`, error.hint, error);
    const failed = failedRequest(error);
    if (!failed) throw error;
    const said = failed.message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300);
    throw new ApiError(
      failed.status,
      `${what} failed: ${failed.status} ${said}`,
      hintFor(failed, permission),
      error,
    );
  }
}

function hintFor({ status }: FailedRequest, permission: string): string | undefined {
  switch (status) {
    case 401:
      return 'The token is not valid: check the input github-token.';
    case 403:
      return `The token lacks a permission: give the job \`permissions: ${permission}\`. A pull request from a fork never gets it; see docs/security.md for the two workflows that comment there.`;
    case 404:
      return `It is not there, or the token may not see it: the job needs \`permissions: ${permission}\`.`;
    case 410:
      return 'It has been deleted or has expired.';
    case 422:
      return 'GitHub refused the content: it is too long, or the pull request is locked or closed to comments.';
    default:
      return status >= 500 ? 'GitHub did not answer after several tries. Run the job again.' : undefined;
  }
}

function failedRequest(error: unknown): FailedRequest | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  const response = (error as { response?: { headers?: FailedRequest['headers'] } }).response;
  return { status: error.status, message: error.message, headers: response?.headers ?? {} };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof ApiError ? error.status : failedRequest(error)?.status;
}

function toComment(raw: {
  id: number;
  body?: string | undefined;
  html_url: string;
  user: { login: string; type: string } | null;
}): Comment {
  const author = raw.user ? { login: raw.user.login, bot: raw.user.type === 'Bot' } : undefined;
  return { id: raw.id, body: raw.body ?? '', url: raw.html_url, author };
}

function toPullRequest(raw: { number: number; state: string; head: { sha: string } }): PullRequest {
  return { number: raw.number, head: raw.head.sha, open: raw.state === 'open' };
}

function toArtifact(raw: {
  id: number;
  name: string;
  size_in_bytes: number;
  created_at: string | null;
  workflow_run?: {
    id?: number;
    repository_id?: number;
    head_repository_id?: number;
    head_branch?: string | null;
    head_sha?: string;
  } | null;
}): Artifact {
  const run = raw.workflow_run;
  return {
    id: raw.id,
    name: raw.name,
    bytes: raw.size_in_bytes,
    created: raw.created_at ?? '',
    runId: run?.id,
    headBranch: run?.head_branch ?? undefined,
    headSha: run?.head_sha,
    fork: run?.repository_id !== run?.head_repository_id,
  };
}
