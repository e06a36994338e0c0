/** Which pull request a measured run belongs to, and whether it still is about the pull request's newest commit. */
import type { GitHubApi, PullRequest } from '../../github/api.ts';
import type { MeasuredRunFacts } from '../../github/event.ts';

export type FoundPullRequest =
  | { readonly kind: 'found'; readonly pullRequest: PullRequest }
  | { readonly kind: 'none'; readonly why: string };

/**
 * By the event, never by the artifact. For a head in a fork the event names no pull request; then those of that head
 * branch are asked for. Either way only one counts whose newest commit is the one that was measured.
 */
export async function findPullRequest(api: GitHubApi, run: MeasuredRunFacts): Promise<FoundPullRequest> {
  if (run.event !== 'pull_request')
    return {
      kind: 'none',
      why: `That run was started by ${run.event || 'an unknown event'}, not by a pull request.`,
    };
  const known = await Promise.all(run.pullRequests.map((number) => api.pullRequest(number)));
  const looksUp = known.length === 0 && run.headOwner !== undefined && run.headBranch !== undefined;
  const candidates = looksUp ? await api.pullRequestsOf(run.headOwner ?? '', run.headBranch ?? '') : known;
  const current = candidates.filter(({ open, head }) => open && head === run.head);
  const [pullRequest] = [...current].sort((a, b) => a.number - b.number);
  if (pullRequest) return { kind: 'found', pullRequest };
  if (candidates.some(({ open }) => open))
    return {
      kind: 'none',
      why: 'Outdated: the pull request has newer commits, which have runs of their own.',
    };
  return { kind: 'none', why: 'No open pull request has this commit as its head.' };
}
