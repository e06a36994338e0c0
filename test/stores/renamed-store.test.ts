/** A benchmark that got another name keeps its stored baseline and its history. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loosenedBudgets } from '../../src/comparison/warnings/loosened.ts';
import { withNewNames } from '../../src/measuring/sides/base-budgets.ts';
import { createDirectoryStore } from '../../src/stores/directory.ts';
import { environmentKey } from '../../src/stores/environment-key.ts';
import { renamedStore } from '../../src/stores/renamed-store.ts';
import { load } from '../budgets/project.ts';
import { entryOf, LINUX } from './contract.ts';

test('what was stored under the old name is found under the new one, sub-benchmarks too, and stays as it is', async () => {
  const path = mkdtempSync(join(tmpdir(), 'pacegate-renamed-'));
  try {
    const store = createDirectoryStore({ path });
    const named = (names: string[], at: number) => {
      const entry = entryOf('ab'[at] ?? '', at);
      const [benchmark] = entry.measurements.benchmarks;
      const [row] = entry.history ?? [];
      return {
        ...entry,
        measurements: {
          ...entry.measurements,
          benchmarks: names.map((name) => ({ metrics: benchmark?.metrics ?? {}, name })),
        },
        history: names.map((name) => ({ verdict: 'pass', budget: null, ...row, benchmark: name })),
      };
    };
    await store.save(named(['search', 'suite/a', 'searching'], 0));
    // For a while both were there.
    await store.save(named(['search', 'find'], 1));
    const renames = new Map([
      ['search', 'find'],
      ['suite', 'tests'],
    ]);
    const now = renamedStore(store, renames);
    const key = environmentKey(LINUX);
    const names = (found?: { measurements: { benchmarks: readonly { name: string }[] } }) =>
      found?.measurements.benchmarks.map(({ name }) => name);
    const [both, before] = await now.recent({ environmentKey: key, limit: 2 });
    expect(names(before)).toEqual(['find', 'tests/a', 'searching']);
    expect(names(both)).toEqual(['find']);
    expect(names(await now.find({ environmentKey: key, commits: ['a'.repeat(40)] }))).toEqual(names(before));
    expect(
      (await now.summaries({ limit: 2 })).map(({ history }) => history.map((row) => row.benchmark)),
    ).toEqual([['find'], ['find', 'tests/a', 'searching']]);
    expect(names((await store.recent({ environmentKey: key, limit: 2 }))[1])).toContain('search');
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});

const FILE = (name: string, more = '') =>
  `version: 1\nbenchmarks:\n  ${name}: { timeit: pass, budgets: [ time < baseline + 5% ]${more} }\n`;

test('no budget counts as removed with the old name, and a name that the base never had is told with its place', () => {
  const base = load(FILE('search')).budgets;
  const candidate = load(FILE('find', ', renamed_from: search')).budgets;
  expect(loosenedBudgets(candidate.benchmarks, base.benchmarks)).toHaveLength(1);
  expect(loosenedBudgets(candidate.benchmarks, withNewNames(base, candidate).benchmarks)).toEqual([]);
  // Merged: the base has the new name already.
  expect(() => withNewNames(candidate, candidate)).not.toThrow();
  const wrong = load(FILE('find', ', renamed_from: saerch')).budgets;
  expect(() => withNewNames(base, wrong)).toThrow(
    expect.objectContaining({
      problems: [
        {
          severity: 'error',
          position: { file: 'budgets.yml', line: 3, column: 74 },
          message: "the base's budget file has no benchmark `saerch`; did you mean `search`?",
        },
      ],
    }),
  );
});
