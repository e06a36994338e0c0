/** The recorded pairs of processes that took turns (`collect.py`), and how a trial is drawn from them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

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

export function loadPairs(): RecordedBlock[] {
  const directory = join(import.meta.dirname, 'corpus');
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
