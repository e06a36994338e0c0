import { expect, test } from 'vitest';
import { hold, isTold, type Result } from '../../suites/judge.ts';
import { PROJECTS, type Project } from '../../suites/projects.ts';
import { renderPatches, renderPeers, renderTable } from '../../suites/table.ts';
import type { Row } from '../../suites/trial.ts';

const result = (benchmark: string, verdict: string, functions: readonly string[] = []): Result => ({
  benchmark,
  verdict,
  reason: '',
  culprits: functions.map((name) => ({ function: name })),
});

const project: Project = {
  kind: 'pytest-benchmark',
  release: { name: 'shop', version: '1.0', sha256: '' },
  equivalent: [],
  planted: {
    edits: [],
    function: 'Cart.total',
    slower: ['*::test_total*'],
    touched: ['*::test_checkout'],
  },
};

const results = [
  result('bench/t.py::test_total[1]', 'fail', ['parse', 'total']),
  result('bench/t.py::test_total[2]', 'fail', ['subtotal']),
  result('bench/t.py::test_total[3]', 'inconclusive'),
  result('bench/t.py::test_checkout', 'fail'),
  result('bench/t.py::test_login', 'fail'),
  result('bench/t.py::test_logout', 'pass'),
];

test('what the planted change touches must fail, and what it does not touch must not', () => {
  const held = hold(results, project);
  const names = (some: readonly Result[]) => some.map(({ benchmark }) => benchmark.split('::')[1]);
  expect(names(held.expected)).toEqual(['test_total[1]', 'test_total[2]', 'test_total[3]']);
  expect(names(held.found)).toEqual(['test_total[1]', 'test_total[2]']);
  expect(names(held.named)).toEqual(['test_total[1]']);
  expect(names(held.falseAlarms)).toEqual(['test_login']);
  expect(results.filter((each) => !isTold(each)).length).toBe(1);
});

test('the table counts over both runs, and says why a file of init was changed', () => {
  const row: Row = {
    project,
    benchmarks: 6,
    seconds: 90,
    told: 11,
    verdicts: 12,
    falseAlarms: ['bench/t.py::test_login'],
    planted: hold(results, project),
    patches: ['its tests need a database'],
    exits: [0, 1],
    peers: [{ tool: 'a tool', expected: 3, found: 1, falseAlarms: 2, seconds: 90 }],
  };
  expect(renderTable([row]).split('\n').at(-1)).toBe(
    '| shop 1.0 | pytest-benchmark | 6 | 1.5 | 91.7 | 1 | 2 of 3 | 1 of 2 |',
  );
  expect(renderPeers([row]).split('\n').at(-1)).toBe('| shop | a tool | 1.0 | 2 | 1 of 3 |');
  expect(renderPatches([row])).toBe('- shop: its tests need a database.');
  expect(renderPatches([{ ...row, patches: [] }])).toBe('All of them were measured as `init` wrote it.');
});

test('every project is pinned, and both of its changes change something', () => {
  for (const { release, equivalent, planted } of PROJECTS) {
    expect(release.sha256, release.name).toMatch(/^[0-9a-f]{64}$/);
    expect(planted.slower.length, release.name).toBeGreaterThan(0);
    for (const edits of [equivalent, planted.edits]) {
      expect(edits.length, release.name).toBeGreaterThan(0);
      for (const { find, replace } of edits) expect(replace).not.toBe(find);
    }
  }
});
