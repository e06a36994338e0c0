/** Which commit to compare with. */
import { UsageError } from '../../errors.ts';
import { nearest } from '../../samples/names/nearest.ts';
import { git, tryGit } from './git.ts';
import type { Repository } from './repository.ts';

export interface BaseCommit {
  /** Full id. */
  readonly id: string;
  /** As the user or the event named it. */
  readonly ref: string;
  /** `merge-commit`: first parent of the forge's merge commit. `merge-base`: where the branch left. `given`: `--base`. */
  readonly how: 'given' | 'merge-commit' | 'merge-base';
  /** Commits of `ref` that the candidate lacks. Compared with them, it would look as if it had undone their effects. */
  readonly missing: number;
}

/**
 * `--base REF`. Of a branch, the commit where the checked-out one left it: what others have merged there since is none of
 * this change. Of anything else, and with `exact` of a branch too, just that commit. A branch that exists only on
 * the remote is found there.
 */
export async function resolveBase(ref: string, repository: Repository, exact = false): Promise<BaseCommit> {
  const remote = `refs/remotes/origin/${ref}`;
  const here = await commitId(ref, repository);
  const id = here ?? (await commitId(remote, repository)) ?? (await explainUnknown(ref, repository));
  const missing = await countMissing(id, repository);
  if (exact || missing === 0 || !(await isBranch(here === undefined ? remote : ref, repository)))
    return { id, ref, how: 'given', missing };
  return { id: await mergeBase(ref, id, repository), ref, how: 'merge-base', missing };
}

async function isBranch(ref: string, repository: Repository): Promise<boolean> {
  const args = ['rev-parse', '--symbolic-full-name', '--verify', '--quiet', '--end-of-options', ref];
  const name = (await tryGit(args, { cwd: repository.root })).stdout.trim().split('\n').at(-1) ?? '';
  return /^refs\/(heads|remotes)\//.test(name);
}

async function mergeBase(ref: string, tip: string, repository: Repository): Promise<string> {
  const base = await tryGit(['merge-base', 'HEAD', tip], { cwd: repository.root });
  if (base.ok) return base.stdout.trim();
  if (repository.shallow) throw shallow(`the commit where this branch left ${ref.slice(0, 100)}`);
  throw new UsageError(`this branch and ${ref.slice(0, 100)} have no commit in common`, {
    hint: 'Name the commit to compare with: --base COMMIT. Or take the tip of the branch: --base-exact.',
  });
}

/** What the event says about a pull request. */
export interface PullRequestFacts {
  /** Commit id of the pull request's head. */
  readonly head: string;
  /** Name of the branch that it is to be merged into. */
  readonly baseRef: string;
  /** That branch's tip when the event was made. */
  readonly baseSha?: string;
  /** It was merged or given up: the base branch may be what is checked out. */
  readonly closed?: boolean;
}

/**
 * The commit from which the checked-out one differs by just the pull request: where the forge's merge commit is checked
 * out (two parents, the second is the head) its first parent, else the merge base with the base branch. Undefined where
 * the checked-out commit is in the base branch already, so that there is nothing to compare.
 */
export async function pullRequestBase(
  facts: PullRequestFacts,
  repository: Repository,
): Promise<BaseCommit | undefined> {
  const cwd = repository.root;
  const ref = facts.baseRef;
  // The raw commit: in a shallow clone `rev-list --parents` hides the parents that were not fetched.
  const raw = await tryGit(['cat-file', 'commit', 'HEAD'], { cwd });
  if (!raw.ok) throw noCommits(repository);
  const header = raw.stdout.split('\n\n', 1)[0] ?? '';
  const parents = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] ?? '');
  const [first, second] = parents;
  if (parents.length === 2 && first !== undefined && second === facts.head) {
    if ((await commitId(first, repository)) === undefined)
      throw shallow(`the merge commit's first parent ${first.slice(0, 8)}, the base of this pull request,`);
    return { id: first, ref, how: 'merge-commit', missing: 0 };
  }

  const branch =
    (await commitId(`refs/remotes/origin/${ref}`, repository)) ??
    (await commitId(`refs/heads/${ref}`, repository));
  const event = facts.baseSha === undefined ? undefined : await commitId(facts.baseSha, repository);
  const tips = [event, branch].filter((tip) => tip !== undefined);
  if (tips.length === 0) {
    if (repository.shallow) throw shallow(`the base branch ${ref}`);
    return explainUnknown(ref, repository);
  }
  const left = await whereItLeft(tips, repository);
  if (left.length === 0) {
    if (repository.shallow) throw shallow(`the commit where this branch left ${ref}`);
    throw new UsageError(`this branch and ${ref} have no commit in common`, {
      hint: 'Name the commit to compare with: --base COMMIT.',
    });
  }
  const head = await commitId('HEAD', repository);
  const inBase = left.some(({ id }) => id === head);
  if (inBase && !facts.closed && head !== facts.head && !(await contains('HEAD', facts.head, repository)))
    throw new UsageError(`what is checked out is a commit of the base branch ${ref}, not the pull request`, {
      hint: 'Leave `ref:` out of the step that uses actions/checkout.',
    });
  // Of an event that is older than what was merged since, the branch has the nearer one, and the other way round.
  const [nearest] = left.filter(({ id }) => id !== head).sort((a, b) => a.distance - b.distance);
  return nearest && { id: nearest.id, ref, how: 'merge-base', missing: 0 };
}

/** The merge bases of HEAD with each of `tips`, and how many commits HEAD is ahead of them. */
async function whereItLeft(
  tips: readonly string[],
  { root: cwd }: Repository,
): Promise<{ readonly id: string; readonly distance: number }[]> {
  const found: { id: string; distance: number }[] = [];
  for (const tip of tips) {
    const base = await tryGit(['merge-base', 'HEAD', tip], { cwd });
    if (!base.ok) continue;
    const id = base.stdout.trim();
    const ahead = await tryGit(['rev-list', '--count', `${id}..HEAD`], { cwd, timeout: 120 });
    found.push({ id, distance: ahead.ok ? Number(ahead.stdout) : Number.POSITIVE_INFINITY });
  }
  return found;
}

/** Whether REF is what is checked out: compared with that, nothing could differ. */
export async function isCheckedOut(ref: string, repository: Repository): Promise<boolean> {
  return (await resolveBase(ref, repository)).id === (await commitId('HEAD', repository));
}

async function contains(commit: string, ancestor: string, { root: cwd }: Repository): Promise<boolean> {
  return (await tryGit(['merge-base', '--is-ancestor', ancestor, commit], { cwd })).ok;
}

async function commitId(ref: string, repository: Repository): Promise<string | undefined> {
  if (ref === '' || ref.includes('\0')) return undefined;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const found = await tryGit(args, { cwd: repository.root });
  // Old versions of git echo --end-of-options.
  const id = found.stdout.trim().split('\n').at(-1) ?? '';
  return found.ok && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

async function countMissing(id: string, repository: Repository): Promise<number> {
  const count = await tryGit(['rev-list', '--count', `HEAD..${id}`], { cwd: repository.root, timeout: 120 });
  return count.ok ? Number(count.stdout.trim()) || 0 : 0;
}

/** Never returns: throws with the reason that is most likely. */
async function explainUnknown(ref: string, repository: Repository): Promise<never> {
  const cwd = repository.root;
  if (!(await tryGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { cwd })).ok)
    throw noCommits(repository);
  const list = await git(
    ['for-each-ref', '--count=5000', '--format=%(refname:short)', 'refs/heads', 'refs/tags', 'refs/remotes'],
    { cwd },
  );
  const names = list.split('\n').filter(Boolean);
  const short = new Map(names.map((name) => [name.replace(/^origin\//, ''), name]));
  const close = nearest(ref, short.keys());
  const some = names.slice(0, 8).join(', ');
  const known = close ? `Did you mean ${close}?` : `Known here: ${some}${names.length > 8 ? ', …' : ''}.`;
  const shown = ref.slice(0, 100);
  if (repository.shallow) throw shallow(`the base ${shown}`);
  throw new UsageError(`the base ${shown} is no commit, branch or tag of this repository`, { hint: known });
}

function shallow(what: string): UsageError {
  return new UsageError(`${what} is not in this clone, which is shallow`, {
    hint:
      'In a workflow: `- uses: actions/checkout@v5` with `fetch-depth: 0`. ' +
      'In a clone of your own: git fetch --unshallow.',
  });
}

function noCommits(repository: Repository): UsageError {
  return new UsageError(
    `the repository ${repository.root} has no commits yet, so there is no base to compare with`,
    {
      hint: 'Commit once, or leave out --base.',
    },
  );
}
