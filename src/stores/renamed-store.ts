/** A store as it would be if benchmarks had always been called what they are called now. What is stored stays as it is. */
import { type Renames, renameMeasured, underNewNames } from '../samples/names/renames.ts';
import type { BaselineStore, Entry, EntrySummary, HistoryRow } from './store.ts';

export function renamedStore(store: BaselineStore, renames: Renames): BaselineStore {
  if (renames.size === 0) return store;
  const rows = (history: readonly HistoryRow[]) =>
    underNewNames(
      history,
      renames,
      ({ benchmark }) => benchmark,
      (row, benchmark) => ({ ...row, benchmark }),
    );
  const entry = (stored: Entry): Entry => ({
    ...stored,
    measurements: renameMeasured(stored.measurements, renames),
    ...(stored.history && { history: rows(stored.history) }),
  });
  const summary = (stored: EntrySummary): EntrySummary => ({ ...stored, history: rows(stored.history) });
  return {
    list: () => store.list(),
    find: async (query) => {
      const found = await store.find(query);
      return found && entry(found);
    },
    recent: async (query) => (await store.recent(query)).map(entry),
    summaries: async (query) => (await store.summaries(query)).map(summary),
    save: (saved) => store.save(saved),
  };
}
