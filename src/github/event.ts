/**
 * What started this run. The event's JSON comes from the forge, but a fork's author chooses branch names and titles
 * in it: every field is checked for its type, commits and numbers for their form, and nothing else is read.
 */
import { UsageError } from '../errors.ts';

export type EventFacts =
  | PullRequestFacts
  | { readonly kind: 'default-branch'; readonly event: string; readonly ref: string }
  | { readonly kind: 'merge-queue'; readonly base: string }
  | MeasuredRunFacts
  | { readonly kind: 'other'; readonly event: string };

export interface PullRequestFacts {
  readonly kind: 'pull-request';
  readonly event: 'pull_request' | 'pull_request_target';
  readonly number: number;
  /** The commit that the author pushed last. */
  readonly head: string;
  /** Name of the branch that it is to be merged into. */
  readonly baseRef: string;
  /** That branch's tip when the event was made; not necessarily what the merge commit was made with. */
  readonly baseSha: string | undefined;
  /** The head is in another repository than the pull request: the token is read-only. */
  readonly fork: boolean;
  /** The event is that it was merged or given up. */
  readonly closed: boolean;
}

/** `workflow_run`: a run of another workflow has ended. */
export interface MeasuredRunFacts {
  readonly kind: 'workflow-run';
  readonly runId: number;
  /** Of that run, from 1: repeated, it keeps its id. */
  readonly attempt: number;
  /** Event that started that other run. */
  readonly event: string;
  readonly head: string;
  readonly headBranch: string | undefined;
  readonly headOwner: string | undefined;
  readonly fork: boolean;
  /** GitHub leaves this empty when the head is in a fork. */
  readonly pullRequests: readonly number[];
}

/** Branches taken for the default one where the event does not name it. */
const USUAL_DEFAULT_BRANCHES = ['main', 'master'];

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * @param event name of the event, `GITHUB_EVENT_NAME`
 * @param payload parsed `GITHUB_EVENT_PATH`; untrusted
 * @param ref `GITHUB_REF`, for events that name no ref of their own
 */
export function readEvent(event: string, payload: unknown, ref: string): EventFacts {
  const repository = text(payload, 'repository', 'full_name');
  switch (event) {
    case 'pull_request':
    case 'pull_request_target': {
      return {
        kind: 'pull-request',
        event,
        number: required(
          'pull_request.number',
          whole(payload, 'pull_request', 'number') ?? whole(payload, 'number'),
        ),
        head: required('pull_request.head.sha', commit(payload, 'pull_request', 'head', 'sha')),
        baseRef: required('pull_request.base.ref', text(payload, 'pull_request', 'base', 'ref')),
        baseSha: commit(payload, 'pull_request', 'base', 'sha'),
        fork: isFork(payload, repository),
        closed: text(payload, 'action') === 'closed',
      };
    }
    case 'merge_group':
      return {
        kind: 'merge-queue',
        base: required('merge_group.base_sha', commit(payload, 'merge_group', 'base_sha')),
      };
    case 'workflow_run':
      return readMeasuredRun(payload, repository);
    default: {
      const named = text(payload, 'ref') ?? ref;
      const branch = named.startsWith('refs/heads/') ? named.slice('refs/heads/'.length) : undefined;
      const isOwn = OWN_EVENTS.includes(event);
      return branch !== undefined &&
        isOwn &&
        isDefaultBranch(branch, text(payload, 'repository', 'default_branch'))
        ? { kind: 'default-branch', event, ref: named }
        : { kind: 'other', event };
    }
  }
}

/** Events that start from a commit of the repository itself, which somebody with write access has put there. */
const OWN_EVENTS = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'release'];

/**
 * Whether what is checked out may be a stranger's: a pull request from a fork, or an event that anybody can cause and after
 * which a job may check out anything, such as a comment.
 */
export function mayBeStrangersCode(event: EventFacts): boolean {
  switch (event.kind) {
    case 'pull-request':
    case 'workflow-run':
      return event.fork;
    case 'merge-queue':
      return false;
    default:
      return !OWN_EVENTS.includes(event.event);
  }
}

function readMeasuredRun(payload: unknown, repository: string | undefined): MeasuredRunFacts {
  const run = at(payload, 'workflow_run');
  const headRepository = text(run, 'head_repository', 'full_name');
  const pullRequests = at(run, 'pull_requests');
  return {
    kind: 'workflow-run',
    runId: required('workflow_run.id', whole(run, 'id')),
    attempt: whole(run, 'run_attempt') ?? 1,
    event: text(run, 'event') ?? '',
    head: required('workflow_run.head_sha', commit(run, 'head_sha')),
    headBranch: text(run, 'head_branch'),
    headOwner: text(run, 'head_repository', 'owner', 'login') ?? headRepository?.split('/')[0],
    fork:
      headRepository === undefined || headRepository !== (text(run, 'repository', 'full_name') ?? repository),
    pullRequests: (Array.isArray(pullRequests) ? pullRequests : [])
      .map((entry) => whole(entry, 'number'))
      .filter((number) => number !== undefined),
  };
}

/** Whether the pull request's head is in another repository. One that has been deleted since is null. */
function isFork(payload: unknown, repository: string | undefined): boolean {
  const head = at(payload, 'pull_request', 'head', 'repo');
  const name = text(head, 'full_name');
  if (name === undefined) return head === null || at(head, 'fork') === true;
  return name !== (text(payload, 'pull_request', 'base', 'repo', 'full_name') ?? repository);
}

function isDefaultBranch(branch: string, declared: string | undefined): boolean {
  return declared === undefined ? USUAL_DEFAULT_BRANCHES.includes(branch) : branch === declared;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
        ? (parent as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

function text(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function whole(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined;
}

function commit(value: unknown, ...path: readonly string[]): string | undefined {
  const found = text(value, ...path);
  return found !== undefined && COMMIT.test(found) ? found : undefined;
}

function required<Value>(field: string, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new UsageError(`The event that started this run has no usable ${field}.`, {
    hint: 'Run the action on pull_request, push, merge_group, schedule or workflow_dispatch.',
  });
}
