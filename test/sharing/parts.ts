/** What machines measured, made up: shares of one run, each on a machine of its own. */
import type { Environment } from '../../src/samples/environment.ts';
import type { Measurements } from '../../src/samples/measurements.ts';
import type { Part } from '../../src/sharing/read-parts.ts';
import type { ShareRecord } from '../../src/sharing/share-file.ts';

const BLOCKS = 12;

export interface Machine {
  readonly session: string;
  readonly environment?: Environment;
  /** Seconds of a call in the base. */
  readonly seconds?: number;
}

/** `times`: how many times as slow each benchmark got. */
export function sidesOf(
  times: Readonly<Record<string, number>>,
  { session, environment = {}, seconds = 0.01 }: Machine,
): { readonly candidate: Measurements; readonly baseline: Measurements } {
  const side = (place: 0 | 1): Measurements => ({
    ...{ format: 'pacegate/measurements', version: 1, session, created: '2026-11-26T10:00:00Z', environment },
    commit: { id: (place === 0 ? 'b' : 'c').repeat(40), dirty: false },
    benchmarks: Object.entries(times).map(([name, factor]) => ({
      name,
      metrics: {
        wall_time: {
          ...{ unit: 's', better: 'lower' },
          runs: Array.from({ length: BLOCKS }, (_, block) => ({
            ...{ order: 2 * block + place, block },
            // Each block on a clock of its own: only pairs of one session tell a change.
            values: Array.from({ length: 5 }, (_, i) => {
              const noise = (1 + block / 10) * (1 + ((7 * i + 3 * block + place) % 5) / 1000);
              return seconds * noise * (place === 0 ? 1 : factor);
            }),
          })),
        },
      },
    })),
  });
  return { baseline: side(0), candidate: side(1) };
}

export function shareOf(
  index: number,
  of: number,
  times: Readonly<Record<string, number>>,
  machine: Machine,
  record: Partial<ShareRecord> = {},
): Part {
  return {
    name: `share-${index}`,
    ...sidesOf(times, machine),
    share: {
      share: { index, of },
      budgets: 'd'.repeat(64),
      dealt: Object.keys(times),
      duration: index,
      observed: {
        comparison: 'side-by-side',
        warnings: new Map(),
        outOfTime: new Set(),
        effort: { inside_seconds: 1, process_seconds: 2 },
      },
      explained: { culprits: new Map(), notLocalised: new Map(), notProfiled: new Set() },
      ...record,
    },
  };
}
