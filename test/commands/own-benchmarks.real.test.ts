/**
 * A benchmark that changes together with the product: what the candidate's benchmark says of both sides, and what each side's
 * own says. A callable and a pytest entry go through the same changes.
 */
import { beforeAll, expect, it } from 'vitest';
import { toolPath } from '../tools/tools.ts';
import { createProject, type Project } from './project.ts';

/** About half a millisecond a round. */
const work = (rounds: number) => `def work():
    total = 0
    for i in range(${rounds * 6_000}):
        total += i * i % 7
    return total
`;

/** Both entries call \`work\`, from where it is imported, so many times. */
const benchmarks = (calls: number, from = 'shop') => ({
  'benchmarks/search.py': `from ${from} import work\n\n\ndef search():\n${'    work()\n'.repeat(calls)}`,
  'perf/test_shop.py': `from ${from} import work\n\n\ndef run():\n${'    work()\n'.repeat(calls)}\n\ndef test_search(benchmark):\n    benchmark(run)\n`,
});

let python: string;
beforeAll(async () => {
  python = await toolPath('python');
});

const budgets = (inconclusive: string) => `version: 1
measure: { python: '${python}', max_time: 2 min }
gate: { inconclusive: ${inconclusive} }
benchmarks:
  search:
    callable: benchmarks/search.py:search
    budgets: [time < baseline + 20%]
  suite:
    pytest: perf
    budgets: [time < baseline + 20%]
`;

const created = (inconclusive = 'pass') =>
  createProject({ 'shop.py': work(1), ...benchmarks(2), 'budgets.yml': budgets(inconclusive) });

async function judged(project: Project) {
  const ended = await project.run('run', '--base', 'HEAD', '--compare', 'side-by-side');
  const report = await project.json();
  const doubts = report.warnings.filter(({ code }) => code === 'benchmark-changed');
  expect(
    doubts.map(({ benchmark }) => benchmark),
    ended.stderr,
  ).toEqual(['search', 'suite']);
  const verdicts = Object.fromEntries(
    report.results.map(({ benchmark, verdict }) => [benchmark.split('/')[0], verdict]),
  );
  return { ...ended, report, verdicts, doubts };
}

// With `gate.inconclusive: fail`; without it, it ends as any other that is undecided, with 0.
it('a benchmark that was made slower is no plain green', async () => {
  await using project = await created('fail');
  await project.write(benchmarks(4));
  const { report, verdicts, doubts, ...ended } = await judged(project);
  expect(verdicts, ended.stderr).toEqual({ search: 'inconclusive', suite: 'inconclusive' });
  expect(ended.status).toBe(1);
  for (const { own_benchmarks, notes, reason } of report.results) {
    expect(own_benchmarks).toMatchObject({ verdict: 'broken' });
    expect(own_benchmarks?.change?.low).toBeGreaterThan(1.2);
    expect(notes).toContain('benchmark-changed');
    expect(reason).toMatch(/by each side's own .* slower .* the benchmark itself got slower/);
  }
  expect(doubts[0]?.message).toContain("With each side's own benchmark a budget would be broken");
  const [first] = (await project.text('.pacegate/out/report.md')).split('\n');
  expect(first).toContain('2 of 2 budgets hold only with a changed benchmark');
  expect(ended.stdout).toContain('hold only with a changed benchmark');
});

it('a benchmark that was rewritten without cost passes, and both ways of measuring are told', async () => {
  await using project = await created();
  await project.write(
    Object.fromEntries(
      Object.entries(benchmarks(2)).map(([file, text]) => [file, `${text}\n\ndef helper():\n    pass\n`]),
    ),
  );
  const { report, verdicts, doubts, ...ended } = await judged(project);
  expect(Object.values(verdicts), ended.stderr).toEqual([
    expect.stringMatching(/pass|improved/),
    expect.stringMatching(/pass|improved/),
  ]);
  expect(ended.status).toBe(0);
  expect(report.results.map((result) => result.own_benchmarks?.verdict)).toEqual(['holds', 'holds']);
  expect(doubts[0]?.message).toMatch(/with each side's own benchmark, a budget holds, too: .*%/);
});

it('product code that moved into the benchmarks and got slower is not green', async () => {
  await using project = await created();
  await project.write({
    'shop.py': 'from engine import work\n',
    ...benchmarks(2, 'engine'),
    'benchmarks/engine.py': work(2),
    'perf/engine.py': work(2),
  });
  const { verdicts, ...ended } = await judged(project);
  expect(verdicts, ended.stderr).toEqual({ search: 'inconclusive', suite: 'inconclusive' });
});

it("a base whose own benchmark cannot run is told, and fails nobody's change", async () => {
  await using project = await createProject({
    'shop.py': work(1),
    ...benchmarks(2, 'shop_that_is_not_there'),
    'budgets.yml': budgets('fail'),
  });
  await project.write(benchmarks(2));
  const { report, verdicts, doubts, ...ended } = await judged(project);
  expect(Object.values(verdicts), ended.stderr).toEqual([
    expect.stringMatching(/pass|improved/),
    expect.stringMatching(/pass|improved/),
  ]);
  expect(ended.status).toBe(0);
  expect(report.results.map((result) => result.own_benchmarks?.verdict)).toEqual(['untold', 'untold']);
  for (const { message } of doubts)
    expect(message).toMatch(/own benchmark it could not be told whether a budget would hold: /);
  expect(ended.stderr).toContain("the base's own benchmark could not be measured");
});
