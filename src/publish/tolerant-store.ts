/**
 * A store that a job may not reach must not take the verdict away: reading yields nothing, with a warning that names the
 * permission or the server. Only code that is on the default branch becomes a baseline: a pull request that broke its
 * budget does once it is merged, on purpose or by an `accepted:` entry, and not before.
 */
import { UsageError } from '../errors.ts';
import type { BaselineStore } from '../stores/store.ts';
import type { Patience, Share } from './patience.ts';
import { troubleOf } from './trouble.ts';

export interface Tolerance {
  /** This run's code is on the default branch. */
  readonly saves: boolean;
  /** The stored baseline is all there is to compare with: not reaching it is an error. */
  readonly needed: boolean;
  /** What the store is kept on, in words. */
  readonly server: string;
  readonly patience: Patience;
  readonly warn: (title: string, message: string) => void;
  readonly info: (message: string) => void;
}

/** Seconds for reading, which comes before anything is measured. */
const READING: Share = { most: 45, least: 0 };
/** For saving, which comes after the verdict. */
export const AFTERWARDS: Share = { most: 45, least: 15 };

/** `open` is called once for reading and once for saving. */
export function tolerantStore(
  open: (signal: AbortSignal) => Promise<BaselineStore>,
  { saves, needed, server, patience, warn, info }: Tolerance,
): BaselineStore {
  const stop = new AbortController();
  let store: Promise<BaselineStore> | undefined;
  let gaveUp = false;

  async function read<Value>(
    fallback: Value,
    call: (store: BaselineStore) => Promise<Value>,
  ): Promise<Value> {
    if (gaveUp) return fallback;
    try {
      return await patience.wait(server, READING, async (signal) => {
        signal.addEventListener('abort', () => stop.abort(), { once: true });
        store ??= open(stop.signal);
        return await call(await store);
      });
    } catch (error) {
      const trouble = troubleOf(error, info);
      if (needed) throw error instanceof UsageError ? error : new UsageError(trouble, { cause: error });
      warn('Stored baselines could not be read', trouble);
      gaveUp = true;
      return fallback;
    }
  }

  return {
    list: () => read([], (opened) => opened.list()),
    find: (query) => read(undefined, (opened) => opened.find(query)),
    recent: (query) => read([], (opened) => opened.recent(query)),
    summaries: (query) => read([], (opened) => opened.summaries(query)),
    save: async (entry) =>
      saves
        ? patience.wait(server, AFTERWARDS, async (signal) => (await open(signal)).save(entry))
        : 'nowhere: in a workflow, only what is on the default branch becomes a baseline',
  };
}
