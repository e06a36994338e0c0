/** What another tool kept of one commit, as an entry of the history: values to look at, and no baseline to compare with. */
import type { Environment } from '../samples/environment.ts';
import { environmentKey } from '../stores/environment-key.ts';
import type { Entry, HistoryRow } from '../stores/store.ts';

/** The verdict of what Pacegate has not judged. */
export const IMPORTED = 'imported';

export interface ImportedRun {
  /** Full id, or `unknown`. */
  readonly commit: string;
  /** ISO 8601, UTC: when it was measured. */
  readonly created: string;
  readonly environment: Environment;
  readonly values: readonly ImportedValue[];
}

export interface ImportedValue {
  /** As the other tool calls it. Untrusted text. */
  readonly benchmark: string;
  readonly metric: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly value: number;
}

/**
 * @param tool its name
 * @param prefix the entry of the budget file that has these benchmarks as its sub-benchmarks
 */
export function entryOf(
  { commit, created, environment: facts, values }: ImportedRun,
  tool: string,
  prefix?: string,
): Omit<Entry, 'location'> {
  // No environment that Pacegate measures in has such packages, so that nothing is ever compared with it.
  const environment = { ...facts, packages: `${IMPORTED} from ${tool}` };
  return {
    commit,
    created,
    environmentKey: environmentKey(environment),
    verdict: IMPORTED,
    measurements: {
      format: 'pacegate/measurements',
      version: 1,
      session: `${IMPORTED} ${commit}`,
      created,
      environment,
      benchmarks: [],
    },
    history: values.map(
      ({ benchmark, metric, unit, better, value }): HistoryRow => ({
        benchmark: prefix === undefined ? benchmark : `${prefix}/${benchmark}`,
        budget: null,
        verdict: IMPORTED,
        metric,
        better,
        unit,
        estimate: value,
      }),
    ),
  };
}

/** A full commit id is all that the history can be followed by. */
export function commitOf(text: unknown): string {
  return typeof text === 'string' && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : 'unknown';
}
