/** The YAML parser's errors in the words of somebody who only wants to write a budget file. */
import { type Document, isScalar, visit } from 'yaml';
import type { Problem } from '../../errors.ts';
import { printable } from '../shape/words.ts';
import type { Source } from './source.ts';

export interface SyntaxProblems {
  readonly problems: readonly Problem[];
  /** Offset of the first error, or the text's length where there is none. */
  readonly from: number;
  readonly tabs: boolean;
}

/** One slip makes the parser stumble many times: later errors of a line, and beyond this many, are left out. */
const MOST = 10;

export function explainSyntax(source: Source, documents: readonly Document.Parsed[]): SyntaxProblems {
  const byLine = new Map<number, Problem>();
  let from = source.text.length;
  let tabs = false;
  for (const document of documents) {
    for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
      if (code === 'TAG_RESOLVE_FAILED') continue; // every tag is refused in tree.ts
      tabs ||= code === 'TAB_AS_INDENT';
      // Looked for only where a quote is open, which a document has once: it walks the whole document.
      const offset = message.startsWith('Missing closing') ? openedAt(document, pos[0]) : pos[0];
      from = Math.min(from, offset);
      const position = source.positionAt(offset);
      if (byLine.has(position.line)) continue;
      byLine.set(position.line, {
        severity: 'error',
        position,
        message: wordsFor(code, message, source.text.slice(offset, offset + 1)),
      });
    }
  }
  return { problems: [...byLine.values()].slice(0, MOST), from, tabs };
}

/** An unclosed quote is noticed at the end of the file; what helps is where it was opened. */
function openedAt(document: Document.Parsed, noticed: number): number {
  let opened: number | undefined;
  visit(document, {
    Scalar(_, node) {
      if (!isScalar(node) || !node.range || !String(node.type).startsWith('QUOTE')) return;
      if (node.range[0] < noticed && node.range[1] >= noticed) opened = node.range[0];
    },
  });
  return opened ?? noticed;
}

function wordsFor(code: string, message: string, character: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab indents this line; YAML takes spaces only, so replace it by spaces';
    case 'BAD_SCALAR_START':
      return `\`${printable(character)}\` cannot begin a plain value in YAML; put the value in quotes`;
    case 'MISSING_CHAR':
      if (message.startsWith('Missing closing'))
        return 'this quote is never closed; close it on the same line';
      if (message.startsWith('Implicit map keys'))
        return 'not valid YAML: a key needs `: ` and a value after it';
      return `not valid YAML: ${plain(message)}`;
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'not valid YAML: a second `: ` or a wrong indentation; put a value that holds `: ` in quotes, and align the keys of a mapping';
    case 'BAD_INDENT':
      return `not valid YAML: ${plain(message)}; align the keys of a mapping, and close every \`[\` and \`{\``;
    case 'BAD_DQ_ESCAPE':
      return 'a backslash in double quotes begins an escape that YAML does not know; use single quotes, or write `\\\\`';
    default:
      return `not valid YAML: ${plain(message)}`;
  }
}

function plain(message: string): string {
  const line = printable(message.split('\n')[0] ?? '').slice(0, 160);
  return line.charAt(0).toLowerCase() + line.slice(1);
}
