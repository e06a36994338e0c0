/** The text of a results file: compressed as pyperf and others write it (`-o FILE.json.gz`), or in UTF-16 as PowerShell's `>`. */
import { gunzipSync } from 'node:zlib';
import type { Failure } from '../samples/measurements.ts';

/** More is not read, packed or not. */
export const MOST_BYTES = 256 * 1024 * 1024;

export function decodeResults(bytes: Uint8Array): string | Failure {
  if (bytes.length > MOST_BYTES) return tooLarge(bytes.length);
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return decodeText(bytes);
  try {
    return decodeText(gunzipSync(bytes, { maxOutputLength: MOST_BYTES }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(Number.NaN);
    return {
      code: 'garbage',
      message: 'The results file is compressed (gzip), and was cut off or is damaged.',
    };
  }
}

export function tooLarge(size: number): Failure {
  const holds = Number.isNaN(size)
    ? 'The unpacked results file holds more'
    : `The results file holds ${size} bytes`;
  return { code: 'garbage', message: `${holds}; at most ${MOST_BYTES} bytes are read.` };
}

function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
