/** Looking things up in the one definition: which keys belong where, for messages. */
import { budgetFileShape } from './schema.ts';
import { fieldShape, type Shape } from './shape.ts';

function step(shape: Shape | undefined, key: PropertyKey): Shape | undefined {
  switch (shape?.kind) {
    case 'mapping': {
      const field = Object.hasOwn(shape.keys, key) ? shape.keys[String(key)] : undefined;
      return field && fieldShape(field);
    }
    case 'either':
      return step(shape.long, key);
    case 'list':
    case 'named':
      return shape.item;
    default:
      return undefined;
  }
}

/** The keys that a mapping at this path may have. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const shape = path.reduce<Shape | undefined>(step, budgetFileShape);
  if (shape?.kind === 'mapping') return Object.keys(shape.keys);
  return shape?.kind === 'either' ? Object.keys(shape.long.keys) : [];
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
