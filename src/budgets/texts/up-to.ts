/** How much an accepted trade-off covers: a change such as `+12%`, or a value such as `331 ms`. */
import { parseQuantity } from '../../samples/numbers/quantity.ts';
import type { Bound, Comparison, UpTo } from '../model.ts';
import { quote } from '../shape/words.ts';

const CHANGE = /^ *([+\u2212-]) *(\d+(?:\.\d+)?|\.\d+) *% *$/u;
const SHARE = /^ *(\d+(?:\.\d+)?|\.\d+) *% *$/;

export function readUpTo(text: string): UpTo | { readonly mistake: string } {
  const [, sign, digits] = CHANGE.exec(text) ?? [];
  if (digits !== undefined)
    return { kind: 'ratio', value: 1 + ((sign === '+' ? 1 : -1) * Number(digits)) / 100 };
  const [, share] = SHARE.exec(text) ?? [];
  if (share !== undefined) return { kind: 'absolute', value: Number(share) / 100, unit: 'ratio' };
  const quantity = parseQuantity(text);
  if ('mistake' in quantity)
    return { mistake: `${quote(text)} is neither a change such as \`+12%\` nor a value such as \`331 ms\`` };
  const { value, unit, bare } = quantity;
  return { kind: 'absolute', value, ...(!bare && { unit }) };
}

/** Why `text` cannot go with the budget. */
export function upToMistake(
  text: string,
  { op, bound }: { readonly op: Comparison; readonly bound: Bound },
): string | undefined {
  const upTo = readUpTo(text);
  if ('mistake' in upTo) return upTo.mistake;
  if (bound.kind === 'absolute') {
    if (upTo.kind === 'ratio') return 'the budget has a limit of its own; write the value that is accepted';
    if (upTo.unit !== bound.unit) return `${quote(text)} has not the unit of the budget`;
  } else if (upTo.kind === 'absolute') {
    return 'the budget is about a change; write how much is accepted, such as `+12%`';
  }
  const limit = bound.kind === 'absolute' ? bound.value : 'ratio' in bound ? 1 + bound.ratio : undefined;
  const isBeyond = limit === undefined || (op.startsWith('<') ? upTo.value > limit : upTo.value < limit);
  return isBeyond ? undefined : `${quote(text)} is within the budget, so it accepts nothing`;
}
