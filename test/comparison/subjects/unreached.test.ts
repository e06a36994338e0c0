import { expect, test } from 'vitest';
import { judge } from '../../../src/comparison/judge.ts';
import { buildReport } from '../../../src/report/build.ts';
import { renderMarkdown } from '../../../src/report/markdown/markdown.ts';
import { renderTerminal } from '../../../src/report/terminal.ts';
import type { Measurements } from '../../../src/samples/measurements.ts';
import { load } from '../../budgets/project.ts';
import { request, session, timed } from '../measured.ts';

const { budgets } = load(`version: 1
benchmarks:
  suite:
    pytest: tests/test_speed.py
    budgets:
      - median < 2 s
      - { budget: p95 < 1 s, only: "*sort*" }
      - { budget: median < 1 s, only: test_search }
  one:
    timeit: pass
    budgets:
      - { budget: mean < 1 s, only: fast }
  vanished:
    pyperf: benchmarks/bench_json.py
    budgets: [ median < 1 s, p95 < 1 s ]
`);

function report(names: readonly string[], before: readonly string[] = []) {
  const measured = (all: readonly string[]): Measurements => session(all.map((name) => timed(name)));
  const [baseline, candidate] = [before.length > 0 ? measured(before) : undefined, measured(names)];
  const sides = { candidate, ...(baseline && { baseline }) };
  return buildReport({
    ...judge(request({ budgets: budgets.benchmarks, ...sides })),
    ...sides,
    comparison: baseline ? 'side-by-side' : 'none',
    mode: 'enforce',
    inconclusive: 'pass',
    specs: budgets.benchmarks,
    cpuHour: 0.04,
    budgets: 'budgets.yml',
    created: '2026-11-22T12:00:00Z',
  });
}

const told = (names: readonly string[], before: readonly string[] = []) =>
  report(names, before).benchmarks.flatMap(({ failures = [] }) => failures.map(({ message }) => message));

test('budgets that watch nothing are told at their line, with what there is', () => {
  const names = ['suite/speed.py::test_sort[10]', 'suite/speed.py::test_search', 'one'];
  expect(told(names)).toEqual([
    'budgets.yml:12:9: `mean < 1 s` watches nothing: `only` is `fast`, and `one` has no sub-benchmarks; remove `only`',
    'budgets.yml:8:9: `median < 1 s` watches nothing: `only` is `test_search`, which fits no sub-benchmark of `suite`; did you mean `*test_search*`?',
    'budgets.yml:13:3: nothing was measured for `vanished`; there is `suite/speed.py::test_sort[10]`, `suite/speed.py::test_search`, `one`',
  ]);
});

test('a renamed sub-benchmark is told with what there is', () => {
  expect(told(['suite/a', 'suite/b', 'suite/c', 'suite/d', 'one/fast', 'vanished'])).toEqual([
    'budgets.yml:7:9: `p95 < 1 s` watches nothing: `only` is `*sort*`, and the sub-benchmarks of `suite` are `a`, `b`, `c` and 1 more',
    'budgets.yml:8:9: `median < 1 s` watches nothing: `only` is `test_search`, and the sub-benchmarks of `suite` are `a`, `b`, `c` and 1 more',
  ]);
  expect(told(['suite/test_sort', 'suite/test_serach', 'one/fast', 'vanished'])).toEqual([
    'budgets.yml:8:9: `median < 1 s` watches nothing: `only` is `test_search`, which fits no sub-benchmark of `suite`; did you mean `test_serach`?',
  ]);
});

test('a renamed benchmark is told with the nearest name', () => {
  expect(told(['suite/test_sort', 'suite/test_search', 'one/fast', 'vanishes'])).toEqual([
    'budgets.yml:13:3: nothing was measured for `vanished`; did you mean `vanishes`?',
  ]);
  expect(told(['suite/test_sort', 'suite/test_search', 'one/fast', 'json/vanished'])).toEqual([
    'budgets.yml:13:3: nothing was measured for `vanished`; did you mean `json/vanished`?',
  ]);
});

test('what only the baseline has is reached, and told as that', () => {
  const now = ['suite/test_sort', 'one/fast', 'vanished'];
  expect(told(now, [...now, 'suite/test_search'])).toEqual([]);
});

test('nothing is said where every budget watches something', () => {
  expect(told(['suite/test_sort', 'suite/test_search', 'one/fast', 'vanished/y'])).toEqual([]);
});

test('nothing measured at all: one sentence for each benchmark', () => {
  expect(told([])).toEqual([
    'budgets.yml:3:3: nothing was measured for `suite`',
    'budgets.yml:9:3: nothing was measured for `one`',
    'budgets.yml:13:3: nothing was measured for `vanished`',
  ]);
});

test('each has the verdict missing, exit 3, and every report says why', () => {
  const made = report(['suite/test_sort', 'suite/test_search', 'one/fast', 'vanishes']);
  expect(made).toMatchObject({ verdict: 'missing', exit: 3 });
  expect(made.results.filter(({ verdict }) => verdict === 'missing')).toMatchObject([
    { benchmark: 'vanished', budget: 'median < 1 s', failure: 'absent' },
    { benchmark: 'vanished', budget: 'p95 < 1 s', failure: 'absent' },
  ]);
  expect(renderTerminal(made, { columns: 200 })).toContain('did you mean `vanishes`?');
  const markdown = renderMarkdown(made);
  expect(markdown).toContain('1 not found');
  expect(markdown).toContain('did you mean `vanishes`?');
});

test('a budget that only a file which could not be loaded may have reached is told with what happened there, not as a wrong name', () => {
  const broken = (file: string) => ({
    name: `suite/${file}`,
    metrics: {},
    failures: [{ code: 'not-loaded' as const, message: `${file}: No module named 'core'` }],
  });
  const verdicts = (benchmarks: Measurements['benchmarks']) =>
    judge(request({ budgets: budgets.benchmarks.slice(0, 1), candidate: session(benchmarks) })).results.map(
      ({ benchmark, budget, failure, verdict }) => `${benchmark} ${budget}: ${failure ?? verdict}`,
    );
  expect(verdicts([broken('work')])).toEqual([
    'suite/work median < 2 s: not-loaded',
    'suite/work p95 < 1 s: not-loaded',
    'suite/work median < 1 s: not-loaded',
  ]);
  // Nor is a pattern to blame where the suite as a whole failed.
  expect(
    verdicts([{ name: 'suite', metrics: {}, failures: [{ code: 'killed', message: 'out of memory' }] }]),
  ).toEqual(['suite median < 2 s: killed', 'suite p95 < 1 s: killed', 'suite median < 1 s: killed']);
  // `*sort*` has found what it watches, and may have more in the other file; `test_search` stands in no file.
  expect(verdicts([timed('suite/test_sort'), timed('suite/test_search'), broken('work')])).toEqual([
    'suite/test_sort median < 2 s: pass',
    'suite/test_sort p95 < 1 s: pass',
    'suite/test_search median < 2 s: pass',
    'suite/test_search median < 1 s: pass',
    'suite/work median < 2 s: not-loaded',
    'suite/work p95 < 1 s: not-loaded',
  ]);
});

test('with --only nothing is said of what was not asked for: neither its budgets nor what the baseline has of it', () => {
  const [suite] = budgets.benchmarks;
  if (!suite) throw new Error('the file declares it');
  const asked = { ...suite, measure: { ...suite.measure, chosen: ['suite/*sort*'] } };
  const baseline = session([timed('suite/test_sort'), timed('suite/test_search')]);
  const judgement = judge(
    request({ budgets: [asked], baseline, candidate: session([timed('suite/test_sort')]) }),
  );
  expect(
    judgement.results.map(({ benchmark, budget, verdict }) => `${benchmark} ${budget}: ${verdict}`),
  ).toEqual(['suite/test_sort median < 2 s: pass', 'suite/test_sort p95 < 1 s: pass']);
});
