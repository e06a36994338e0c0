/** The outputs of several machines' jobs, from their directories or artifacts. What they hold is untrusted. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { MOST_BYTES, tooLarge } from '../formats/decode.ts';
import type { Measurements } from '../samples/measurements.ts';
import { parseMeasurements } from '../samples/measurements-file.ts';
import { parseShareFile, SHARE_FILE, type ShareRecord } from './share-file.ts';

/** What one machine measured. */
export interface Part {
  /** What a user knows it by: its directory, or its artifact. */
  readonly name: string;
  readonly candidate: Measurements;
  readonly baseline?: Measurements;
  /** Undefined where it is no share, but the output of a whole `run` or `measure`. */
  readonly share?: ShareRecord;
  readonly own?: { readonly candidate?: Measurements; readonly baseline?: Measurements };
}

/** Where the files of one machine lie. */
export interface Source {
  /** For messages. */
  readonly name: string;
  /** Gives what reads the text of a file; undefined where it is not there. */
  readonly open: () => Promise<(file: string) => Promise<string | undefined>>;
}

export function directorySource(directory: string): Source {
  return { name: directory, open: async () => (file) => readText(join(directory, file)) };
}

/**
 * @param tell hears of every source that holds nothing usable
 * @throws UsageError where none does
 */
export async function readParts(
  sources: readonly Source[],
  tell: (message: string) => void,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const source of sources) {
    try {
      parts.push(await readPart(source));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      tell(error.message);
    }
  }
  const areShares = parts.some(({ share }) => share);
  const usable = parts.filter(({ name, share }) => {
    if (areShares && !share) tell(`${name} holds no ${SHARE_FILE}: that share failed, or it is no share.`);
    return !areShares || share;
  });
  if (usable.length === 0)
    throw new UsageError('None of these holds what a share or a run measured.', {
      hint: 'It is what `pacegate run --shard I/N --out DIR` writes.',
    });
  return usable;
}

async function readPart({ name, open }: Source): Promise<Part> {
  const text = await open();
  const side = async (file: string) => {
    const found = await text(file);
    return found === undefined ? undefined : parseMeasurements(found, join(name, file));
  };
  const record = await text(SHARE_FILE);
  const share = record === undefined ? undefined : parseShareFile(record, join(name, SHARE_FILE));
  const candidate = await side('candidate.json');
  if (!candidate) throw new UsageError(`${name} holds no candidate.json: nothing was measured there.`);
  const baseline = await side('baseline.json');
  const own = share?.own && {
    candidate: await side('own-candidate.json'),
    baseline: await side('own-baseline.json'),
  };
  return {
    name,
    candidate,
    ...(baseline && { baseline }),
    ...(share && { share }),
    ...(own && {
      own: {
        ...(own.candidate && { candidate: own.candidate }),
        ...(own.baseline && { baseline: own.baseline }),
      },
    }),
  };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new UsageError(`${path}: ${tooLarge(size).message}`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UsageError(`${path}: ${message}`);
  }
}
