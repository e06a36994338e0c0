/** A text file and its places: bytes in, text with lines and columns out. */
import type { Position, Problem } from '../../errors.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  positionAt(offset: number): Position;
}

/** Far above any real budget file: one with 1,000 benchmarks has about 200 KB. */
export const LARGEST_FILE = 1024 * 1024;

/** Positions in `text`: the column counts UTF-16 units from 1, as editors do. Offsets are clamped into the text. */
export function sourceOf(file: string, text: string): Source {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    file,
    text,
    positionAt(offset) {
      const within = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= within) low = middle;
        else high = middle - 1;
      }
      return { file, line: low + 1, column: within - (starts[low] ?? 0) + 1 };
    },
  };
}

/** The bytes' text without a byte order mark, or why they hold none. */
export function decode(file: string, bytes: Uint8Array): Source | Problem {
  const refuse = (message: string, position: Position = { file, line: 1, column: 1 }): Problem => ({
    severity: 'error',
    position,
    message,
  });
  if (bytes.length > LARGEST_FILE) {
    return refuse(`the file has ${bytes.length} bytes; a budget file has at most ${LARGEST_FILE}`);
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('the file is UTF-16; save it as UTF-8');
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoded = buffer.toString('utf8');
  const bom = decoded.startsWith('\ufeff') ? 1 : 0;
  const source = sourceOf(file, decoded.slice(bom));
  const again = Buffer.from(decoded, 'utf8');
  if (!buffer.equals(again)) {
    const before = buffer.subarray(0, firstDifference(buffer, again)).toString('utf8');
    const position = source.positionAt(before.length - bom);
    return refuse('this byte is not UTF-8; save the file as UTF-8', position);
  }
  // YAML allows no other control characters, and no person types them.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/.exec(source.text);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const message =
      control[0] === '\r'
        ? 'a lone carriage return ends this line; save the file with LF or CRLF line ends'
        : `the control character U+${code} does not belong in a budget file; remove it`;
    return refuse(message, source.positionAt(control.index));
  }
  return source;
}

/** Where re-encoded text differs from the bytes, the decoder has put U+FFFD for a broken sequence. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index;
}
