/** asv keeps units and types in `.asv/results/benchmarks.json`, one directory above the results of each machine. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export async function findCompanion(file: string): Promise<string | undefined> {
  return readFile(join(dirname(dirname(file)), 'benchmarks.json'), 'utf8').catch(() => undefined);
}
