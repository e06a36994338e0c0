/** `pacegate history --format html`: one self-contained page with a curve for each benchmark and metric. */
import { renderPage } from '../../report/html/page.ts';
import type { EntrySummary } from '../../stores/store.ts';
import assets from './html-assets.json' with { type: 'json' };
import { type Release, viewHistory } from './html-view.ts';

export interface HistoryPageOptions {
  /** Keeps a benchmark and its sub-benchmarks. */
  readonly name?: string | undefined;
  readonly releases?: readonly Release[];
}

/** `entries`: newest first. */
export function renderHistoryPage(
  entries: readonly EntrySummary[],
  options: HistoryPageOptions = {},
): string {
  return renderPage({
    title: 'Pacegate history',
    assets,
    data: viewHistory(entries, options),
    withoutScript: 'pacegate history --format markdown',
  });
}
