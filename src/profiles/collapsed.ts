/**
 * Reads collapsed stacks, one `frame;frame;frame COUNT` a line, as `py-spy record --format raw --full-filenames
 * --function` writes them; a frame is `name (file:line)`. They are untrusted text.
 */
import { UsageError } from '../errors.ts';
import type { Profile, ProfiledFunction, ProfileEdge } from './profile.ts';

export interface CollapsedOptions {
  /** Samples a second. */
  readonly rate: number;
  /** Calls of the benchmark that were sampled. */
  readonly iterations: number;
  readonly python: string;
  /** Absolute directories of the repository; what is below one of them is the project's own code. */
  readonly roots: readonly string[];
  /** Directories of installed code: a `.venv` inside the repository is not the project's own. */
  readonly libraries: readonly string[];
  /** Function of the harness that calls the benchmark: only what is above it on the stack counts. */
  readonly region: string;
}

interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

interface Counts {
  own: number;
  total: number;
}

const FRAME = /^(.*) \((.*):(\d+)\)$/;

export function parseCollapsed(text: string, options: CollapsedOptions, source: string): Profile {
  const secondsPerSample = 1 / (options.rate * options.iterations);
  const functions: (ProfiledFunction & { own: number })[] = [];
  const places = new Map<string, number>();
  const edges = new Map<string, Counts & { from: number; to: number }>();

  function placeOf(frame: Frame): number {
    const { file, inside } = locate(frame.file, options);
    const key = `${file}\n${frame.name}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, functions.length);
    functions.push({ name: frame.name, file, line: frame.line, inside, calls: 0, own: 0 });
    return functions.length - 1;
  }

  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const cut = line.lastIndexOf(' ');
    const count = Number(line.slice(cut + 1));
    if (cut < 1 || !Number.isInteger(count) || count < 0) {
      throw new UsageError(
        `${source}:${index + 1}: not a collapsed stack: it should end with a blank and a count`,
      );
    }
    const stack = foldInner(readFrames(line.slice(0, cut), options.region)).map(placeOf);
    const leaf = functions[stack.at(-1) ?? -1];
    if (leaf === undefined) return; // not inside the benchmark
    const cost = count * secondsPerSample;
    leaf.own += cost;
    const seen = new Set<string>();
    for (let depth = 1; depth < stack.length; depth++) {
      const from = stack[depth - 1] ?? 0;
      const to = stack[depth] ?? 0;
      const key = `${from} ${to}`;
      const edge = edges.get(key) ?? { from, to, own: 0, total: 0 };
      edges.set(key, edge);
      if (depth === stack.length - 1) edge.own += cost;
      if (!seen.has(key)) edge.total += cost; // a recursion counts its time once
      seen.add(key);
    }
  });
  return {
    tool: 'py-spy',
    unit: 's',
    python: options.python,
    functions,
    edges: [...edges.values()].map((edge): ProfileEdge => ({ ...edge, calls: 0 })),
  };
}

/** The frames above the last one of the harness, outermost first; none where the sample is outside the benchmark. */
function readFrames(stack: string, region: string): Frame[] {
  const frames = stack.split(';').map((text): Frame => {
    const [, name = text, file = '', line = '0'] = FRAME.exec(text) ?? [];
    return { name, file, line: Number(line) };
  });
  const start = frames.findLastIndex((frame) => frame.name === region);
  return start < 0 ? [] : frames.slice(start + 1).filter((frame) => frame.file !== '');
}

/**
 * Comprehensions and inner functions become the outermost function they stand in. Since Python 3.11 the name says
 * which; before, a comprehension is a frame `<listcomp>` right above its function, and inner functions stand alone.
 */
function foldInner(frames: readonly Frame[]): Frame[] {
  const folded: Frame[] = [];
  for (const frame of frames) {
    const last = folded.at(-1);
    const [outer = frame.name] = frame.name.split('.<locals>');
    if (
      last?.file === frame.file &&
      (last.name === outer || /^<(list|set|dict)comp>$|^<genexpr>$/.test(outer))
    ) {
      continue;
    }
    folded.push({ ...frame, name: outer });
  }
  return folded;
}

function locate(path: string, { roots, libraries }: CollapsedOptions): { file: string; inside: boolean } {
  const below = (directory: string) => relativeTo(directory, path);
  for (const directory of longestFirst(libraries)) {
    const file = below(directory);
    if (file !== undefined) return { file, inside: false };
  }
  for (const directory of longestFirst(roots)) {
    const file = below(directory);
    if (file !== undefined) return { file, inside: true };
  }
  return { file: path.replaceAll('\\', '/').split('/').slice(-2).join('/'), inside: false };
}

function longestFirst(directories: readonly string[]): string[] {
  return [...directories].sort((a, b) => b.length - a.length);
}

function relativeTo(directory: string, path: string): string | undefined {
  const base = directory.replaceAll('\\', '/').replace(/\/+$/, '');
  const whole = path.replaceAll('\\', '/');
  return whole.startsWith(`${base}/`) ? whole.slice(base.length + 1) : undefined;
}
