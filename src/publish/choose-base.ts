/** What a run of the action compares with: the input, or what the event says. Never the checked-out commit itself. */
import type { EventFacts } from '../github/event.ts';

export type ChosenBase =
  | { readonly kind: 'base'; readonly ref: string }
  | { readonly kind: 'none' }
  /** There is a base, and it is what is checked out. `name` is what a user knows it by. */
  | { readonly kind: 'itself'; readonly name: string };

export async function chooseBase(
  event: EventFacts,
  input: string | undefined,
  directory: string,
): Promise<ChosenBase> {
  const named = input ?? (event.kind === 'merge-queue' ? event.base : undefined);
  if (named === undefined && event.kind !== 'pull-request') return { kind: 'none' };
  const { findRepository, requireRepository } = await import('../checkouts/repository.ts');
  const { isCheckedOut, pullRequestBase } = await import('../checkouts/base.ts');
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
