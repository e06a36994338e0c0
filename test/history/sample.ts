/** A history as a year of pushes makes it, on machines that differ by 30 %, from a seed. */
import { createHash } from 'node:crypto';
import { environmentKey } from '../../src/stores/environment-key.ts';
import type { EntrySummary, HistoryRow } from '../../src/stores/store.ts';
import { LINUX, OTHER } from '../stores/contract.ts';

export const commitNo = (number: number): string => createHash('sha1').update(String(number)).digest('hex');

/** Newest first. Benchmark 0 drifts by +1 % every tenth of the sessions, 1 jumps by 8 % in the middle and is accepted. */
export function sampleHistory({ sessions, benchmarks }: { sessions: number; benchmarks: number }) {
  const random = generator(7);
  const noise = () => (random() + random() + random() - 1.5) * 0.01;
  const machines = [
    { environment: LINUX, speed: 1 },
    { environment: OTHER, speed: 1.3 },
  ];
  const tenth = Math.max(1, Math.floor(sessions / 10));
  const entries = Array.from({ length: sessions }, (_, session): EntrySummary => {
    const { environment, speed } = machines[random() < 0.6 ? 0 : 1] as (typeof machines)[number];
    const rows = Array.from({ length: benchmarks }, (_, benchmark): HistoryRow => {
      const drifted = benchmark === 0 && session > 0 && session % tenth === 0 ? 1.01 : 1;
      const jumped = benchmark === 1 && session === Math.floor(sessions / 2) ? 1.08 : 1;
      const better = benchmark === 2 && session === Math.floor(sessions / 3) ? 0.8 : 1;
      const ratio = drifted * jumped * better * Math.exp(noise() / 4);
      const level = levelOf(benchmark, session, sessions, tenth) * speed * (1 + noise());
      return {
        benchmark:
          benchmark % 4 === 3
            ? `suite/test_${benchmark}.py::test_case[${benchmark}]`
            : `benchmark-${benchmark}`,
        budget: 'time < baseline + 5%',
        metric: 'time',
        better: 'lower',
        unit: 's',
        verdict: jumped > 1 ? 'accepted' : 'pass',
        estimate: level,
        ...(session > 0 && {
          beside: commitNo(session - 1),
          ratio,
          low: ratio * Math.exp(-0.006),
          high: ratio * Math.exp(0.006),
          baseline: level / ratio,
        }),
        ...(jumped > 1 && { accepted: 'searches find words with accents (ada)' }),
      };
    });
    const { cpu, cores } = environment;
    return {
      commit: commitNo(session),
      ref: 'main',
      created: new Date(Date.UTC(2026, 0, 1) + session * 8 * 3600_000).toISOString(),
      environmentKey: environmentKey(environment),
      environment: { ...(cpu && { cpu }), ...(cores && { cores }) },
      verdict: 'pass',
      location: `/store/${session}.json`,
      history: rows,
    };
  }).reverse();
  const releases = [3, 6, 9].map((place) => ({
    name: `v1.${place}.0`,
    date: entries[sessions - 1 - place * tenth]?.created ?? '2026-01-01T00:00:00Z',
  }));
  return { entries, releases };
}

function levelOf(benchmark: number, session: number, sessions: number, tenth: number): number {
  const start = 0.01 * (1 + benchmark);
  if (benchmark === 0) return start * 1.01 ** Math.floor(session / tenth);
  if (benchmark === 1) return start * (session >= Math.floor(sessions / 2) ? 1.08 : 1);
  if (benchmark === 2) return start * (session >= Math.floor(sessions / 3) ? 0.8 : 1);
  return start;
}

/** Mulberry32: the same numbers every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
