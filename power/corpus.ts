/** The recorded noise: fresh processes of real workloads, and how a trial is drawn from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomSource } from './random.ts';
import type { Block, Process } from './trial.ts';

interface Recorded extends Process {
  readonly workload: string;
  /** `base` where one base process stands against all variants of its block. */
  readonly variant: Variant | 'base';
  /** Where each variant has base processes of its own. */
  readonly side?: 'base' | 'candidate';
  readonly block: number;
}

export const VARIANTS = ['aa', 'plus3', 'plus5', 'plus10'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What was measured side by side, by workload and variant, in the order of time. */
export type Corpus = ReadonlyMap<string, Readonly<Record<Variant, readonly Block[]>>>;

/**
 * `other`: workloads that nothing was tuned on, as `pacegate run` measures them, with processes that take turns;
 * `sequence`: the same in the same hour, with one process after the other.
 */
export type CorpusName = 'noise' | 'sequence';

export function loadCorpus(name: CorpusName): Corpus {
  const file = join(import.meta.dirname, 'corpus', `${name}.json`);
  const { records } = JSON.parse(readFileSync(file, 'utf8')) as { records: readonly Recorded[] };
  const find = (wanted: Pick<Recorded, 'workload' | 'variant' | 'side'>): Map<number, Process> =>
    new Map(
      records
        .filter(
          ({ workload, variant, side }) =>
            workload === wanted.workload && variant === wanted.variant && side === wanted.side,
        )
        .map(({ block, wall, cpu, turn }) => [block, { wall, ...(cpu && { cpu }), ...(turn && { turn }) }]),
    );
  const blocksOf = (workload: string, variant: Variant): Block[] => {
    const shared = find({ workload, variant: 'base' });
    const [before, after] =
      shared.size > 0
        ? [shared, find({ workload, variant })]
        : [find({ workload, variant, side: 'base' }), find({ workload, variant, side: 'candidate' })];
    return [...after.keys()]
      .filter((block) => before.has(block))
      .sort((a, b) => a - b)
      .map((block) => ({ baseline: before.get(block) as Process, candidate: after.get(block) as Process }));
  };
  const workloads = [...new Set(records.map(({ workload }) => workload))].sort();
  return new Map(
    workloads.map((workload) => [
      workload,
      Object.fromEntries(VARIANTS.map((variant) => [variant, blocksOf(workload, variant)])) as Record<
        Variant,
        Block[]
      >,
    ]),
  );
}

/**
 * A trial: `count` blocks of base against a variant, in random order. With more blocks than the corpus has, as many as it
 * has.
 */
export function drawBlocks(
  corpus: Corpus,
  workload: string,
  variant: Variant,
  count: number,
  random: RandomSource,
): Block[] {
  const blocks = corpus.get(workload)?.[variant] ?? [];
  return shuffled(blocks.length, random)
    .slice(0, count)
    .map((block) => blocks[block] as Block);
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
