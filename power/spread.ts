/** How far two processes of the same code differ, measured one after the other and in turns. */
import { quantile } from 'simple-statistics';
import { pairChanges } from '../src/comparison/pair-changes.ts';
import type { Side } from '../src/comparison/prepared.ts';
import { poolRuns } from '../src/statistics/arm.ts';
import type { Corpus } from './corpus.ts';
import { digits, markdownTable } from './tally.ts';
import { type Block, benchmarkOf } from './trial.ts';

/** CPU time of unchanged code: the middle pair's difference, and that of one pair in ten, in percent. */
export function spreadTable(sequence: Corpus, turns: Corpus): string {
  const rows = [...turns.keys()].map((workload) => [
    workload,
    ...[sequence, turns].map((corpus) => {
      const differences = differencesOf(corpus.get(workload)?.aa ?? []);
      return [0.5, 0.9].map((p) => digits(100 * Math.expm1(quantile(differences, p)))).join(' · ');
    }),
  ]);
  return markdownTable(
    ['% that two processes of the same code differ: median · 90 %', 'one after the other', 'in turns'],
    rows,
  );
}

function differencesOf(blocks: readonly Block[]): number[] {
  const side = (which: 'baseline' | 'candidate'): Side => {
    const { metrics } = benchmarkOf(
      'b',
      blocks.map((block) => block[which]),
      which,
    );
    const runs = metrics.cpu_time?.runs ?? [];
    return { runs, arm: poolRuns(runs.map(({ values }) => values)) };
  };
  const pairs = pairChanges({ baseline: side('baseline'), candidate: side('candidate'), paired: true });
  return [...(pairs?.changes ?? [])].map(Math.abs);
}
