/** YAML text to the parser's documents, with a bound on nesting so that no file can exhaust the stack. */
import { Composer, type Document, Lexer, Parser } from 'yaml';

export interface Composed {
  readonly documents: readonly Document.Parsed[];
}

/** Open constructs that the parser may hold at once; the budget file's own five levels take about ten. */
const MOST_OPEN = 64;

export function compose(text: string): Composed | { readonly tooDeepAt: number } {
  const parser = new Parser();
  // Keys are compared by us, in linear time, so that a repeated one can name the line of the first.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false });
  const documents: Document.Parsed[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > MOST_OPEN) return { tooDeepAt: parser.offset };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return { documents };
}

export function isSound(text: string): boolean {
  const composed = compose(text);
  return 'documents' in composed && composed.documents.every(({ errors }) => errors.length === 0);
}
