/**
 * Suites of many benchmarks: a hundred of which five got 10 % slower, sixty unchanged ones, and one workload in every
 * framework. `SESSIONS=20 npm run bench suite` repeats the first as often as its claim needs.
 */
import { toolPath } from '../test/tools/tools.ts';
import { type Figure, median } from './figure.ts';
import { createProject } from './project.ts';

const SLOW = [3, 27, 41, 66, 90];

/** Between 30 µs and 1 ms of work each. */
function shop(slower: boolean): string {
  const slow = slower ? SLOW : [];
  return `SLOW = {${slow.map((n) => `${n}: 1.1`).join(', ')}}
def work(i):
    total = 0
    for n in range(int((400 + 100 * i) * SLOW.get(i, 1))):
        total += n * n % 7
    return total
`;
}

function tests(count: number): string {
  return `import pytest, shop
@pytest.mark.parametrize('i', range(${count}))
def test_work(benchmark, i): benchmark(shop.work, i)
`;
}

async function suiteOf(count: number) {
  return createProject({
    'shop.py': shop(false),
    'test_shop.py': tests(count),
    'budgets.yml': `version: 1
measure: { python: '${await toolPath('python')}' }
benchmarks:
  suite: { pytest: test_shop.py, budgets: [time < baseline + 5%] }
`,
  });
}

export async function suite(): Promise<Figure[]> {
  return [...(await aHundred(Number(process.env.SESSIONS ?? 1))), await sixty(), ...(await oneWorkload())];
}

async function aHundred(sessions: number): Promise<Figure[]> {
  const seconds: number[] = [];
  const wrong: string[] = [];
  for (let session = 1; session <= sessions; session++) {
    await using project = await suiteOf(100);
    await project.write({ 'shop.py': shop(true) });
    project.commit();
    seconds.push(project.pacegate('run', '--base', 'HEAD~1'));
    const { results } = await project.report();
    const failed: string[] = results
      .filter(({ verdict }: { verdict: string }) => verdict === 'fail')
      .map(({ benchmark }: { benchmark: string }) => /\[(\d+)\]/.exec(benchmark)?.[1]);
    const open = results.filter(({ verdict }: { verdict: string }) => verdict === 'inconclusive').length;
    const expected = SLOW.map(String);
    if (failed.sort().join() !== expected.sort().join()) wrong.push(`${failed.join(' ')} failed`);
    process.stderr.write(
      `session ${session}: ${failed.length} failed, ${open} undecided, ${seconds.at(-1)?.toFixed(0)} s\n`,
    );
  }
  return [
    {
      name: 'of 100 pytest benchmarks, just the five that got 10 % slower fail a budget of +5 %',
      value: (sessions - wrong.length) / sessions,
      unit: 'of the sessions',
      limit: { op: '>=', value: 0.95 },
      detail: `${sessions} ${sessions === 1 ? 'session' : 'sessions'}${wrong.length > 0 ? `; ${wrong.join('; ')}` : ''}`,
    },
    {
      name: 'that takes',
      value: median(seconds),
      unit: 's',
      limit: { op: '<=', value: 300 },
      detail: 'median, profiling included',
    },
  ];
}

async function sixty(): Promise<Figure> {
  await using project = await suiteOf(60);
  const value = project.pacegate('run', '--base', 'HEAD');
  const { results } = await project.report();
  const told = results.filter(({ verdict }: { verdict: string }) => verdict === 'pass').length;
  return {
    name: '60 unchanged pytest benchmarks',
    value,
    unit: 's',
    limit: { op: '<=', value: 120 },
    detail: `${told} of ${results.length} hold`,
  };
}

const BLOCKS = 12;
const FRAMEWORKS: Readonly<Record<string, string>> = {
  callable: 'callable: one.py:one',
  pytest: 'pytest: test_one.py',
  pyperf: 'pyperf: bench_one.py',
  asv: 'asv: time_one',
};

async function oneWorkload(): Promise<Figure[]> {
  const python = await toolPath('python');
  await using project = await createProject({
    'shop.py': shop(false),
    'one.py': 'import shop\ndef one(): shop.work(30)\n',
    'test_one.py': 'from one import one\ndef test_one(benchmark): benchmark(one)\n',
    'bench_one.py': "import pyperf\nfrom one import one\npyperf.Runner().bench_func('one', one)\n",
    'asv.conf.json': '{ "version": 1, "project": "shop", "repo": ".", "benchmark_dir": "suite" }\n',
    'budgets.yml': 'version: 1\nbenchmarks: { one: { callable: one.py:one } }\n',
  });
  const { mkdir, writeFile } = await import('node:fs/promises');
  await mkdir(`${project.directory}/suite`);
  await writeFile(`${project.directory}/suite/__init__.py`, '');
  await writeFile(`${project.directory}/suite/one.py`, 'import shop\ndef time_one(): shop.work(30)\n');
  project.commit();
  const seen: { name: string; seconds: number; width: number }[] = [];
  for (const [name, runner] of Object.entries(FRAMEWORKS)) {
    await project.write({
      'budgets.yml': `version: 1
measure: { python: '${python}' }
benchmarks:
  one: { ${runner}, budgets: [time < baseline + 5%] }
`,
    });
    project.commit();
    const seconds = project.pacegate('measure', '--base', 'HEAD', '--blocks', String(BLOCKS));
    project.pacegate(
      ...['compare', '.pacegate/out/baseline.json', '.pacegate/out/candidate.json'],
      ...['--budget', 'time < baseline + 5%', '--out', '.pacegate/out'],
    );
    const { low, high } = (await project.report()).results[0].change;
    seen.push({ name, seconds, width: high - low });
  }
  const [callable, ...others] = seen as [(typeof seen)[number], ...typeof seen];
  return others.flatMap(({ name, seconds, width }): Figure[] => [
    {
      name: `interval of the same workload as \`${name}\``,
      value: width / callable.width,
      unit: '× that of `callable`',
      limit: { op: '<=', value: 1.1 },
      detail: `${BLOCKS} blocks each, ${(100 * width).toFixed(2)} % wide`,
    },
    {
      name: `seconds for that as \`${name}\``,
      value: seconds / callable.seconds,
      unit: '× those of `callable`',
      limit: { op: '<=', value: 1.3 },
      detail: `${seconds.toFixed(1)} s`,
    },
  ]);
}
