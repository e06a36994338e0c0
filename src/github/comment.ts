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
  const done: Done = { created: undefined, gone: new Set() };
  for (let tries = 1; ; tries++) {
    const outcome = await write(api, request, done);
    first ??= outcome;
    // Afterwards `unchanged` only says that it is still there.
    if (outcome.kind === 'none' || outcome.kind === 'unchanged' || tries >= TRIES) return first;
    await wait();
    const comments = await findOwnComments(api, request, done);
    const there = comments.flatMap(({ body }) => readSections(request.name, body));
    const { section } = request;
    const stands = there.some((each) => each.use === section.use && !isNewer(section, each));
    if (stands && comments.length === 1) return first;
  }
}

/** What this call has done already, which GitHub's list of comments may show a moment later only. */
interface Done {
  created: Comment | undefined;
  /** Deleted by us, or found to be deleted. */
  readonly gone: Set<number>;
}

async function write(api: GitHubApi, request: CommentRequest, done: Done): Promise<CommentOutcome> {
  const { name, section } = request;
  const [first, ...duplicates] = await findOwnComments(api, request, done);
  if (!first) {
    if (request.mode === 'changes' && request.plain) return none('nothing-to-say');
    return create(api, request, renderSections(name, [section]), done);
  }
  const known = newestOfEach([first, ...duplicates].flatMap(({ body }) => readSections(name, body)));
  if (known.some((other) => isNewer(other, section))) return none('outdated');
  // The run that measured has commented itself, and better: with what a second workflow does not believe.
  if (section.use === PUBLISHED && known.some(({ use, run }) => use !== PUBLISHED && run === section.run))
    return { kind: 'unchanged', url: first.url };
  const mine = known.some((other) => other.use === section.use || isUnknown(other));
  if (request.mode === 'changes' && request.plain && !mine) return none('nothing-to-say');

  const others = known.filter((other) => other.use !== section.use && !isUnknown(other));
  const body = renderSections(name, [...others, section]);
  const wrote =
    first.body === body
      ? { kind: 'unchanged' as const, url: first.url }
      : await update(api, request, first, body, done);
  // Last: what was found is said first.
  await deleteAll(api, duplicates, done.gone);
  return wrote;
}

async function update(
  api: GitHubApi,
  request: CommentRequest,
  { id }: Comment,
  body: string,
  done: Done,
): Promise<CommentOutcome> {
  try {
    const { url } = await api.updateComment(id, body);
    return { kind: 'updated', url };
  } catch (error) {
    if (!isGone(error)) throw error;
    done.gone.add(id);
    return create(api, request, body, done);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 404;
}

async function create(
  api: GitHubApi,
  { pullRequest }: CommentRequest,
  body: string,
  done: Done,
): Promise<CommentOutcome> {
  done.created = await api.createComment(pullRequest, body);
  return { kind: 'created', url: done.created.url };
}

function none(why: 'nothing-to-say' | 'outdated'): CommentOutcome {
  return { kind: 'none', why };
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
  { created, gone }: Done,
): Promise<Comment[]> {
  const first = `${marker(name)}\n`;
  const listed = await api.comments(pullRequest);
  const isListed = created === undefined || listed.some(({ id }) => id === created.id);
  const marked = (isListed ? [...listed] : [...listed, created])
    .filter(({ id, body }) => !gone.has(id) && body.replaceAll('\r\n', '\n').startsWith(first))
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

/** Another job may be deleting them, too. One that cannot be deleted stays: the comment has been written, and the next run tries again. */
async function deleteAll(api: GitHubApi, comments: readonly Comment[], gone: Set<number>): Promise<void> {
  for (const { id } of comments) {
    await api.deleteComment(id).catch(() => undefined);
    gone.add(id);
  }
}
