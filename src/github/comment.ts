/** The one comment of each use on a pull request: found by its marker, updated in place, never written for nothing. */
import type { Comment, GitHubApi, Identity } from './api.ts';
import type { CommentMode } from './inputs.ts';

/** What to say, and when. */
export interface CommentRequest {
  readonly pullRequest: number;
  readonly name: string;
  readonly mode: CommentMode;
  /** Nothing but plain passes: not worth a first comment. */
  readonly plain: boolean;
  readonly markdown: string;
  /** Number of the run that measured. They count up, so that an older run never overwrites a newer one's words. */
  readonly runId: number;
}

export type CommentOutcome =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly url: string }
  | { readonly kind: 'none'; readonly why: 'never' | 'nothing-to-say' | 'outdated' };

/** Longest text of a comment, in characters. */
const LIMIT = 65_536;

export function marker(name: string): string {
  return `<!-- pacegate:${name} -->`;
}

/** Characters that the marker leaves for the text itself. */
export function commentRoom(name: string, runId: number): number {
  return LIMIT - header(name, runId).length;
}

function header(name: string, runId: number): string {
  return `${marker(name)}\n<!-- pacegate-run:${runId} -->\n`;
}

export async function postComment(api: GitHubApi, request: CommentRequest): Promise<CommentOutcome> {
  if (request.mode === 'never') return { kind: 'none', why: 'never' };
  const body = header(request.name, request.runId) + request.markdown;
  const existing = await findOwnComments(api, request);
  const [first] = existing;
  if (first) {
    await deleteAll(api, existing.slice(1));
    return update(api, first, body, request.runId);
  }
  if (request.mode === 'changes' && request.plain) return { kind: 'none', why: 'nothing-to-say' };

  const created = await api.createComment(request.pullRequest, body);
  // Another job may have done the same in between. Both see both comments now, and both keep the first.
  const [kept, ...others] = (await findOwnComments(api, request, created)).sort((a, b) => a.id - b.id);
  if (!kept || kept.id === created.id) return { kind: 'created', url: created.url };
  await deleteAll(
    api,
    others.filter((comment) => comment.id === created.id),
  );
  return update(api, kept, body, request.runId);
}

async function update(
  api: GitHubApi,
  comment: Comment,
  body: string,
  runId: number,
): Promise<CommentOutcome> {
  if (runOf(comment.body) > runId) return { kind: 'none', why: 'outdated' };
  if (comment.body === body) return { kind: 'unchanged', url: comment.url };
  return { kind: 'updated', url: (await api.updateComment(comment.id, body)).url };
}

/**
 * Our comments of this use, oldest first. The marker must be the comment's first line, and the author must be us:
 * whoever quotes or copies the marker keeps their own words.
 */
async function findOwnComments(
  api: GitHubApi,
  { pullRequest, name }: CommentRequest,
  created?: Comment,
): Promise<Comment[]> {
  const first = `${marker(name)}\n`;
  const marked = (await api.comments(pullRequest)).filter((comment) =>
    comment.body.replaceAll('\r\n', '\n').startsWith(first),
  );
  if (marked.length === 0) return [];
  const me: Identity = created?.author ? { kind: 'user', login: created.author.login } : await api.whoAmI();
  return marked.filter((comment) => isBy(comment, me));
}

function isBy({ author }: Comment, me: Identity): boolean {
  switch (me.kind) {
    case 'user':
      return author?.login === me.login;
    // The token of a job cannot ask for its own name. People cannot be bots, and no other bot begins with our marker.
    case 'app':
      return author?.bot === true;
    // Some proxies and forges answer no such question; then the marker as the first line has to do.
    case 'unknown':
      return true;
  }
}

/** Another job may be deleting them, too. */
async function deleteAll(api: GitHubApi, comments: readonly Comment[]): Promise<void> {
  for (const comment of comments)
    await api.deleteComment(comment.id).catch((error: unknown) => {
      if (!(error instanceof Error && 'status' in error && error.status === 404)) throw error;
    });
}

function runOf(body: string): number {
  return Number(/^<!-- pacegate-run:(\d{1,15}) -->$/m.exec(body.slice(0, 300))?.[1] ?? 0);
}
