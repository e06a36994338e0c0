/** One simulated session: blocks of values go in, and the product's own judge is asked look by look, as `run` asks it. */

import type { BenchmarkSpec, Budget } from '../src/budgets/model.ts';
import { readBudget } from '../src/budgets/texts/grammar.ts';
import { judge } from '../src/comparison/judge.ts';
import type { Result } from '../src/comparison/result.ts';
import { LOOKS } from '../src/comparison/rule/levels.ts';
import type { Benchmark, Measurements } from '../src/samples/measurements.ts';

/** What one process measured. */
export interface Process {
  readonly wall: readonly number[];
  readonly cpu?: readonly number[];
  /** Values at a turn, where it took turns with the other side. */
  readonly turn?: number;
}

/** Both sides of one block. */
export interface Block {
  readonly baseline: Process;
  readonly candidate: Process;
}

export interface Outcome {
  readonly verdict: 'fail' | 'pass' | 'undecided';
  readonly improved: boolean;
  readonly blocks: number;
}

export function budgetOf(text: string): Budget {
  const reading = readBudget(text);
  if ('mistake' in reading) throw new Error(`${text}: ${reading.mistake}`);
  const { metric, op, bound, better } = reading;
  return { text, metric, op, bound, better, severity: 'fail' };
}

export function specOf(name: string, budgets: readonly Budget[]): BenchmarkSpec {
  return {
    name,
    runner: { kind: 'timeit', stmt: '' },
    measure: { max_time: 300, timeout: 60 },
    budgets,
  };
}

export function measurementsOf(
  processes: readonly Process[],
  side: 'baseline' | 'candidate',
  session: string,
  name = 'b',
): Measurements {
  return {
    format: 'pacegate/measurements',
    version: 1,
    session,
    created: '2026-11-22T00:00:00Z',
    environment: {},
    benchmarks: [benchmarkOf(name, processes, side)],
  };
}

export function benchmarkOf(
  name: string,
  processes: readonly Process[],
  side: 'baseline' | 'candidate',
): Benchmark {
  const runs = (values: (process: Process) => readonly number[]) =>
    processes.map((process, i) => ({
      order: 2 * i + (side === 'baseline' ? 0 : 1),
      block: i,
      ...(process.turn && { turn: process.turn }),
      values: values(process),
    }));
  return {
    name,
    metrics: {
      wall_time: { unit: 's', better: 'lower', runs: runs(({ wall }) => wall) },
      ...(processes.every(({ cpu }) => cpu) && {
        cpu_time: { unit: 's', better: 'lower' as const, runs: runs(({ cpu }) => cpu ?? []) },
      }),
    },
  };
}

/** Judges all of `blocks` at once, side by side. */
export function judgeBlocks(
  blocks: readonly Block[],
  budgets: readonly Budget[],
  family?: number,
): readonly Result[] {
  return judge({
    budgets: [specOf('b', budgets)],
    accepted: [],
    baseline: measurementsOf(
      blocks.map(({ baseline }) => baseline),
      'baseline',
      's',
    ),
    candidate: measurementsOf(
      blocks.map(({ candidate }) => candidate),
      'candidate',
      's',
    ),
    comparison: 'side-by-side',
    final: true,
    today: '2026-11-22',
    cpuHour: 0,
    ...(family !== undefined && { family }),
  }).results;
}

/** Collects until decided: at each look every open budget is judged on the blocks so far; at most all of `blocks`. */
export function collectTrial(
  blocks: readonly Block[],
  budgets: readonly Budget[],
  judgeAt: (blocks: readonly Block[], budgets: readonly Budget[]) => readonly Result[] = judgeBlocks,
): Outcome[] {
  const outcomes = new Map<Budget, Outcome>();
  for (const look of LOOKS.filter((count) => count <= blocks.length)) {
    const open = budgets.filter((budget) => !outcomes.has(budget));
    if (open.length === 0) break;
    judgeAt(blocks.slice(0, look), open).forEach((result, i) => {
      const outcome = outcomeOf(result, look);
      if (outcome.verdict !== 'undecided') outcomes.set(open[i] as Budget, outcome);
    });
  }
  const undecided: Outcome = { verdict: 'undecided', improved: false, blocks: blocks.length };
  return budgets.map((budget) => outcomes.get(budget) ?? undecided);
}

export function outcomeOf({ verdict }: Result, blocks: number): Outcome {
  const improved = verdict === 'improved';
  const told = improved || verdict === 'pass' ? 'pass' : verdict === 'fail' ? 'fail' : 'undecided';
  return { verdict: told, improved, blocks };
}
