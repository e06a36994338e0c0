/** Where a running process spends its time: its functions and its lines, by samples of its stacks. */
import { type Frame, readStacks } from './collapsed.ts';

export interface Hot {
  readonly function: string;
  readonly file: string;
  /** Of a function the first line that was seen in it. */
  readonly line: number;
  /** Share of all samples in which it was itself at work, 0 to 1. */
  readonly own: number;
  /** Share of all samples in which it was on the stack. */
  readonly total: number;
}

export interface RunningProfile {
  readonly samples: number;
  /** Most time of their own first. */
  readonly functions: readonly Hot[];
  readonly lines: readonly Hot[];
}

/** @throws UsageError where the text is no collapsed stacks */
export function summariseRunning(text: string, source: string): RunningProfile {
  const stacks = readStacks(text, source).map(({ frames, count }) => ({
    frames: frames.filter(({ file }) => file !== ''),
    count,
  }));
  const samples = stacks.reduce((sum, { count }) => sum + count, 0);
  const shares = (keyOf: (frame: Frame) => string): Hot[] => {
    const found = new Map<string, { frame: Frame; line: number; own: number; total: number }>();
    for (const { frames, count } of stacks) {
      const seen = new Set<string>();
      for (const [depth, frame] of frames.entries()) {
        const key = keyOf(frame);
        const entry = found.get(key) ?? { frame, line: frame.line, own: 0, total: 0 };
        found.set(key, entry);
        entry.line = Math.min(entry.line, frame.line);
        if (depth === frames.length - 1) entry.own += count;
        if (!seen.has(key)) entry.total += count; // a recursion counts its time once
        seen.add(key);
      }
    }
    return [...found.values()]
      .map(({ frame, line, own, total }) => ({
        function: frame.name,
        file: frame.file,
        line,
        own: own / samples,
        total: total / samples,
      }))
      .sort((a, b) => b.own - a.own || b.total - a.total || (a.file < b.file ? -1 : 1));
  };
  return {
    samples,
    functions: shares(({ file, name }) => `${file}\n${name}`),
    lines: shares(({ file, name, line }) => `${file}\n${name}\n${line}`),
  };
}
