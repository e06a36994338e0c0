/** Checks of what tools measured, one list of values at a time. */
import type { Failure } from '../samples/measurements.ts';
import { describe } from './json.ts';

export type CheckedValues = { readonly values: readonly number[] } | { readonly failure: Failure };

/** Costs of a run: finite and not negative. Anything else makes the benchmark fail, never a shorter list. */
export function checkValues(list: unknown, path: string, hint?: string): CheckedValues {
  const fail = (code: Failure['code'], message: string): CheckedValues => ({
    failure: { code, message, ...(hint !== undefined && { hint }) },
  });
  if (!Array.isArray(list))
    return fail('garbage', `${path}: expected a list of numbers, found ${describe(list)}.`);
  if (list.length === 0) return fail('no-values', `${path} is empty: nothing was measured.`);
  for (let i = 0; i < list.length; i++) {
    const value: unknown = list[i];
    if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) continue;
    return fail('not-a-number', `${path}[${i}]: expected a number of at least 0, found ${describe(value)}.`);
  }
  return { values: list };
}
