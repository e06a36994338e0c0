/** What a run of the action compares with: the input, or what the event says. Never the checked-out commit itself. */
import type { EventFacts } from '../../github/event.ts';
import { DEPTHS, type Depth } from './fetch-history.ts';

export type ChosenBase =
  | { readonly kind: 'base'; readonly ref: string }
  | { readonly kind: 'none' }
  /** There is a base, and it is what is checked out. `name` is what a user knows it by. */
  | { readonly kind: 'itself'; readonly name: string };

/** Whether the base has no such budget file, so that this pull request brings Pacegate into the repository. */
export async function isFirst(base: ChosenBase, directory: string, budgets: string): Promise<boolean> {
  if (base.kind !== 'base') return false;
  const { fileAt, findRepository } = await import('../../checkouts/git/repository.ts');
  const { resolveBase } = await import('../../checkouts/git/base.ts');
  const repository = await findRepository(directory);
  if (!repository) return false;
  const { id } = await resolveBase(base.ref, repository);
  return (await fileAt(repository, id, budgets)) === undefined;
}

/** As `chooseBase`; a shallow clone is given the history that it lacks. */
export async function chooseBaseAnywhere(
  event: EventFacts,
  input: string | undefined,
  directory: string,
  fetch: (depth: Depth) => Promise<boolean>,
): Promise<ChosenBase> {
  const { findRepository } = await import('../../checkouts/git/repository.ts');
  for (const depth of DEPTHS) {
    try {
      return await chooseBase(event, input, directory);
    } catch (error) {
      const shallow = (await findRepository(directory))?.shallow;
      if (!shallow || !(await fetch(depth))) throw error;
    }
  }
  return chooseBase(event, input, directory);
}

/** `base: ${{ github.event.before }}` on a push that makes the branch: there was nothing before. */
const NOTHING = /^0{40,64}$/;

export async function chooseBase(
  event: EventFacts,
  input: string | undefined,
  directory: string,
): Promise<ChosenBase> {
  const given = input !== undefined && NOTHING.test(input) ? undefined : input;
  const named = given ?? (event.kind === 'merge-queue' ? event.base : undefined);
  if (named === undefined && event.kind !== 'pull-request') return { kind: 'none' };
  const { findRepository, requireRepository } = await import('../../checkouts/git/repository.ts');
  const { isCheckedOut, pullRequestBase } = await import('../../checkouts/git/base.ts');
  if (named !== undefined) {
    const repository = await findRepository(directory); // the gate says why it cannot do without
    const itself = repository !== undefined && (await isCheckedOut(named, repository));
    return itself ? { kind: 'itself', name: named } : { kind: 'base', ref: named };
  }
  if (event.kind !== 'pull-request') return { kind: 'none' };
  const { head, baseRef, baseSha, closed } = event;
  const base = await pullRequestBase(
    { head, baseRef, closed, ...(baseSha !== undefined && { baseSha }) },
    await requireRepository(directory),
  );
  return base ? { kind: 'base', ref: base.id } : { kind: 'itself', name: baseRef };
}
