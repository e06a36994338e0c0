/** The kinds of text that a budget file holds: each with what it is called, an example, and its check. */
import { parseQuantity } from '../../samples/numbers/quantity.ts';
import { dateMistake } from '../texts/dates.ts';
import { readBudget } from '../texts/grammar.ts';
import type { Check, Choice, Text } from './shape.ts';
import { DIMENSION_WORDS, quote } from './words.ts';

interface Described {
  readonly about: string;
  readonly examples?: readonly string[];
  readonly pattern?: string;
  readonly default?: string;
}

export function text(what: string, { about, ...rest }: Described, check?: Check): Text {
  return { kind: 'text', what, check, keywords: { description: about, minLength: 1, ...rest } };
}

export function choice<const Name extends string | boolean>(
  names: readonly Name[],
  about: string,
  fallback?: NoInfer<Name>,
): Choice<Name> {
  const described = { description: about, ...(fallback !== undefined && { default: fallback }) };
  return { kind: 'choice', names, keywords: described };
}

export const NUMBER = String.raw`(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?`;

export function quantity(unit: 's' | '1/s' | '$', what: string): Check {
  return (written) => {
    const found = parseQuantity(written);
    if ('mistake' in found) return found;
    if (found.unit !== unit) {
      return {
        mistake: `${quote(written)} ${found.bare ? 'has no unit' : `is ${DIMENSION_WORDS[found.unit]}`}; write ${what}`,
      };
    }
    return found.value > 0 ? undefined : { mistake: `${quote(written)} must be more than 0` };
  };
}

export const duration = (about: string, fallback: string) =>
  text(
    'a time such as `5 min` or `60 s`',
    {
      about,
      examples: ['5 min', '60 s'],
      default: fallback,
      pattern: `^ *${NUMBER} *(ns|us|µs|μs|ms|s|min|h|day) *$`,
    },
    quantity('s', 'a time such as `5 min` or `60 s`'),
  );

export const date = (about: string) =>
  text(
    'a date such as `2026-10-01`',
    { about, examples: ['2026-10-01'], pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
    (written) => {
      const mistake = dateMistake(written);
      return mistake === undefined ? undefined : { mistake: `${quote(written)} is no date: ${mistake}` };
    },
  );

export const budget = (about: string) =>
  text(
    'a budget such as `time < baseline + 5%`',
    {
      about,
      examples: [
        'time < baseline + 5%',
        'p95 < 300 ms',
        'peak_memory < baseline + 10%',
        'throughput > 200/s',
      ],
      pattern: String.raw`^\s*[A-Za-z_][A-Za-z0-9_.-]*\s*(<=?|>=?)\s*((baseline|anchor)(\s*[-+−].+)?|[$.0-9].*)$`,
    },
    (written) => {
      const found = readBudget(written);
      return 'mistake' in found ? found : undefined;
    },
  );
