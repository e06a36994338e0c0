/**
 * The words in which schema.ts defines the budget file: shapes as plain data. check-shape.ts judges a file by them,
 * scripts/schema.ts writes them as JSON Schema, and `Value` is what a value of that shape is in TypeScript. Data rather
 * than a library's validators, since those take longer to build than everything else that `pacegate check` does, and
 * know no places in a file.
 */

/** What a check says is wrong, and where in the text, counted from 0. */
export type Check = (text: string) => { readonly mistake: string; readonly offset?: number } | undefined;

/** What the JSON Schema says beside the shape, in its own words. */
export interface Keywords {
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly default?: string | boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minProperties?: number;
  readonly oneOf?: readonly object[];
}

interface Described {
  readonly keywords: Keywords;
}

/** A text of a certain kind. Surrounding white space never counts, and nothing is not a text. */
export interface Text extends Described {
  readonly kind: 'text';
  /** The noun phrase of what belongs here: `a time such as `60 s``. */
  readonly what: string;
  readonly check?: Check | undefined;
  /** Nothing is a text, too. */
  readonly empty?: boolean;
}

export interface Choice<Name extends string | boolean> extends Described {
  readonly kind: 'choice';
  readonly names: readonly Name[];
}

export interface Constant<Only extends number> extends Described {
  readonly kind: 'constant';
  readonly value: Only;
}

export interface List<Item extends Shape> extends Described {
  readonly kind: 'list';
  readonly what: string;
  readonly item: Item;
}

/** A mapping whose keys the author chooses. */
export interface Named<Item extends Shape> extends Described {
  readonly kind: 'named';
  readonly what: string;
  readonly item: Item;
}

/** A mapping with these keys and no others. */
export interface Mapping<Keys extends Fields> extends Described {
  readonly kind: 'mapping';
  readonly keys: Keys;
}

/** The short form, or the long one. */
export interface Either<Long extends Mapping<Fields>> extends Described {
  readonly kind: 'either';
  readonly short: Text;
  readonly long: Long;
}

export type Shape =
  | Text
  | Choice<string | boolean>
  | Constant<number>
  | List<Shape>
  | Named<Shape>
  | Mapping<Fields>
  | Either<Mapping<Fields>>;

export interface Optional<Inner extends Shape> {
  readonly kind: 'optional';
  readonly shape: Inner;
}

export type Fields = { readonly [key: string]: Shape | Optional<Shape> };

/** What a value of a shape is, once it is checked. */
export type Value<S> =
  S extends Optional<infer Inner>
    ? Value<Inner>
    : S extends Text
      ? string
      : S extends Choice<infer Name>
        ? Name
        : S extends Constant<infer Only>
          ? Only
          : S extends List<infer Item>
            ? readonly Value<Item>[]
            : S extends Named<infer Item>
              ? Readonly<Record<string, Value<Item>>>
              : S extends Either<infer Long>
                ? string | Value<Long>
                : S extends Mapping<infer Keys>
                  ? { readonly [Key in RequiredKey<Keys>]: Value<Keys[Key]> } & {
                      readonly [Key in Exclude<keyof Keys, RequiredKey<Keys>>]?: Value<Keys[Key]>;
                    }
                  : never;

type RequiredKey<Keys> = {
  [Key in keyof Keys]: Keys[Key] extends Optional<Shape> ? never : Key;
}[keyof Keys];

export function optional<Inner extends Shape>(shape: Inner): Optional<Inner> {
  return { kind: 'optional', shape };
}

export function mapping<const Keys extends Fields>(keys: Keys, keywords: Keywords = {}): Mapping<Keys> {
  return { kind: 'mapping', keys, keywords };
}

export function list<Item extends Shape>(item: Item, what: string, keywords: Keywords): List<Item> {
  return { kind: 'list', item, what, keywords };
}

export function named<Item extends Shape>(item: Item, what: string, keywords: Keywords): Named<Item> {
  return { kind: 'named', item, what, keywords };
}

export function either<Long extends Mapping<Fields>>(
  short: Text,
  long: Long,
  keywords: Keywords = {},
): Either<Long> {
  return { kind: 'either', short, long, keywords };
}

/** The shape under a key of a mapping. */
export function fieldShape(field: Shape | Optional<Shape>): Shape {
  return field.kind === 'optional' ? field.shape : field;
}
