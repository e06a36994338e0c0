/**
 * Reading JSON that others wrote. Every function names the place of what it does not like, `results[2].times`, and
 * throws `Unreadable`. Objects that come from here are only ever asked for own keys.
 */
import { parseLenientJson } from '../samples/lenient-json.ts';
import { findRepeatedKey, inWords } from '../samples/repeated-key.ts';
import { Unreadable } from './reading.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The file as JSON; Python's `NaN` and `Infinity` are infinite in it. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw new Unreadable('The results file is empty.', { code: 'no-values' });
  const value = parse(text);
  const repeated = findRepeatedKey(text);
  if (repeated)
    throw new Unreadable(`The results file cannot be read: ${inWords(repeated)}.`, {
      hint: 'Write the file anew with the tool that made it.',
    });
  return value;
}

function parse(text: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (error) {
    const reason = brief((error as Error).message, 160);
    throw new Unreadable(`The results file is not JSON, or was cut off: ${reason}.`);
  }
}

/** A value in a few words, for messages. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return `the text ${JSON.stringify(brief(value, 40))}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return 'NaN or an infinite number';
  return String(value);
}

export function brief(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

function expected(what: string, path: string, value: unknown): Unreadable {
  return new Unreadable(`${path || 'The file'}: expected ${what}, found ${describe(value)}.`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own key, so that `constructor` or `__proto__` in a file, or their absence, mean nothing. */
export function get(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function objectAt(value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw expected('an object', path, value);
  return value;
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw expected('a list', path, value);
  return value;
}

export function textAt(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw expected('a text', path, value);
  return value;
}

/** A finite number of at least `least`. */
export function numberAt(value: unknown, path: string, least = -Infinity): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  const what = least === -Infinity ? 'a finite number' : `a finite number of at least ${least}`;
  const error = expected(what, path, value);
  throw typeof value === 'number' ? new Unreadable(error.message, { code: 'not-a-number' }) : error;
}
