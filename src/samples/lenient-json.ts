import { isEscaped } from './repeated-key.ts';

/**
 * As JSON.parse, and takes Python's `NaN`, `Infinity` and `-Infinity`, which are no JSON but are what Python writes. All
 * of them become infinite, so that every check for finite numbers finds them. A byte order mark is skipped.
 *
 * @throws SyntaxError
 */
export function parseLenientJson(text: string): unknown {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(clean);
  } catch (error) {
    const mended = replaceNonFinite(clean);
    if (mended === clean) throw error;
    return JSON.parse(mended);
  }
}

const NON_FINITE = ['-Infinity', 'Infinity', 'NaN'] as const;

/** Writes 1e999 for every `NaN` and `Infinity` outside of strings. One pass, whatever the length of a string. */
function replaceNonFinite(text: string): string {
  const pieces: string[] = [];
  let kept = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') {
      do {
        i = text.indexOf('"', i + 1);
        if (i < 0) return text;
      } while (isEscaped(text, i));
    } else if (character === 'N' || character === 'I' || character === '-') {
      const word = NON_FINITE.find((candidate) => text.startsWith(candidate, i));
      if (word === undefined) continue;
      pieces.push(text.slice(kept, i), '1e999');
      kept = i + word.length;
      i = kept - 1;
    }
  }
  pieces.push(text.slice(kept));
  return pieces.join('');
}
