/** The recorded pairs of processes that took turns (`collect.py`), and how a trial is drawn from them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { shuffled } from './corpus.ts';
import type { RandomSource } from './random.ts';
import type { Block } from './trial.ts';

/** Both processes of one block; values in microseconds, the baseline's first. */
export interface RecordedBlock {
  readonly workload: string;
  readonly variant: string;
  readonly layout: string;
  readonly session: string;
  readonly load: number;
  readonly turn: number;
  readonly wall: readonly [readonly number[], readonly number[]];
  readonly cpu: readonly [readonly number[], readonly number[]];
}

/** A third of the workloads, which nobody looked at while the rule was made. */
export const HELD_OUT: ReadonlySet<string> = new Set([
  'objects',
  'regexes',
  'databases',
  'imports',
  'threads',
]);
/** The same code, and code that does the same work. */
export const EQUIVALENT = ['unrelated', 'moved', 'imports', 'longer'] as const;

/** By `workload variant layout`. */
export type Pairs = ReadonlyMap<string, readonly Block[]>;

let loaded: Pairs | undefined;

export function loadPairs(): Pairs {
  if (loaded) return loaded;
  const directory = process.env.PACEGATE_CORPUS ?? join(import.meta.dirname, 'corpus');
  const pairs = new Map<string, Block[]>();
  for (const name of readdirSync(directory).sort()) {
    if (!/^pairs-.*\.json\.gz$/.test(name)) continue;
    for (const line of gunzipSync(readFileSync(join(directory, name)))
      .toString('utf8')
      .trim()
      .split('\n')) {
      const { workload, variant, layout, turn, wall, cpu } = JSON.parse(line) as RecordedBlock;
      const side = (which: 0 | 1) => ({
        wall: wall[which].map((micro) => micro / 1e6),
        cpu: cpu[which].map((micro) => micro / 1e6),
        ...(turn > 0 && { turn }),
      });
      const key = `${workload} ${variant} ${layout}`;
      const blocks = pairs.get(key) ?? [];
      pairs.set(key, blocks);
      blocks.push({ baseline: side(0), candidate: side(1) });
    }
  }
  loaded = pairs;
  return pairs;
}

export function workloadsOf(pairs: Pairs): string[] {
  return [...new Set([...pairs.keys()].map((key) => key.split(' ')[0] as string))].sort();
}

/** `count` blocks in random order; where the corpus has fewer, it is gone through again. */
export function drawPairs(pairs: Pairs, key: string, count: number, random: RandomSource): Block[] {
  const blocks = pairs.get(key) ?? [];
  if (blocks.length === 0) throw new Error(`nothing recorded for ${key}`);
  const order: number[] = [];
  while (order.length < count) order.push(...shuffled(blocks.length, random));
  return order.slice(0, count).map((block) => blocks[block] as Block);
}
