/** How much pairs of processes of the same code differ: by session, and by memory layout. */
import { median, medianAbsoluteDeviation, quantile } from 'simple-statistics';
import { changesOf } from '../src/comparison/readings/changes.ts';
import { pairRuns } from '../src/comparison/subjects/pairing.ts';
import { EQUIVALENT, type RecordedBlock, readRecords, toBlock } from './pairs.ts';
import { digits, markdownTable } from './tally.ts';
import { benchmarkOf } from './trial.ts';

const COLUMNS = [
  { name: 'same code, matched', variants: ['same'], layout: 'matched' },
  { name: 'equivalent code, matched', variants: EQUIVALENT, layout: 'matched' },
  { name: 'same code, natural', variants: ['same'], layout: 'natural' },
] as const;

/** The robust standard deviation of a block's change in percent, CPU time · wall time: the middle one of all workloads. */
export function spreadTable(): string {
  const records = readRecords();
  const sessions = [...new Set(records.map(({ session }) => session))];
  const rows = sessions.map((session) => {
    const own = records.filter((record) => record.session === session);
    const cells = COLUMNS.map(({ variants, layout }) => {
      const wanted = own.filter(
        (record) => record.layout === layout && (variants as readonly string[]).includes(record.variant),
      );
      const groups = new Map<string, RecordedBlock[]>();
      for (const record of wanted) {
        const key = `${record.workload} ${record.variant}`;
        groups.set(key, [...(groups.get(key) ?? []), record]);
      }
      return (['cpu_time', 'wall_time'] as const)
        .map((metric) => digits(100 * median([...groups.values()].map((group) => spreadOf(group, metric)))))
        .join(' · ');
    });
    const load = own.map((record) => record.load);
    return [session, `${digits(quantile(load, 0.1))} to ${digits(quantile(load, 0.9))}`, ...cells];
  });
  return markdownTable(['session', 'load average', ...COLUMNS.map(({ name }) => name)], rows);
}

function spreadOf(records: readonly RecordedBlock[], metric: 'cpu_time' | 'wall_time'): number {
  return 1.4826 * medianAbsoluteDeviation(changesIn(records, metric));
}

function changesIn(records: readonly RecordedBlock[], metric: 'cpu_time' | 'wall_time'): number[] {
  const blocks = records.map(toBlock);
  const runs = (side: 'baseline' | 'candidate') =>
    benchmarkOf(
      'b',
      blocks.map((block) => block[side]),
      side,
    ).metrics[metric]?.runs ?? [];
  return [...changesOf(pairRuns(runs('baseline'), runs('candidate'), true), { kind: 'fastest' })];
}

/** What the variants really cost, in percent: the middle change of all blocks, by the clock that judges. */
export function costsTable(): string {
  const records = readRecords();
  const workloads = [...new Set(records.map(({ workload }) => workload))].sort();
  const variants = ['same', ...EQUIVALENT, ...[1, 2, 3, 5, 10].map((more) => `plus${more}`)];
  const rows = workloads.map((workload) => [
    `\`${workload}\``,
    ...variants.map((variant) => {
      const own = records.filter((record) => record.workload === workload && record.variant === variant);
      const metric = workload === 'sleeps' ? 'wall_time' : 'cpu_time';
      const change = 100 * Math.expm1(median(changesIn(own, metric)));
      return `${change < -0.05 ? '−' : '+'}${Math.abs(change).toFixed(1)}`;
    }),
  ]);
  const names = variants.map((variant) => variant.replace(/^plus(\d+)$/, '+$1 %'));
  return markdownTable(['% that it costs', ...names], rows);
}
