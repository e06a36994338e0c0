/** The history sorted by benchmark and metric: one series for each, its sessions in the order of measuring. Pure. */
import type { EntrySummary, HistoryRow } from '../stores/store.ts';

/** What one session said of one benchmark and metric. */
export interface Measured {
  /** Index into the sessions. */
  readonly session: number;
  readonly commit: string;
  readonly row: HistoryRow;
  /** All rows that say what it was measured beside. */
  readonly links: readonly HistoryRow[];
}

export interface Series {
  readonly benchmark: string;
  readonly metric: string;
  readonly better: 'lower' | 'higher';
  readonly measured: readonly Measured[];
}

/** `sessions`: oldest first. `name` keeps a benchmark and its sub-benchmarks. */
export function gatherSeries(sessions: readonly EntrySummary[], name?: string): Series[] {
  const found = new Map<string, Map<string, { benchmark: string; metric: string; measured: Measured[] }>>();
  sessions.forEach(({ commit, history }, session) => {
    for (const row of history) {
      const { benchmark } = row;
      if (name !== undefined && benchmark !== name && !benchmark.startsWith(`${name}/`)) continue;
      const metric = metricOf(row);
      if (metric === undefined) continue;
      const metrics = found.get(benchmark) ?? new Map();
      found.set(benchmark, metrics);
      const series = metrics.get(metric) ?? { benchmark, metric, measured: [] };
      metrics.set(metric, series);
      const last = series.measured.at(-1);
      if (last?.session === session)
        series.measured[series.measured.length - 1] = {
          ...last,
          row: joined(last.row, row),
          links: [...last.links, ...linkOf(row)],
        };
      else series.measured.push({ session, commit, row, links: linkOf(row) });
    }
  });
  return [...found.values()]
    .flatMap((metrics) => [...metrics.values()])
    .map((series) => ({ ...series, better: series.measured.at(-1)?.row.better ?? 'lower' }));
}

function linkOf(row: HistoryRow): HistoryRow[] {
  return row.beside === undefined ? [] : [row];
}

/** Rows of earlier versions do not say it, but a budget begins with it. */
function metricOf({ metric, budget }: HistoryRow): string | undefined {
  return metric ?? budget?.split(/[\s<>]/)[0];
}

/** Several budgets of one metric say one thing each: the change from here, the interval of the value from there. */
function joined(first: HistoryRow, second: HistoryRow): HistoryRow {
  const isLink = second.beside !== undefined && first.beside === undefined;
  return isLink ? { ...first, ...second } : { ...second, ...first };
}
