import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Listing, ownFiles } from '../../src/checkouts/own-files.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';

const FILES = [
  'app/__init__.py',
  'app/search.py',
  'app/performance.py',
  'asv.conf.json',
  'benchmarks/__init__.py',
  'benchmarks/data/words.txt',
  'benchmarks/search.py',
  'conftest.py',
  'data/big/1.csv',
  'data/products.jsonl',
  'load/script.js',
  'locustfile.py',
  'pyproject.toml',
  'pytest.ini',
  'scripts/import_batch.py',
  'src/pkg/__init__.py',
  'src/pkg/benchmarks/inner.py',
  'src/pkg/core.py',
  'tests/conftest.py',
  'tests/perf/test_search.py',
  'tests/test_other.py',
  'work.py',
];
const listing: Listing = { files: FILES };
const own = (spec: RunnerSpec, dataset?: string) => ownFiles(spec, listing, dataset);
const callable = (target: string) => own({ kind: 'callable', target });
const BENCHMARKS = ['benchmarks/__init__.py', 'benchmarks/data/words.txt', 'benchmarks/search.py'];
const TESTS = ['tests/conftest.py', 'tests/perf/test_search.py', 'tests/test_other.py'];

describe('a callable', () => {
  test('in a directory for benchmarks: all of that directory', () => {
    expect(callable('benchmarks/search.py:search')).toEqual(BENCHMARKS);
    expect(callable('./benchmarks//search.py:search')).toEqual(BENCHMARKS);
    expect(callable('benchmarks.search:search')).toEqual(BENCHMARKS);
  });

  test('a file whose place and name do not say benchmark: nothing, for it may be the product', () => {
    expect(callable('work.py:run')).toEqual([]);
    expect(callable('scripts/import_batch.py:run')).toEqual([]);
    expect(ownFiles({ kind: 'callable', target: 'bench_work.py:run' }, { files: ['bench_work.py'] })).toEqual(
      ['bench_work.py'],
    );
  });

  test('a function of the product itself: nothing, or its slowdown would never be seen', () => {
    expect(callable('app.search:search')).toEqual([]);
    expect(callable('app/search.py:search')).toEqual([]);
    expect(callable('src/pkg/core.py:core')).toEqual([]);
    expect(callable('pkg.core:core')).toEqual([]);
    expect(callable('app/performance.py:measure')).toEqual([]);
    expect(ownFiles({ kind: 'callable', target: 'app.load:load' }, { files: ['app/load.py'] })).toEqual([]);
  });

  test('benchmarks inside a package: their directory and no more', () => {
    expect(callable('pkg.benchmarks.inner:run')).toEqual(['src/pkg/benchmarks/inner.py']);
  });

  test('not there, or outside the project: nothing', () => {
    for (const target of [
      'absent.py:f',
      '../other/bench.py:f',
      '/etc/bench.py:f',
      'C:\\bench.py:f',
      ':f',
      '',
    ])
      expect(callable(target)).toEqual([]);
  });
});

describe('the other runners', () => {
  test('timeit: nothing', () => expect(own({ kind: 'timeit', stmt: 'import app' })).toEqual([]));

  test('pyperf: the script with its directory', () => {
    expect(own({ kind: 'pyperf', script: 'benchmarks/search.py --fast' })).toEqual(BENCHMARKS);
    expect(own({ kind: 'pyperf', script: 'work.py' })).toEqual(['work.py']);
  });

  test('pytest: the tests, every conftest above them, pytest.ini – and not how the project is built', () => {
    const all = ['conftest.py', 'pytest.ini', ...TESTS];
    expect(
      own({ kind: 'pytest', args: 'tests/perf/test_search.py::test_it[a b] --benchmark-only -q' }),
    ).toEqual(all);
    expect(own({ kind: 'pytest', args: 'tests' })).toEqual(all);
    expect(own({ kind: 'pytest', args: "-k 'search and not slow'" })).toEqual(all);
  });

  test('asv: its directory and configuration', () => {
    expect(own({ kind: 'asv', benchmark: 'Search' })).toEqual(['asv.conf.json', ...BENCHMARKS]);
    const elsewhere: Listing = { files: FILES, asvDirectories: ['./load/'] };
    expect(ownFiles({ kind: 'asv', benchmark: '' }, elsewhere)).toEqual(['asv.conf.json', 'load/script.js']);
  });

  test('asv: a configuration in a directory below, the nearest one', () => {
    const files = [
      ...['asv_bench/asv.conf.json', 'asv_bench/benchmarks/search.py', 'asv_bench/readme.md'],
      ...['deep/er/asv.conf.json', 'benchmarks/other.py'],
    ];
    const listing: Listing = { files, asvDirectories: ['asv_bench/benchmarks'] };
    expect(ownFiles({ kind: 'asv', benchmark: '' }, listing)).toEqual([
      'asv_bench/asv.conf.json',
      'asv_bench/benchmarks/search.py',
    ]);
  });

  test('command: scripts for benchmarks, not the program that is measured', () => {
    expect(own({ kind: 'command', command: 'python benchmarks/search.py --n 3' })).toEqual(BENCHMARKS);
    expect(own({ kind: 'command', command: 'python scripts/import_batch.py data/products.jsonl' })).toEqual(
      [],
    );
    expect(own({ kind: 'command', command: 'python -m app --config=benchmarks/search.py' })).toEqual(
      BENCHMARKS,
    );
  });

  test('a one-file service at the top that k6 is run against is not laid over the base', () => {
    const command = 'python3 work.py 18765 & python3 scripts/import_batch.py 18765; kill $!';
    expect(own({ kind: 'results', command, format: 'k6', file: 'out.json' })).toEqual([]);
  });

  test('results: load scripts, and what the tool itself would read', () => {
    const results = (command: string, format: 'k6' | 'locust' | 'asv' | 'pytest-benchmark' | 'hyperfine') =>
      own({ kind: 'results', command, format, file: 'out.json' });
    expect(results('k6 run load/script.js', 'k6')).toEqual(['load/script.js']);
    // What else stands in the command may be the service that is started for the test.
    expect(results('python3 work.py & k6 run load/script.js', 'k6')).toEqual(['load/script.js']);
    expect(results('flask --app app.py run & locust --headless', 'locust')).toEqual(['locustfile.py']);
    expect(results('python3 work.py & locust --locustfile=locustfile.py', 'locust')).toEqual([
      'locustfile.py',
    ]);
    expect(results('locust -f locustfile.py --headless', 'locust')).toEqual(['locustfile.py']);
    expect(results('asv run', 'asv')).toEqual(['asv.conf.json', ...BENCHMARKS]);
    expect(results('python -m pytest tests/perf', 'pytest-benchmark')).toEqual([
      'conftest.py',
      'pytest.ini',
      ...TESTS,
    ]);
    expect(results("hyperfine 'python scripts/import_batch.py'", 'hyperfine')).toEqual([]);
  });
});

test('a dataset: a file, a directory, and nothing outside', () => {
  const timeit: RunnerSpec = { kind: 'timeit', stmt: '' };
  expect(own(timeit, 'data/products.jsonl')).toEqual(['data/products.jsonl']);
  expect(own(timeit, 'data/')).toEqual(['data/big/1.csv', 'data/products.jsonl']);
  expect(own(timeit, '../data')).toEqual([]);
});

test('whatever is typed, only files of the project come out', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(...FILES),
    fc.constantFrom('../../etc/passwd', '"', "'", '\\'),
  );
  const typed = fc.array(text).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(typed, typed, (a, b) => {
      const specs: RunnerSpec[] = [
        { kind: 'callable', target: a },
        { kind: 'command', command: a },
        { kind: 'pytest', args: a },
        { kind: 'pyperf', script: a },
        { kind: 'results', command: a, format: 'locust', file: b },
      ];
      for (const spec of specs) for (const file of own(spec, b)) expect(FILES).toContain(file);
    }),
  );
});
