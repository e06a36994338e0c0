/** The history as one flat list: what the gate said about each budget, session by session. Pure. */
import type { EntrySummary, HistoryRow } from '../stores/store.ts';

/** One judged budget of one session. Texts are untrusted. */
export interface HistoryLine extends HistoryRow {
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly commit: string;
  readonly ref?: string;
  /** Key of the environment that it was measured in. */
  readonly environment: string;
  /** CPU and number of cores, where the session knew them. */
  readonly machine?: string;
  /** Whether both sides' processes had one memory layout, `matched`, or not, `natural`; where they took turns. */
  readonly layout?: 'matched' | 'natural';
}

/**
 * Newest first. `name` keeps a benchmark and its sub-benchmarks; sessions that judged nothing (a baseline saved by
 * hand) have no lines.
 */
export function flattenHistory(entries: readonly EntrySummary[], name?: string): readonly HistoryLine[] {
  return entries.flatMap((entry) => {
    const { layout } = entry.environment;
    const machine = machineOf(entry);
    return entry.history
      .filter((row) => name === undefined || row.benchmark === name || row.benchmark.startsWith(`${name}/`))
      .map((row) => ({
        ...row,
        created: entry.created,
        commit: entry.commit,
        ...(entry.ref === undefined ? {} : { ref: entry.ref }),
        environment: entry.environmentKey,
        ...(machine === undefined ? {} : { machine }),
        ...(layout === 'matched' || layout === 'natural' ? { layout } : {}),
      }));
  });
}

/** CPU and number of cores, as far as known. */
export function machineOf({ environment: { cpu, cores } }: EntrySummary): string | undefined {
  const facts = [cpu, cores === undefined ? undefined : `${cores} cores`].filter(Boolean);
  return facts.length === 0 ? undefined : facts.join(', ');
}

/** What the budget was judged by: of one against an anchor the change since then, and not what this commit added to it. */
export function judgedChange(row: HistoryRow): Partial<Record<'ratio' | 'low' | 'high', number | undefined>> {
  if (row.since_anchor === undefined) return row;
  return { ratio: row.since_anchor, low: row.since_anchor_low, high: row.since_anchor_high };
}

/** Whether a line tells of a change that is more than noise, or of one that was decided on. */
export function isChange(row: HistoryRow): boolean {
  const { low, high } = judgedChange(row);
  return row.accepted !== undefined || (low !== undefined && low > 1) || (high !== undefined && high < 1);
}
