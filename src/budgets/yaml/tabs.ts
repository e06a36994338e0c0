/** YAML forbids tabs as indentation. To tell a file's other mistakes in the same run, we read it with spaces instead. */
import { sourceOf } from './source.ts';

export interface Reindented {
  readonly text: string;
  /** An offset in `text` as the offset of the same character in the original. */
  readonly originalOffset: (offset: number) => number;
}

const INDENTATION = /^[ \t]*/;
const WIDTHS = [2, 4, 8, 1];

/** The text with a tab width at which it becomes sound YAML, or undefined where there is none. */
export function indentWithSpaces(
  original: string,
  isSound: (text: string) => boolean,
): Reindented | undefined {
  const lines = original.split('\n');
  for (const width of WIDTHS) {
    const text = lines
      .map((line) => line.replace(INDENTATION, (space) => space.replaceAll('\t', ' '.repeat(width))))
      .join('\n');
    if (isSound(text)) return { text, originalOffset: offsetsBack(lines, text, width) };
  }
  return undefined;
}

function offsetsBack(lines: readonly string[], text: string, width: number): (offset: number) => number {
  const spaced = sourceOf('', text);
  let start = 0;
  const starts = lines.map((line) => {
    const begin = start;
    start += line.length + 1;
    return begin;
  });
  return (offset) => {
    const { line, column } = spaced.positionAt(offset);
    const indentation = INDENTATION.exec(lines[line - 1] ?? '')?.[0] ?? '';
    const grown = (indentation.split('\t').length - 1) * (width - 1);
    return (starts[line - 1] ?? 0) + Math.max(column - 1 - grown, 0);
  };
}
