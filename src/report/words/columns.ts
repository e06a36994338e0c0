/** Text in the columns of a terminal, where a wide character takes two and a combining one none. */

import { cutMiddle } from './escape.ts';
import { widthOf } from './width.ts';

export const INDENT = '    ';

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cuts the middle out until the text takes at most so many columns; a wide character takes two. */
export function fitColumns(text: string, width: number): string {
  let limit = width;
  let cut = cutMiddle(text, limit);
  while (limit > 1 && widthOf(cut) > width) {
    limit -= 1;
    cut = cutMiddle(text, limit);
  }
  return widthOf(cut) > width ? '' : cut;
}

/** Breaks at spaces, and a word that is longer than a line at its columns. */
export function wrap(text: string, columns: number, indent = INDENT): string[] {
  const width = columns - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => chop(whole, width))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].filter((each) => each !== '').map((each) => indent + each);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function chop(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (widthOf(piece + segment) > width) {
      pieces.push(piece);
      piece = segment;
    } else piece += segment;
  }
  return [...pieces, piece];
}
