/** One of N parts of a run: which benchmarks are measured by one machine of several. */
import { UsageError } from '../errors.ts';

export interface Share {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** More jobs than that no matrix has. */
export const MOST_SHARES = 256;

/** @param input what a user knows the text by: `--shard`, `Input shard:` */
export function parseShare(text: string, input: string): Share {
  const found = /^(\d{1,9})\/(\d{1,9})$/.exec(text.trim());
  const [index, of] = [Number(found?.[1]), Number(found?.[2])];
  const shown = JSON.stringify(text.slice(0, 40));
  const hint = 'Write I/N, from 1/N to N/N: with four machines 1/4, 2/4, 3/4 and 4/4.';
  if (!found) throw new UsageError(`${input} ${shown} is no share.`, { hint });
  if (of > MOST_SHARES)
    throw new UsageError(`${input} ${shown}: a run has at most ${MOST_SHARES} shares.`, { hint });
  if (index < 1 || index > of)
    throw new UsageError(`${input} ${shown}: there is no share ${index} of ${of}.`, { hint });
  return { index, of };
}

export function shareWords({ index, of }: Share): string {
  return `${index}/${of}`;
}
