/** A mistake in the budget file, before it is told: what it concerns, and where the culprit stands. */
import { type Problem, renderProblem } from '../../errors.ts';
import type { Source } from './source.ts';
import type { ScalarNode, Span, TreeNode } from './tree.ts';

export interface Finding {
  readonly severity: 'error' | 'warning';
  /** What was judged. Where a syntax error lies within it, it may have been misread, and nothing is said. */
  readonly judged: Span;
  /** Offset of the culprit. */
  readonly at: number;
  readonly message: string;
}

export function findingAt(judged: Span, message: string, severity: Finding['severity'] = 'error'): Finding {
  return { severity, judged, at: judged.start, message };
}

/** A mistake inside a text: `offset` counts from the text's first character. */
export function findingInside(node: ScalarNode, offset: number, message: string): Finding {
  const at = node.verbatimAt === undefined ? node.start : node.verbatimAt + offset;
  return { severity: 'error', judged: node, at, message };
}

export function textOf(node: TreeNode | undefined): (ScalarNode & { readonly value: string }) | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  return { ...node, value: node.value };
}

export function problemsFrom(findings: readonly Finding[], source: Source, soundUntil: number): Problem[] {
  return findings
    .filter(({ judged }) => judged.end < soundUntil)
    .map(({ severity, at, message }) => ({ severity, position: source.positionAt(at), message }));
}

/** `file:line:column: message`, a line each: what `pacegate check` prints. */
export function renderProblems(problems: readonly Problem[]): string {
  return sortProblems(problems).map(renderProblem).join('\n');
}

/** In the order of the file, each once: an alias shows one mistake as often as it is used. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const once = new Map(
    problems.map((problem) => [
      `${problem.position.line}:${problem.position.column}:${problem.message}`,
      problem,
    ]),
  );
  return [...once.values()].sort(
    (a, b) =>
      a.position.line - b.position.line ||
      a.position.column - b.position.column ||
      (a.message < b.message ? -1 : 1),
  );
}
