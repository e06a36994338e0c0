import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Settings } from '../settings.ts';

/** Of the budget file's text, however the machine's git writes the ends of its lines. */
export async function budgetDigest({ directory, budgets }: Pick<Settings, 'directory' | 'budgets'>) {
  const text = await readFile(resolve(directory, budgets), 'utf8');
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
