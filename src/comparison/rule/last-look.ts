/**
 * A quantile far out takes more values than the ordinary looks bring where a process yields one: a p95 59 of them. Such a
 * budget is looked at once more, as soon as there are enough. That look spends what the ordinary ones could not, since with so
 * few values none of them can pass; test/comparison/rule/last-look.test.ts counts it out.
 *
 * What is looked at once more must not be looked at twice: each budget sees the blocks up to its own last look only.
 */
import type { Budget } from '../../budgets/model.ts';
import { type Benchmark, type Metric, RUNS_PER_BLOCK, type Run } from '../../samples/measurements.ts';
import { fewestForTail } from '../../statistics/quantile-count.ts';
import type { Subject } from '../subjects/subjects.ts';
import { LOOKS } from './levels.ts';

const LAST_ORDINARY = LOOKS.at(-1) as number;
const QUANTILE = /^p(\d+(?:\.\d+)?)$/;

/** Blocks after which a budget is looked at for the last time. */
export function lastLookOf({ metric, bound, op }: Pick<Budget, 'metric' | 'bound' | 'op'>): number {
  const percent = QUANTILE.exec(metric)?.[1];
  if (percent === undefined || bound.kind !== 'absolute' || !op.startsWith('<')) return LAST_ORDINARY;
  return Math.max(LAST_ORDINARY, fewestForTail(1 - Number(percent) / 100) ?? 0);
}

/** The benchmark as it was at the budget's last look, where measuring went on for another budget. */
export function untilLastLook(subject: Subject, budget: Budget): Subject {
  const own = lastLookOf(budget);
  const most = Math.max(...subject.spec.budgets.map(lastLookOf));
  const blocks = Math.max(...Object.values(subject.candidate?.metrics ?? {}).map(countBlocks), 0);
  // More than any look asks for was not measured look by look: all of it counts.
  if (blocks <= own || blocks > most) return subject;
  const { baseline, candidate } = subject;
  return {
    ...subject,
    ...(baseline && { baseline: cut(baseline, own) }),
    ...(candidate && { candidate: cut(candidate, own) }),
  };
}

function blockOf({ block }: Run): number | undefined {
  return block === undefined ? undefined : Math.floor(block / RUNS_PER_BLOCK);
}

function countBlocks({ runs }: Metric): number {
  return new Set(runs.map(blockOf)).size;
}

function cut(benchmark: Benchmark, blocks: number): Benchmark {
  const metrics = Object.entries(benchmark.metrics).map(([name, metric]) => [
    name,
    { ...metric, runs: metric.runs.filter((run) => (blockOf(run) ?? 0) < blocks) },
  ]);
  return { ...benchmark, metrics: Object.fromEntries(metrics) };
}
