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

export function readRecords(): RecordedBlock[] {
  const directory = process.env.PACEGATE_CORPUS ?? join(import.meta.dirname, 'corpus');
  return readdirSync(directory)
    .filter((name) => /^pairs-.*\.json\.gz$/.test(name))
    .sort()
    .flatMap((name) =>
      gunzipSync(readFileSync(join(directory, name)))
        .toString('utf8')
        .trim()
        .split('\n'),
    )
    .map((line) => JSON.parse(line) as RecordedBlock);
}

export function toBlock({ turn, wall, cpu }: RecordedBlock): Block {
  const side = (which: 0 | 1) => ({
    wall: wall[which].map((micro) => micro / 1e6),
    cpu: cpu[which].map((micro) => micro / 1e6),
    ...(turn > 0 && { turn }),
  });
  return { baseline: side(0), candidate: side(1) };
}

let loaded: Pairs | undefined;

export function loadPairs(): Pairs {
  if (loaded) return loaded;
  const pairs = new Map<string, Block[]>();
  for (const record of readRecords().filter(({ session }) => session !== OVERLAP)) {
    const key = `${record.workload} ${record.variant} ${record.layout}`;
    const blocks = pairs.get(key) ?? [];
    pairs.set(key, blocks);
    blocks.push(toBlock(record));
  }
  loaded = pairs;
  return pairs;
}

/** A session beside interpreters that start all the time: what it would cost to start the next pair meanwhile. */
export const OVERLAP = 'starting';

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
