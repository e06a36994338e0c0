import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBudgetFile } from '../../src/budgets/read.ts';
import { UsageError } from '../../src/errors.ts';

let directory: string;
const today = new Date('2026-11-22T23:59:59Z');

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pacegate-budgets-'));
  mkdirSync(join(directory, 'shop/benchmarks'), { recursive: true });
  writeFileSync(
    join(directory, 'shop/benchmarks/search.py'),
    'def search():\n    return "caf\u00e9"\n',
    'latin1',
  );
  writeFileSync(
    join(directory, 'shop/budgets.yml'),
    'version: 1\nbenchmarks: { a: { callable: "benchmarks/search.py:search" } }\n',
  );
  writeFileSync(
    join(directory, 'shop/broken.yml'),
    'version: 1\nbenchmarks: { a: { callable: "shop/benchmarks/search.py:search", timeot: 1 s } }\n',
  );
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function mistakes(file: string): Promise<UsageError> {
  const error = await readBudgetFile(file, { directory, today }).catch((caught: unknown) => caught);
  if (!(error instanceof UsageError)) throw error;
  return error;
}

test('paths are relative to the budget file, wherever it is read from; sources may have any encoding', async () => {
  const { budgets, warnings } = await readBudgetFile('shop/budgets.yml', { directory, today });
  expect(budgets.file).toBe('shop/budgets.yml');
  expect(budgets.benchmarks[0]?.runner).toEqual({ kind: 'callable', target: 'benchmarks/search.py:search' });
  expect(warnings).toEqual([]);
  const error = await mistakes('shop/broken.yml');
  expect(error.message).toBe('shop/broken.yml has 2 mistakes');
  expect(error.problems.map(({ position }) => [position.file, position.line, position.column])).toEqual([
    ['shop/broken.yml', 2, 31],
    ['shop/broken.yml', 2, 66],
  ]);
});

test.each([
  ['missing.yml', 'there is no such file; `pacegate init` writes a first one'],
  ['shop', 'this is a directory'],
  ['shop/budgets.yml/deeper', 'cannot be read (ENOTDIR)'],
])('%s is told as a problem', async (file, words) => {
  const error = await mistakes(file);
  expect(error.problems).toEqual([
    { severity: 'error', position: { file, line: 1, column: 1 }, message: expect.stringContaining(words) },
  ]);
});
