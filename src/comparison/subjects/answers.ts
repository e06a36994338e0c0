/** Whether both sides returned the same. */
import { type Answer, type AnswerPart, isSamePart } from '../../samples/answer.ts';

/** Processes of a side: only two of them show what differs from one to the next. */
const LEAST_RUNS = 2;

/** The parts of the result that differ between the sides and on neither side from process to process; the outermost ones. */
export function findDifferingParts(baseline: Answer | undefined, candidate: Answer | undefined): string[] {
  if (!baseline || !candidate || Math.min(baseline.runs, candidate.runs) < LEAST_RUNS) return [];
  const sameCalls = baseline.calls !== undefined && baseline.calls === candidate.calls;
  const before = new Map(baseline.parts.map((part) => [part.path, part]));
  const differing = candidate.parts
    .filter((part) => {
      const other = before.get(part.path);
      return other !== undefined && differ(other, part, sameCalls);
    })
    .map(({ path }) => path);
  return differing.filter((path) => !differing.some((outer) => isInside(path, outer)));
}

function isInside(path: string, outer: string): boolean {
  return path !== outer && path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length));
}

function differ(a: AnswerPart, b: AnswerPart, sameCalls: boolean): boolean {
  // One side's calls return one thing after another, the other's always the same: it was worked out once, or is used up.
  if (a.varies !== undefined && b.varies !== undefined && a.varies !== b.varies) return true;
  const isOfEveryCall = a.varies === false && b.varies === false;
  return (isOfEveryCall || sameCalls) && !isSamePart(a, b);
}
