/**
 * A store that a job may not reach must not take the verdict away: reading yields nothing, with a warning that names the
 * permission, and saving becomes a warning. Only code that is on the default branch becomes a baseline: a pull request
 * that broke its budget does once it is merged, on purpose or by an `accepted:` entry, and not before.
 */
import { UsageError } from '../errors.ts';
import type { BaselineStore } from '../stores/store.ts';

export interface Tolerance {
  /** This run's code is on the default branch. */
  readonly saves: boolean;
  /** The stored baseline is all there is to compare with: not reaching it is an error. */
  readonly needed: boolean;
  readonly warn: (title: string, message: string) => void;
}

export function tolerantStore(open: () => Promise<BaselineStore>, tolerance: Tolerance): BaselineStore {
  const { saves, needed, warn } = tolerance;
  let store: Promise<BaselineStore> | undefined;
  let warned = false;

  async function use<Value>(title: string, fallback: Value, call: (store: BaselineStore) => Promise<Value>) {
    try {
      store ??= open();
      return await call(await store);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      if (!warned) warn(title, [error.message, error.hint].filter(Boolean).join(' '));
      warned = true;
      return fallback;
    }
  }

  const read = <Value>(fallback: Value, call: (store: BaselineStore) => Promise<Value>) => {
    if (!needed) return use('Stored baselines could not be read', fallback, call);
    store ??= open();
    return store.then(call);
  };

  return {
    list: () => read([], (opened) => opened.list()),
    find: (query) => read(undefined, (opened) => opened.find(query)),
    recent: (query) => read([], (opened) => opened.recent(query)),
    save: async (entry) =>
      saves
        ? use('The baseline was not saved', 'nowhere, see the warning', (opened) => opened.save(entry))
        : 'nowhere: in a workflow, only what is on the default branch becomes a baseline',
  };
}
