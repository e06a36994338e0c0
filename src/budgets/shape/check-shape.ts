/** Holds the file's tree against the one definition (schema.ts): each mistake in its shape as a sentence at its place. */
import { nearest } from '../../samples/names/nearest.ts';
import { readBudget } from '../texts/grammar.ts';
import { type Finding, findingAt, findingInside } from '../yaml/finding.ts';
import type { Entry, MapNode, ScalarNode, TreeNode } from '../yaml/tree.ts';
import { placesOf } from './schema-walk.ts';
import { type Fields, fieldShape, type Mapping, type Shape, type Text } from './shape.ts';
import { oneOf, quote } from './words.ts';

/** How messages refer to a value. */
interface Place {
  /** The key that leads to it; an item of a list goes by the list's. */
  readonly key: string;
  readonly isItem: boolean;
  /** Where a mapping that lacks something is named: its key, its place in the list, or the file's first key. */
  readonly offset: number;
}

export function checkShape(root: TreeNode, shape: Shape): Finding[] {
  return judge(root, shape, { key: 'the file', isItem: false, offset: root.start });
}

function judge(node: TreeNode, shape: Shape, place: Place): Finding[] {
  switch (shape.kind) {
    case 'text':
      return judgeText(node, shape, place);
    case 'choice':
    case 'constant': {
      const values: readonly unknown[] = shape.kind === 'choice' ? shape.names : [shape.value];
      const chosen = node.kind === 'scalar' && values.includes(node.value);
      return chosen ? [] : [explainChoice(node, values.map(String), place)];
    }
    case 'either':
      return node.kind === 'map' ? judge(node, shape.long, place) : judge(node, shape.short, place);
    case 'list':
      if (node.kind !== 'list') return [explainKind(node, shape, place)];
      return node.items.flatMap((item) =>
        judge(item, shape.item, { key: place.key, isItem: true, offset: item.start }),
      );
    case 'named':
      if (node.kind !== 'map') return [explainKind(node, shape, place)];
      return firstEntries(node).flatMap((entry) => judge(entry.value, shape.item, placeOf(entry)));
    case 'mapping':
      if (node.kind !== 'map') return [explainKind(node, shape, place)];
      return judgeMapping(node, shape, place);
  }
}

function placeOf({ key, keySpan }: Entry): Place {
  return { key, isItem: false, offset: keySpan.start };
}

/** A key that is written twice is told by the tree, and its first value counts. */
function firstEntries({ entries }: MapNode): readonly Entry[] {
  const seen = new Map(entries.toReversed().map((entry) => [entry.key, entry]));
  return seen.size === entries.length ? entries : entries.filter((entry) => seen.get(entry.key) === entry);
}

function judgeMapping(node: MapNode, shape: Mapping<Fields>, place: Place): Finding[] {
  const entries = firstEntries(node);
  const present = entries.flatMap((entry) => {
    const field = Object.hasOwn(shape.keys, entry.key) ? shape.keys[entry.key] : undefined;
    return field === undefined
      ? [explainUnknownKey(entry, Object.keys(shape.keys))]
      : judge(entry.value, fieldShape(field), placeOf(entry));
  });
  const missing = Object.entries(shape.keys).flatMap(([key, field]) =>
    field.kind === 'optional' || entries.some((entry) => entry.key === key)
      ? []
      : explainMissing(node, key, field, Object.keys(shape.keys), place),
  );
  return [...present, ...missing];
}

function judgeText(node: TreeNode, shape: Text, place: Place): Finding[] {
  if (node.kind !== 'scalar' || node.value === null) return [explainKind(node, shape, place)];
  if (typeof node.value !== 'string') {
    const message =
      mistakeIn(node.written, shape)?.mistake ??
      `${nameOf(place)} must be text, and YAML reads ${quote(node.written)} as a ${typeof node.value}; put it in quotes`;
    return [findingAt(node, message)];
  }
  const found = mistakeIn(node.value, shape);
  if (found === undefined) return [];
  const { mistake, offset } = found;
  return [offset === undefined ? findingAt(node, mistake) : findingInside(node, offset, mistake)];
}

function mistakeIn(text: string, { what, check, empty }: Text): ReturnType<NonNullable<Text['check']>> {
  return text.trim() === '' && empty !== true ? { mistake: `this is empty; write ${what}` } : check?.(text);
}

function nameOf({ key, isItem }: Place): string {
  return isItem ? `an item of ${quote(key)}` : quote(key);
}

/** What belongs at a shape's place, as a noun phrase. */
function expected(shape: Shape): string {
  switch (shape.kind) {
    case 'choice':
      return oneOf(shape.names.map(String));
    case 'constant':
      return String(shape.value);
    case 'mapping':
      return 'a mapping of keys to values';
    case 'either':
      return shape.short.what;
    default:
      return shape.what;
  }
}

function explainKind(node: TreeNode, shape: Shape, place: Place): Finding {
  const name = nameOf(place);
  const what = expected(shape);
  if (node.kind !== 'scalar') {
    return findingAt(node, `${name} must be ${what}, not a ${node.kind === 'map' ? 'mapping' : 'list'}`);
  }
  return findingAt(
    node,
    node.value === null
      ? `${name} has no value; write ${what}, or remove it`
      : `${name} must be ${what}, not ${quote(node.written)}`,
  );
}

function explainChoice(node: TreeNode, values: readonly string[], { key }: Place): Finding {
  const name = quote(key);
  if (values.length === 1) {
    return findingAt(node, `${name} must be ${values[0]}, the only ${key} that this Pacegate reads`);
  }
  const written = (node as Partial<ScalarNode>).written;
  if (written === undefined || written === '') return findingAt(node, `${name} must be ${oneOf(values)}`);
  const near = nearest(written, values);
  const advice = near === undefined ? `write ${oneOf(values)}` : `did you mean \`${near}\`?`;
  return findingAt(node, `${name} cannot be ${quote(written)}; ${advice}`);
}

function explainMissing(
  node: MapNode,
  key: string,
  shape: Shape,
  known: readonly string[],
  place: Place,
): Finding[] {
  // A key that was only misspelt is told once, as an unknown one.
  const keys = node.entries.map((entry) => entry.key);
  if (keys.some((each) => !known.includes(each) && nearest(each, known) === key)) return [];
  if (key === 'budget' && keys.some((each) => !('mistake' in readBudget(each)))) return [];
  const what = shape.kind === 'constant' ? `\`${key}: ${shape.value}\`` : expected(shape);
  return [{ ...findingAt(node, `${quote(key)} is missing; write ${what}`), at: place.offset }];
}

function explainUnknownKey({ key, keySpan }: Entry, known: readonly string[]): Finding {
  const say = (message: string): Finding => findingAt(keySpan, message);
  const near = nearest(key, known);
  if (key === 'total_time') {
    return say(
      '`total_time` is for the whole run, not for one benchmark; write it under `measure` at the top, or `max_time` here',
    );
  }
  if (near !== undefined) return say(`unknown key ${quote(key)}; did you mean \`${near}\`?`);
  if (key === '<<')
    return say('merge keys (`<<`) are not read; write defaults under `measure`, or the keys themselves');
  if (known.includes('severity') && !('mistake' in readBudget(key))) {
    return say(`a budget with options is written \`{ budget: ${key}, severity: warn }\``);
  }
  const places = placesOf(key);
  if (places.length > 0) return say(`${quote(key)} does not belong here; it belongs under ${oneOf(places)}`);
  return say(`unknown key ${quote(key)}; here belong ${known.join(', ')}`);
}
