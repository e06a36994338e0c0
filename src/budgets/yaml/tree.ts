/**
 * YAML text in, a tree of mappings, lists and scalars with their places out. Aliases are expanded, within bounds;
 * what the budget file has no use for (tags, further documents, keys that are no text) is a problem.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Problem } from '../../errors.ts';
import { quote } from '../shape/words.ts';
import { compose, isSound } from './compose.ts';
import type { Source } from './source.ts';
import { explainSyntax } from './syntax.ts';
import { indentWithSpaces } from './tabs.ts';

export interface Span {
  /** Offsets in the source's text. */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As the author wrote it: `2.50` where the value is 2.5. */
  readonly written: string;
  /** Where the source shows the value unchanged: the offset of its first character, so that places inside are known. */
  readonly verbatimAt?: number;
}

export interface ListNode extends Span {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: TreeNode;
}

export interface MapNode extends Span {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
}

export type TreeNode = ScalarNode | ListNode | MapNode;

export interface Tree {
  readonly root: TreeNode | undefined;
  readonly problems: readonly Problem[];
  /** Offset of the first syntax error: what reaches beyond it may have been misread. */
  readonly soundUntil: number;
}

export function readTree(source: Source): Tree {
  const composed = compose(source.text);
  if ('tooDeepAt' in composed)
    return { root: undefined, problems: [tooDeep(source, composed.tooDeepAt)], soundUntil: 0 };
  const [first, second] = composed.documents;
  const syntax = explainSyntax(source, composed.documents);
  // With spaces for its tabs the file may be sound: then its other mistakes can be told in the same run.
  const spaced = syntax.tabs ? indentWithSpaces(source.text, isSound) : undefined;
  if (spaced !== undefined) {
    const again = compose(spaced.text);
    if ('documents' in again && again.documents[0] !== undefined) {
      const { root, problems } = convert(source, again.documents[0], spaced.originalOffset);
      return { root, problems: [...syntax.problems, ...problems], soundUntil: Number.POSITIVE_INFINITY };
    }
  }
  const soundUntil = syntax.problems.length === 0 ? Number.POSITIVE_INFINITY : syntax.from;
  if (first === undefined) return { root: undefined, problems: syntax.problems, soundUntil };
  const { root, problems } = convert(source, first, (offset) => offset);
  const further: Problem[] =
    second === undefined
      ? []
      : [
          problemAt(
            source,
            second.range[0],
            'a second YAML document begins here; a budget file is one document, so remove this `---`',
          ),
        ];
  return { root, problems: [...syntax.problems, ...further, ...problems], soundUntil };
}

/** The value at the tree's node, as plain data; mappings have no prototype, so no key has a meaning of its own. */
export function plain(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  const result: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.entries) if (!Object.hasOwn(result, key)) result[key] = plain(value);
  return result;
}

export function entryOf(node: TreeNode | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

export function childOf(node: TreeNode | undefined, key: PropertyKey): TreeNode | undefined {
  if (node?.kind === 'list') return node.items[Number(key)];
  return entryOf(node, String(key))?.value;
}

function problemAt(source: Source, offset: number, message: string): Problem {
  return { severity: 'error', position: source.positionAt(offset), message };
}

function tooDeep(source: Source, offset: number): Problem {
  return problemAt(source, offset, 'nested too deeply; a budget file needs five levels');
}

/** Deeper only by aliases, since the parser has bounded the rest. */
const DEEPEST = 40;
/** Values that aliases may add: as many as a file with 1,000 benchmarks has. */
const MOST_REPEATED = 20_000;

/** Walks one document in the order of its text, so that an anchor is known before its aliases. */
function convert(
  source: Source,
  document: Document.Parsed,
  originalOffset: (offset: number) => number,
): { readonly root: TreeNode | undefined; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const anchors = new Map<string, Node>();
  const enclosing = new Set<Node>();
  let repeated = 0;
  let withinAliases = 0;
  const refuse = (offset: number, message: string): void => {
    problems.push(problemAt(source, originalOffset(offset), message));
  };
  const empty = (offset: number): ScalarNode => {
    const at = originalOffset(offset);
    return { kind: 'scalar', value: null, written: '', start: at, end: at };
  };
  /** Stands for what could not be read. It never ends, so nothing more is said of it: see `problemsFrom`. */
  const unread = (offset: number): ScalarNode => ({ ...empty(offset), end: Number.POSITIVE_INFINITY });

  function node(value: Node | null | undefined, fallback: number): TreeNode {
    if (!value?.range) return empty(fallback);
    const offset = value.range[0];
    if (isAlias(value)) {
      const target = anchors.get(value.source);
      const name = quote(`*${value.source}`);
      if (target === undefined) refuse(offset, `${name} refers to an anchor that is not defined above it`);
      else if (enclosing.has(target)) refuse(offset, `${name} contains itself; write the values out`);
      else if (repeated <= MOST_REPEATED) {
        withinAliases += 1;
        const copy = node(target, offset);
        withinAliases -= 1;
        return copy;
      }
      return unread(offset);
    }
    if ('anchor' in value && value.anchor !== undefined) anchors.set(value.anchor, value);
    if (value.tag !== undefined) refuse(offset, `the tag ${quote(value.tag)} has no meaning here; remove it`);
    if (withinAliases > 0) {
      repeated += 1;
      if (repeated === MOST_REPEATED + 1) {
        refuse(offset, `aliases repeat more than ${MOST_REPEATED} values; write out what is needed`);
      }
      if (repeated > MOST_REPEATED) return unread(offset);
    }
    if (enclosing.size > DEEPEST) {
      problems.push(tooDeep(source, originalOffset(offset)));
      return unread(offset);
    }
    const span: Span = { start: originalOffset(offset), end: originalOffset(value.range[1]) };
    enclosing.add(value);
    try {
      if (isMap(value)) return { kind: 'map', ...span, entries: entriesOf(value.items as Pair[]) };
      if (isSeq(value)) {
        return { kind: 'list', ...span, items: value.items.map((item) => node(item as Node | null, offset)) };
      }
      return isScalar(value) ? scalar(value.value, value.source ?? '', value.type, span) : unread(offset);
    } finally {
      enclosing.delete(value);
    }
  }

  function entriesOf(pairs: readonly Pair[]): Entry[] {
    const seen = new Map<string, number>();
    const entries: Entry[] = [];
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      const offset = key?.range?.[0] ?? (pair.value as Node | null)?.range?.[0] ?? 0;
      if (!isScalar(key) || !key.range || (key.value === null && !key.source)) {
        refuse(
          offset,
          key === null || isScalar(key) ? 'a key is missing before this `:`' : 'a key must be plain text',
        );
        continue;
      }
      // `1` and `null` as keys are the text that the author wrote.
      const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
      const keySpan: Span = { start: originalOffset(key.range[0]), end: originalOffset(key.range[1]) };
      const first = seen.get(name);
      if (first === undefined) seen.set(name, keySpan.start);
      else {
        const { line } = source.positionAt(first);
        refuse(
          offset,
          `${quote(name)} is written twice; the first is on line ${line}, so remove one of them`,
        );
      }
      entries.push({ key: name, keySpan, value: node(pair.value as Node | null, key.range[1]) });
    }
    return entries;
  }

  function scalar(value: unknown, written: string, type: unknown, span: Span): ScalarNode {
    const start = type === 'PLAIN' ? span.start : span.start + 1;
    const shown = typeof value === 'string' && source.text.startsWith(value, start);
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return {
      kind: 'scalar',
      value: known ? value : null,
      written,
      ...span,
      ...(shown && { verbatimAt: start }),
    };
  }

  const version = document.directives?.yaml;
  if (version?.explicit && version.version !== '1.2') {
    refuse(0, `YAML ${version.version} reads some values differently; remove the %YAML directive`);
  }
  const contents = document.contents as Node | null;
  const root = contents === null ? undefined : node(contents, 0);
  return { root, problems };
}
