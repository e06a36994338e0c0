import { open, rename, rm } from 'node:fs/promises';

/** Bytes gathered before they are written. */
const CHUNK = 1 << 20;

/**
 * Writes a file piece by piece and puts it in place at once: readers see the old file or the whole new one, also when
 * the machine stops in between. Fits `writeMeasurements`: `writeFileAtomically(path, (sink) => writeMeasurements(m, sink))`.
 */
export async function writeFileAtomically(
  path: string,
  write: (sink: (piece: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const fresh = `${path}.${process.pid}.tmp`;
  const file = await open(fresh, 'w');
  try {
    let pieces: string[] = [];
    let length = 0;
    const flush = async () => {
      await file.appendFile(pieces.join(''));
      pieces = [];
      length = 0;
    };
    await write(async (piece) => {
      pieces.push(piece);
      length += piece.length;
      if (length >= CHUNK) await flush();
    });
    await flush();
    await file.sync();
    await file.close();
    await rename(fresh, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(fresh, { force: true });
    throw error;
  }
}
