/** A small project in memory, for budget files to refer to. */

import { type LoadedBudgets, parseBudgetFile } from '../../src/budgets/load.ts';
import { renderProblems, sortProblems } from '../../src/budgets/yaml/finding.ts';
import { type Problem, UsageError } from '../../src/errors.ts';

export const TODAY = '2026-11-22';

export const FILES: Readonly<Record<string, string>> = {
  'benchmarks/search.py': `import json
from shop.index import load as load_index, Index

CACHE: dict = {}
search_all = lambda: None

def search():
    return load_index().find("shoes")

async def search_async():
    return search()

class Session:
    def call(self):
        return None
`,
  'benchmarks/empty.py': '# nothing yet\n',
  'tests/test_speed.py': 'def test_sort(benchmark):\n    benchmark(sorted, [3, 1, 2])\n',
  'benchmarks/bench_json.py': 'import pyperf\n',
  'data/products.jsonl': '{}\n',
};

export function load(text: string | Uint8Array, file = 'budgets.yml'): LoadedBudgets {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return parseBudgetFile(file, bytes, {
    today: TODAY,
    exists: (path) => Object.keys(FILES).some((each) => each === path || each.startsWith(`${path}/`)),
    readText: (path) => FILES[path],
  });
}

/** Everything that a file draws, errors or warnings, in the order of the file. */
export function problemsOf(text: string | Uint8Array): readonly Problem[] {
  try {
    return load(text).warnings;
  } catch (error) {
    if (error instanceof UsageError) return sortProblems(error.problems);
    throw error;
  }
}

export function messagesOf(text: string | Uint8Array): string {
  return renderProblems(problemsOf(text));
}
