/** `file.py:function` and `package.module:function`: how the built-in harness is told what to call. */
import { nearest } from '../../samples/names/nearest.ts';
import { quote } from '../shape/words.ts';

export type Callable =
  | { readonly kind: 'file'; readonly path: string; readonly function: string }
  | { readonly kind: 'module'; readonly module: string; readonly function: string };

export interface CallableMistake {
  readonly mistake: string;
  readonly offset: number;
}

const NAME = String.raw`[\p{ID_Start}_]\p{ID_Continue}*`;
const ASCII_DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/** Tried as ASCII first, since the classes of Unicode take a millisecond to read: see words.ts. */
function isDotted(text: string): boolean {
  return ASCII_DOTTED.test(text) || new RegExp(`^${NAME}(?:\\.${NAME})*$`, 'u').test(text);
}

export function readCallable(written: string): Callable | CallableMistake {
  const text = written.trim();
  const lead = written.indexOf(text);
  const colon = text.lastIndexOf(':');
  const target = colon === -1 ? text : text.slice(0, colon);
  const name = text.slice(colon + 1);
  const isFile = target.endsWith('.py') || /[\\/]/.test(target);
  if (colon === -1) {
    const example = isFile ? `${text}:FUNCTION` : 'file.py:function` or `package.module:function';
    return { mistake: `${quote(text)} names no function; write \`${example}\``, offset: lead };
  }
  const offset = lead + colon + 1;
  if (name.endsWith('()')) {
    return { mistake: `write the function's name without brackets: ${quote(name.slice(0, -2))}`, offset };
  }
  if (!isDotted(name)) return { mistake: `${quote(name)} is no name of a Python function`, offset };
  if (isFile) {
    if (/^(?:[\\/~]|[A-Za-z]:)/.test(target)) {
      return {
        mistake: `${quote(target)} must be relative to the budget file: both sides have their own`,
        offset: lead,
      };
    }
    if (!target.endsWith('.py')) {
      return { mistake: `${quote(target)} is no Python file; write \`file.py:function\``, offset: lead };
    }
    return { kind: 'file', path: target, function: name };
  }
  if (!isDotted(target)) {
    return {
      mistake: `${quote(target)} is neither a Python file nor a module; write \`file.py:function\` or \`package.module:function\``,
      offset: lead,
    };
  }
  return { kind: 'module', module: target, function: name };
}

/**
 * Whether Python source binds a name, by its text alone: a definition, a class, an assignment or an import. Light on
 * purpose: the file is not run, so what it binds by other means passes only where nothing can be said.
 */
export function definesName(python: string, dotted: string): boolean {
  const [name = ''] = dotted.split('.');
  const word = escapeRegExp(name);
  const binds = [
    `^[ \\t]*(?:async[ \\t]+)?def[ \\t]+${word}[ \\t]*[(\\[]`,
    `^[ \\t]*class[ \\t]+${word}[ \\t]*[(:\\[]`,
    `^[ \\t]*(?:[\\w.]+[ \\t]*,[ \\t]*)*${word}[ \\t]*(?:[:,=]|$)`,
    `^[ \\t]*(?:from|import)[ \\t].*(?<![\\w.])${word}(?!\\w)`,
    `\\bas[ \\t]+${word}(?!\\w)`,
    `^[ \\t]*from[ \\t].*import[ \\t]*\\*`,
    `\\b__getattr__\\b`,
  ];
  return binds.some((pattern) => new RegExp(pattern, 'mu').test(python));
}

/** What to write instead of a function that the file does not define. */
export function functionAdvice(python: string, name: string): string {
  const definition = new RegExp(`^(?:async[ \\t]+)?def[ \\t]+(${NAME})`, 'gmu');
  const defined = [...python.matchAll(definition)]
    .map(([, found = '']) => found)
    .filter((found) => !found.startsWith('_'));
  const near = nearest(name, defined);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return defined.length === 0
    ? 'it defines no function'
    : `it defines ${defined.slice(0, 6).map(quote).join(', ')}`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
