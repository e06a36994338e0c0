/** Which lines of a function take its time. */
import type { FunctionChange } from './culprits.ts';
import { functionKey } from './profile.ts';

/** A line with what it cost, in any unit that all lines of one list share. */
export interface LineCost {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly own: number;
}

export interface HotLine {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** What it cost per call of the benchmark, in the unit of the functions' profile. */
  readonly own: number;
  /** Share of its function's own time. */
  readonly share: number;
}

/**
 * The functions' own time, divided among their lines. The lines were seen in another process, by a tool that makes them dearer:
 * only their shares count.
 */
export function divideAmongLines(
  functions: readonly FunctionChange[],
  lines: readonly LineCost[],
): readonly HotLine[] {
  const sums = new Map<string, number>();
  for (const line of lines) {
    const key = functionKey(line);
    sums.set(key, (sums.get(key) ?? 0) + line.own);
  }
  const costs = new Map(
    functions.map((row) => [functionKey({ file: row.file, name: row.function }), row.own.candidate]),
  );
  return lines
    .flatMap(({ name, file, line, own }) => {
      const key = functionKey({ file, name });
      const cost = costs.get(key);
      const sum = sums.get(key) ?? 0;
      if (cost === undefined || own === 0 || sum === 0) return [];
      return [{ function: name, file, line, own: (cost * own) / sum, share: own / sum }];
    })
    .sort((a, b) => b.own - a.own || (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
