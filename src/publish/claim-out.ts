/**
 * Where a use writes its report. Two uses of one job must not write over each other: the outputs of the first name files
 * that a later step reads. So the first takes `.pacegate/out`, where people look, and the next one `.pacegate/out-2`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Which run of which job this is, and which use in it; the same text for the same step only. */
export interface Claim {
  readonly job: string;
  readonly use: string;
}

const MOST = 100;

/** Relative to `directory`. A workspace that is used again is no obstacle: a claim of another run's is over. */
export async function claimOut(directory: string, { job, use }: Claim): Promise<string> {
  for (let count = 1; count < MOST; count++) {
    const out = `.pacegate/out${count === 1 ? '' : `-${count}`}`;
    const mark = join(directory, out, '.use');
    const [ownJob, ownUse] = (await readFile(mark, 'utf8').catch(() => '')).split('\n');
    if (ownJob === job && ownUse !== use) continue;
    await mkdir(join(directory, out), { recursive: true });
    await writeFile(mark, `${job}\n${use}\n`);
    return out;
  }
  return `.pacegate/out-${MOST}`;
}
