/** The one comment of each name on a pull request: found by its marker, updated in place, never written for nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Comment, GitHubApi, Identity } from './api.ts';
import type { CommentMode } from './inputs.ts';
import { isNewer, isUnknown, marker, readSections, renderSections, type Section } from './sections.ts';

/** What to say, and when. */
export interface CommentRequest {
  readonly pullRequest: number;
  readonly name: string;
  readonly mode: CommentMode;
  /** Nothing but plain passes: not worth a first comment. */
  readonly plain: boolean;
  readonly section: Section;
}

export type CommentOutcome =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly url: string }
  | { readonly kind: 'none'; readonly why: 'never' | 'nothing-to-say' | 'outdated' };

/** Written by the second workflow of two, for what another one measured. */
export const PUBLISHED = 'published';

/**
 * Jobs write the same comment at the same moment, and GitHub has no way to say "if nobody changed it": the one that
 * writes last may take the others' sections away. So each looks a moment later whether its own is there.
 */
const TRIES = 6;
const lookAgain = () => sleep(1_000 + Math.random() * 1_000);

export async function postComment(
  api: GitHubApi,
  request: CommentRequest,
  wait: () => Promise<unknown> = lookAgain,
): Promise<CommentOutcome> {
  if (request.mode === 'never') return { kind: 'none', why: 'never' };
  let first: CommentOutcome | undefined;
  for (let tries = 1; ; tries++) {
    const { outcome, created } = await write(api, request);
    first ??= outcome;
    // Afterwards `unchanged` only says that it is still there.
    if (outcome.kind === 'none' || outcome.kind === 'unchanged' || tries >= TRIES) return first;
    await wait();
    const comments = await findOwnComments(api, request, created);
    const there = comments.flatMap(({ body }) => readSections(request.name, body));
    const { section } = request;
    const stands = there.some((each) => each.use === section.use && !isNewer(section, each));
    if (stands && comments.length === 1) return first;
  }
}

interface Wrote {
  readonly outcome: CommentOutcome;
  readonly created?: Comment;
}

async function write(api: GitHubApi, request: CommentRequest): Promise<Wrote> {
  const { name, section, pullRequest } = request;
  const [first, ...duplicates] = await findOwnComments(api, request);
  if (!first) {
    if (request.mode === 'changes' && request.plain) return none('nothing-to-say');
    return create(api, request);
  }
  const known = newestOfEach([first, ...duplicates].flatMap(({ body }) => readSections(name, body)));
  if (known.some((other) => isNewer(other, section))) return none('outdated');
  // The run that measured has commented itself, and better: with what a second workflow does not believe.
  if (section.use === PUBLISHED && known.some(({ use, run }) => use !== PUBLISHED && run === section.run))
    return { outcome: { kind: 'unchanged', url: first.url } };
  const mine = known.some((other) => other.use === section.use || isUnknown(other));
  if (request.mode === 'changes' && request.plain && !mine) return none('nothing-to-say');

  const others = known.filter((other) => other.use !== section.use && !isUnknown(other));
  const body = renderSections(name, [...others, section]);
  await deleteAll(api, duplicates);
  if (first.body === body) return { outcome: { kind: 'unchanged', url: first.url } };
  try {
    const { url } = await api.updateComment(first.id, body);
    return { outcome: { kind: 'updated', url } };
  } catch (error) {
    // Somebody deleted it meanwhile.
    if (!(error instanceof Error && 'status' in error && error.status === 404)) throw error;
    const created = await api.createComment(pullRequest, body);
    return { outcome: { kind: 'created', url: created.url }, created };
  }
}

async function create(api: GitHubApi, { pullRequest, name, section }: CommentRequest): Promise<Wrote> {
  const created = await api.createComment(pullRequest, renderSections(name, [section]));
  return { outcome: { kind: 'created', url: created.url }, created };
}

function none(why: 'nothing-to-say' | 'outdated'): Wrote {
  return { outcome: { kind: 'none', why } };
}

/** Of the sections of one use, which two comments may hold, the newest. */
function newestOfEach(sections: readonly Section[]): Section[] {
  const newest = new Map<string, Section>();
  for (const section of sections) {
    const known = newest.get(section.use);
    if (!known || isNewer(section, known)) newest.set(section.use, section);
  }
  return [...newest.values()];
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
  const marked = (await api.comments(pullRequest))
    .filter((comment) => comment.body.replaceAll('\r\n', '\n').startsWith(first))
    .sort((a, b) => a.id - b.id);
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
