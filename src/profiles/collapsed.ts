/**
 * Reads collapsed stacks, one `frame;frame;frame COUNT` a line, as `py-spy record --format raw --full-filenames
 * --function` writes them; a frame is `name (file:line)`. They are untrusted text.
 */
import { UsageError } from '../errors.ts';
import type { LineCost } from './lines.ts';
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
  /** Function that calls the benchmark: only what is above it on the stack counts. */
  readonly region: string;
  /** Directory of the harness, whose own frames are left out. */
  readonly harness: string;
}

export interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

interface Counts {
  own: number;
  total: number;
}

/** Before Python 3.11 a frame of its own, which does not say whose. */
const COMPREHENSION = /^<(list|set|dict)comp>$|^<genexpr>$/;
const FRAME = /^(.*) \((.*):(\d+)\)$/;

export function parseCollapsed(text: string, options: CollapsedOptions, source: string): Profile {
  const secondsPerSample = 1 / (options.rate * options.iterations);
  const functions: { -readonly [key in keyof ProfiledFunction]: ProfiledFunction[key] }[] = [];
  const places = new Map<string, number>();
  const edges = new Map<string, Counts & { from: number; to: number }>();
  const stacks: { frames: readonly number[]; own: number }[] = [];

  function placeOf(frame: Frame): number {
    const { file, inside } = locate(frame.file, options);
    const key = `${file}\n${frame.name}`;
    const known = places.get(key);
    const entry = known === undefined ? undefined : functions[known];
    if (known !== undefined && entry !== undefined) {
      entry.line = Math.min(entry.line, frame.line); // an inner function's is further down
      return known;
    }
    places.set(key, functions.length);
    functions.push({ name: frame.name, file, line: frame.line, inside, calls: 0, own: 0 });
    return functions.length - 1;
  }

  for (const { frames, count } of readStacks(text, source)) {
    const stack = foldInner(insideBenchmark(frames, options)).map(placeOf);
    const leaf = functions[stack.at(-1) ?? -1];
    if (leaf === undefined) continue; // set-up, or the harness itself
    const cost = count * secondsPerSample;
    leaf.own += cost;
    stacks.push({ frames: stack, own: cost });
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
  }
  return {
    tool: 'py-spy',
    unit: 's',
    resolution: secondsPerSample,
    python: options.python,
    functions,
    edges: [...edges.values()].map((edge): ProfileEdge => ({ ...edge, calls: 0 })),
    stacks,
  };
}

/**
 * What each line of the project's code cost, with the libraries that it calls: of stacks whose frames tell the line that they
 * were on, instead of their function's first.
 */
export function readLines(text: string, options: CollapsedOptions, source: string): LineCost[] {
  const secondsPerSample = 1 / (options.rate * options.iterations);
  const lines = new Map<string, { -readonly [key in keyof LineCost]: LineCost[key] }>();
  for (const { frames, count } of readStacks(text, source)) {
    const within = insideBenchmark(frames, options).map((frame) => ({
      ...frame,
      ...locate(frame.file, options),
    }));
    const at = within.findLastIndex(({ inside }) => inside);
    const frame = within[at];
    if (frame === undefined) continue;
    const named = within.slice(0, at + 1).findLast(({ name }) => !COMPREHENSION.test(name)) ?? frame;
    const [name = frame.name] = named.name.split('.<locals>');
    const key = `${frame.file}\n${name}\n${frame.line}`;
    const entry = lines.get(key) ?? { name, file: frame.file, line: frame.line, own: 0 };
    lines.set(key, entry);
    entry.own += count * secondsPerSample;
  }
  return [...lines.values()];
}

/** py-spy reads a process that may move on meanwhile: now and then a stack is torn, and left out. */
export function readStacks(text: string, source: string): { frames: Frame[]; count: number }[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const stacks = lines.flatMap((line) => {
    const [, stack = '', count = ''] = /^(.+) (\d{1,12})$/.exec(line) ?? [];
    return stack === '' ? [] : [{ frames: stack.split(';').map(readFrame), count: Number(count) }];
  });
  if (stacks.length < lines.length / 2) {
    throw new UsageError(`${source}: these are not collapsed stacks, which end with a blank and a count`);
  }
  return stacks;
}

function readFrame(text: string): Frame {
  const [, name = text, file = '', line = '0'] = FRAME.exec(text) ?? [];
  return { name, file, line: Number(line) };
}

/** The frames above the last one that calls the benchmark, outermost first; none where there is no such frame. */
function insideBenchmark(frames: readonly Frame[], { region, harness }: CollapsedOptions): Frame[] {
  const start = frames.findLastIndex((frame) => frame.name === region);
  if (start < 0) return [];
  return frames
    .slice(start + 1)
    .filter((frame) => frame.file !== '' && relativeTo(harness, frame.file) === undefined);
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
    if (last?.file === frame.file && (last.name === outer || COMPREHENSION.test(outer))) {
      continue;
    }
    folded.push({ ...frame, name: outer });
  }
  return folded;
}

/** The innermost known directory decides: a `.venv` may lie in the repository, and the repository below `/usr`. */
function locate(path: string, { roots, libraries }: CollapsedOptions): { file: string; inside: boolean } {
  const places = [
    ...libraries.map((directory) => ({ directory, inside: false })),
    ...roots.map((directory) => ({ directory, inside: true })),
  ].sort((a, b) => b.directory.length - a.directory.length);
  for (const { directory, inside } of places) {
    const file = relativeTo(directory, path);
    if (file !== undefined) return { file, inside };
  }
  return { file: path.replaceAll('\\', '/').split('/').slice(-2).join('/'), inside: false };
}

function relativeTo(directory: string, path: string): string | undefined {
  const base = directory.replaceAll('\\', '/').replace(/\/+$/, '');
  const whole = path.replaceAll('\\', '/');
  return whole.startsWith(`${base}/`) ? whole.slice(base.length + 1) : undefined;
}
