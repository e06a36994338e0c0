/** Words for messages. What a user's file says is untrusted: it is cut short and cannot move the cursor. */

import type { Dimension } from '../../samples/numbers/quantity.ts';

const LONGEST = 60;
/**
 * Controls, bidirectional overrides and other characters that print as nothing or rearrange what is around them. Most
 * text is plain ASCII, and classes of Unicode take a millisecond wherever a literal has them, even one never used: so
 * this is made when it is needed.
 */
const invisible = (): RegExp => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const PLAIN = /^[ -~]*$/;

export function isInvisible(text: string): boolean {
  return !PLAIN.test(text) && text.search(invisible()) !== -1;
}

export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(invisible(), (character) => {
    if (character === '\n' || character === '\t' || character === '\r') return ' ';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** A piece of the user's text in a message: `` `tiem` ``. */
export function quote(text: string): string {
  const characters = [...text.slice(0, LONGEST * 4)];
  const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : text;
  return `\`${printable(short).replaceAll('`', "'")}\``;
}

export const DIMENSION_WORDS: Readonly<Record<Dimension, string>> = {
  s: 'a time',
  B: 'an amount of memory',
  '1/s': 'a rate',
  count: 'a count',
  $: 'an amount of money',
  ratio: 'a share',
};

/** `a`, `b` or `c`. */
export function oneOf(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
