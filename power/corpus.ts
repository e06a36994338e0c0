/** The recorded noise: fresh processes of real workloads, and how a trial is drawn from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomSource } from '../src/statistics/random.ts';
import type { Block, Process } from './trial.ts';

interface Recorded extends Process {
  readonly workload: string;
  readonly variant: string;
  readonly block: number;
}

export const VARIANTS = ['aa', 'plus3', 'plus5', 'plus10'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Processes by workload, variant and block. */
export type Corpus = ReadonlyMap<string, Readonly<Record<string, readonly Process[]>>>;

export function loadCorpus(name: 'noise' | 'other'): Corpus {
  const file = join(import.meta.dirname, 'corpus', `${name}.json`);
  const { records } = JSON.parse(readFileSync(file, 'utf8')) as { records: readonly Recorded[] };
  const corpus = new Map<string, Record<string, Process[]>>();
  for (const { workload, variant, block, wall, cpu } of records) {
    const variants = corpus.get(workload) ?? {};
    corpus.set(workload, variants);
    variants[variant] ??= [];
    variants[variant][block] = { wall, ...(cpu && { cpu }) };
  }
  return new Map([...corpus].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A trial: `count` blocks of base against the same blocks of a variant, in random order. With more blocks than the corpus
 * has, as many as it has.
 */
export function drawBlocks(
  corpus: Corpus,
  workload: string,
  variant: string,
  count: number,
  random: RandomSource,
): Block[] {
  const { base = [], [variant]: other = [] } = corpus.get(workload) ?? {};
  return shuffled(base.length, random)
    .slice(0, count)
    .map((block) => ({ baseline: base[block] as Process, candidate: other[block] as Process }));
}

/** 0 … count − 1 in random order (Fisher & Yates). */
export function shuffled(count: number, random: RandomSource): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
