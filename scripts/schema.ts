/** Writes budgets.schema.json from the one definition of the budget file, for editors and other tools. */
import { writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { budgetFileSchema } from '../src/budgets/schema.ts';

export function renderSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(budgetFileSchema, { target: 'draft-7', io: 'input' });
  const head = {
    $schema,
    title: 'Pacegate budget file',
    description: 'Performance budgets, and how the benchmarks behind them are measured. See docs/budgets.md.',
  };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
}

if (import.meta.main) writeFileSync(new URL('../budgets.schema.json', import.meta.url), renderSchema());
