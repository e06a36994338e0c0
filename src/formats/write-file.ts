import { open, rename, rm } from 'node:fs/promises';

/** Bytes gathered before they are written. */
const CHUNK = 1 << 20;

/**
 * Writes a file piece by piece and puts it in place at once: readers see the old file or the whole new one, also when
 * the machine stops in between. Fits `writeMeasurements`: `writeFileAtomically(path, (sink) => writeMeasurements(m, sink))`.
 */
export async function writeFileAtomically(
  path: string,
  write: (sink: (piece: string | Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const fresh = `${path}.${process.pid}.tmp`;
  const file = await open(fresh, 'w');
  try {
    // One buffer for all pieces: a new one for each would pile up faster than it is collected.
    const buffer = Buffer.allocUnsafe(CHUNK);
    let used = 0;
    const flush = async () => {
      await file.appendFile(buffer.subarray(0, used));
      used = 0;
    };
    await write(async (piece) => {
      const size = Buffer.byteLength(piece);
      if (size > CHUNK - used) await flush();
      if (size > CHUNK) await file.appendFile(piece);
      else if (typeof piece === 'string') used += buffer.write(piece, used);
      else {
        buffer.set(piece, used);
        used += size;
      }
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
