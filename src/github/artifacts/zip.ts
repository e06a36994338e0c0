/** Artifacts are zip archives. One that somebody else made may be a bomb, or hold names that lead out of a directory. */
import { strToU8, type UnzipFileInfo, unzipSync, zipSync } from 'fflate';
import { UsageError } from '../../errors.ts';

export interface ZipLimits {
  /** Bytes of the archive. */
  readonly archive: number;
  /** Bytes of all files wanted, unpacked. */
  readonly unpacked: number;
}

/**
 * The texts of those files whose names `isWanted` takes, by name. Nothing else is unpacked, and nothing is written
 * anywhere. Sizes are checked before memory is taken: a file that unpacks to more than it declares is an error.
 */
export function readZip(
  archive: Uint8Array,
  isWanted: (name: string) => boolean,
  limits: ZipLimits,
): ReadonlyMap<string, string> {
  if (archive.byteLength > limits.archive) throw tooLarge('The artifact', limits.archive);
  let unpacked = 0;
  const seen = new Set<string>();
  const filter = ({ name, originalSize, compression }: UnzipFileInfo): boolean => {
    if (!isWanted(name)) return false;
    if (seen.has(name)) throw new UsageError('The artifact holds one file twice.');
    seen.add(name);
    if (compression !== 0 && compression !== 8)
      throw new UsageError('The artifact is packed in an unknown way.');
    unpacked += originalSize;
    if (!(unpacked <= limits.unpacked)) throw tooLarge('What the artifact holds', limits.unpacked);
    return true;
  };
  const files = unzipOrExplain(archive, filter);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return new Map(
    Object.entries(files).map(([name, bytes]) => {
      if (bytes.byteLength > limits.unpacked) throw tooLarge('What the artifact holds', limits.unpacked);
      try {
        return [name, decoder.decode(bytes)];
      } catch {
        throw new UsageError('A file of the artifact is not UTF-8 text.');
      }
    }),
  );
}

export function writeZip(files: ReadonlyMap<string, string>): Uint8Array {
  return zipSync(Object.fromEntries([...files].map(([name, text]) => [name, strToU8(text)])), { level: 6 });
}

function unzipOrExplain(
  archive: Uint8Array,
  filter: (file: UnzipFileInfo) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(archive, { filter });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('The artifact cannot be unpacked: it is no sound zip archive.', { cause: error });
  }
}

function tooLarge(what: string, limit: number): UsageError {
  return new UsageError(
    `${what} is larger than ${Math.round(limit / 1e6)} MB, which is the most that is read.`,
  );
}
