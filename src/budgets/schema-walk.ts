/** Looking things up in the one definition: which keys belong where, for messages. */
import type * as z from 'zod/mini';
import { budgetFileSchema } from './schema.ts';

type Schema = z.core.$ZodType & { safeParse(value: unknown): z.core.util.SafeParseResult<unknown> };

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly innerType?: Schema;
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
}

/** The schema of the value at a path, optional wrappers removed. */
export function schemaAt(path: readonly PropertyKey[]): Schema | undefined {
  return path.reduce<Schema | undefined>(
    (schema, key) => step(schema, key),
    budgetFileSchema as unknown as Schema,
  );
}

function definition(schema: Schema): Definition {
  const found = schema._zod.def as unknown as Definition;
  return found.innerType === undefined ? found : definition(found.innerType);
}

function step(schema: Schema | undefined, key: PropertyKey): Schema | undefined {
  if (schema === undefined) return undefined;
  const { shape, element, valueType, options } = definition(schema);
  if (shape !== undefined) return Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
  if (options !== undefined) {
    return options.map((option) => step(option, key)).find((found) => found !== undefined);
  }
  return element ?? valueType;
}

/** The keys that a mapping at this path may have. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const schema = schemaAt(path);
  return schema === undefined ? [] : keysOf(schema);
}

function keysOf(schema: Schema): readonly string[] {
  const { shape, options } = definition(schema);
  return shape === undefined ? (options ?? []).flatMap(keysOf) : Object.keys(shape);
}

const PLACES: readonly (readonly [path: readonly PropertyKey[], name: string])[] = [
  [['measure'], 'measure'],
  [['baseline'], 'baseline'],
  [['gate'], 'gate'],
  [['benchmarks', ''], 'benchmarks: NAME'],
  [['benchmarks', '', 'dataset'], 'dataset'],
  [['benchmarks', '', 'results'], 'results'],
  [['accepted', 0], 'accepted'],
];

/** Where else in the file a key belongs. */
export function placesOf(key: string): readonly string[] {
  const top = knownKeys([]).includes(key) ? ['the top of the file'] : [];
  return [...top, ...PLACES.filter(([path]) => knownKeys(path).includes(key)).map(([, name]) => name)];
}
