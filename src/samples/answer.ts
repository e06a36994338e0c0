/**
 * What a benchmark's calls returned, in short: the *answer* of one side, by which it is seen whether both did the same work.
 * The harness makes it (`harness/pacegate_harness/answer/`), part by part.
 */

export interface AnswerPart {
  /** `.rows[0]`; that of the whole is empty. Names in it are the benchmark's own: untrusted text. */
  readonly path: string;
  /** Of all that is exact. */
  readonly digest: string;
  /** Of every sixteenth float: the sum, and then the sum of what they are without their signs. */
  readonly floats?: readonly number[];
  /** Whether the next call returned something else. Absent where no next one was made. */
  readonly varies?: boolean;
}

export interface Answer {
  /** Processes that it comes from. */
  readonly runs: number;
  /** How many calls they had made by then, where that is the same in all of them. */
  readonly calls?: number;
  /** What is known, and the same in all processes. */
  readonly parts: readonly AnswerPart[];
}

/** Floats that differ by less are the same: another order of summing is no other result. As `pytest.approx` has it. */
const RELATIVE_TOLERANCE = 1e-6;
const ABSOLUTE_TOLERANCE = 1e-12;

/** What two answers of one side have in common: what differs from process to process says nothing about the other side. */
export function mergeAnswers(a: Answer, b: Answer): Answer {
  const others = new Map(b.parts.map((part) => [part.path, part]));
  const parts = a.parts.flatMap((part) => {
    const other = others.get(part.path);
    const known = part.varies ?? other?.varies;
    const agree = other && isSamePart(part, other) && (other.varies ?? known) === known;
    return agree ? [{ ...part, ...(known !== undefined && { varies: known }) }] : [];
  });
  return {
    runs: a.runs + b.runs,
    ...(a.calls !== undefined && a.calls === b.calls && { calls: a.calls }),
    parts,
  };
}

/** Whether the same was returned, as far as it can be told. */
export function isSamePart(a: AnswerPart, b: AnswerPart): boolean {
  const [x, y] = [a.floats ?? [], b.floats ?? []];
  return a.digest === b.digest && x.length === y.length && x.every((_, i) => i % 2 === 1 || isNear(x, y, i));
}

/** @param i where a sum is; how large what was added is follows it */
function isNear(x: readonly number[], y: readonly number[], i: number): boolean {
  const [sum = 0, other = 0, size = 0, otherSize = 0] = [x[i], y[i], x[i + 1], y[i + 1]];
  const most = Math.max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * Math.max(size, otherSize));
  return Math.abs(sum - other) <= most && Math.abs(size - otherSize) <= most;
}

const PATH = /^(?:\.[\p{L}\p{N}\p{M}\p{Pc}]{1,40}|\[\d\])*$/u;

/** Of a file, or of what a benchmark's process wrote; undefined where it is none. */
export function readAnswer(value: unknown): Answer | undefined {
  if (!isObject(value) || !isCount(value.runs) || !Array.isArray(value.parts) || value.parts.length > 100)
    return undefined;
  return {
    runs: value.runs,
    ...(isCount(value.calls) && { calls: value.calls }),
    parts: value.parts.flatMap(readPart),
  };
}

function readPart(value: unknown): AnswerPart[] {
  if (!isObject(value)) return [];
  const { path, digest, floats, varies } = value;
  if (typeof path !== 'string' || path.length > 200 || !PATH.test(path)) return [];
  if (typeof digest !== 'string' || !/^[0-9a-f]{8,64}$/.test(digest)) return [];
  const sums = Array.isArray(floats) ? floats.filter((sum) => Number.isFinite(sum)).slice(0, 100) : [];
  return [
    {
      path,
      digest,
      ...(sums.length > 0 && { floats: sums as number[] }),
      ...(typeof varies === 'boolean' && { varies }),
    },
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}
