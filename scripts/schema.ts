/** Writes budgets.schema.json from the one definition of the budget file, for editors and other tools. */
import { writeFileSync } from 'node:fs';
import { budgetFileShape } from '../src/budgets/shape/schema.ts';
import { type Fields, fieldShape, type Shape } from '../src/budgets/shape/shape.ts';

export function renderSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Pacegate budget file',
    description: 'Performance budgets, and how the benchmarks behind them are measured. See docs/budgets.md.',
    ...jsonSchema(budgetFileShape),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function jsonSchema(shape: Shape): object {
  return { ...bareSchema(shape), ...shape.keywords };
}

function bareSchema(shape: Shape): object {
  switch (shape.kind) {
    case 'text':
      return { type: 'string' };
    case 'choice':
      return { type: 'string', enum: shape.names };
    case 'constant':
      return { type: 'number', const: shape.value };
    case 'list':
      return { type: 'array', items: jsonSchema(shape.item) };
    case 'named':
      return {
        type: 'object',
        propertyNames: { type: 'string' },
        additionalProperties: jsonSchema(shape.item),
      };
    case 'either':
      return { anyOf: [jsonSchema(shape.short), jsonSchema(shape.long)] };
    case 'mapping':
      return mappingSchema(shape.keys);
  }
}

function mappingSchema(keys: Fields): object {
  const required = Object.keys(keys).filter((key) => keys[key]?.kind !== 'optional');
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(keys).map(([key, field]) => [key, jsonSchema(fieldShape(field))]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

if (import.meta.main) writeFileSync(new URL('../budgets.schema.json', import.meta.url), renderSchema());
