/** Which lines of the working tree differ from a commit. Names are untrusted text. */
import { tryGit } from './git.ts';

export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Path from the repository's root → what differs in it. Where lines only went, the two around them. */
export type ChangedLines = ReadonlyMap<string, readonly LineRange[]>;

/** Empty where git cannot tell: lines are then shown without a mark. */
export async function findChangedLines(
  root: string,
  base: string,
  signal?: AbortSignal,
): Promise<ChangedLines> {
  const told = await tryGit(
    // Nothing that a repository or a user can set may change the form of what is read here.
    [
      'diff',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--no-renames',
      '-U0',
      '--dst-prefix=b/',
      base,
      '--',
    ],
    { cwd: root, config: { 'core.quotePath': 'false', 'diff.noprefix': 'false' }, ...(signal && { signal }) },
  );
  return told.ok ? readDiff(told.stdout) : new Map();
}

interface Code {
  /** Path from the repository's root. */
  readonly file: string;
  readonly line: number;
  /** Its last line, where that is known. */
  readonly end?: number;
}

/** From the first to the last line of a piece of code that changed; none where its end is not known. */
export function changedWithin(changed: ChangedLines, { file, line, end = 0 }: Code): LineRange | undefined {
  const touching = (changed.get(file) ?? []).filter(({ first, last }) => first <= end && last >= line);
  if (touching.length === 0) return undefined;
  return {
    first: Math.max(line, Math.min(...touching.map(({ first }) => first))),
    last: Math.min(end, Math.max(...touching.map(({ last }) => last))),
  };
}

export function touches(changed: ChangedLines, code: Code): boolean {
  return changedWithin(changed, code) !== undefined;
}

/** @param diff a unified diff without context lines */
export function readDiff(diff: string): ChangedLines {
  const changed = new Map<string, LineRange[]>();
  let ranges: LineRange[] = [];
  let left = 0; // lines of a hunk's content, which may look like anything
  for (const line of diff.split('\n')) {
    if (left > 0 && /^[-+]/.test(line)) {
      left--;
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    const [, removed = '1', start = '0', added = '1'] = hunk ?? [];
    const [, file] = /^\+\+\+ b\/(.+?)\t?$/.exec(line) ?? [];
    if (hunk) {
      left = Number(removed) + Number(added);
      const first = Number(start);
      ranges.push({ first, last: added === '0' ? first + 1 : first + Number(added) - 1 });
    } else if (file !== undefined) {
      ranges = changed.get(file) ?? [];
      changed.set(file, ranges);
    }
  }
  return changed;
}
