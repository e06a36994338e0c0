/** Of a suite only those benchmarks are measured that the change can affect. */
import { expect, it } from 'vitest';
import { toolPath } from '../tools/tools.ts';
import { createProject, type Project } from './project.ts';

const SHOP = `def price(n):
    """What it costs."""
    return sum(i * i for i in range(n))


def tax(n):
    total = 0
    for i in range(n):
        total += i % 7
    return total


def read(path):
    with open(path) as file:
        return len(file.read())
`;

const SLOWER = ['total += i % 7', 'total += i % 7 + (i * i) % 3'] as const;

async function shop(runner: string, files: Readonly<Record<string, string>>): Promise<Project> {
  return await createProject({
    'shop/__init__.py': '',
    'shop/main.py': SHOP,
    'README.md': 'A shop.\n',
    'data.txt': 'some data\n',
    ...files,
    'budgets.yml': `version: 1
measure: { python: ${await toolPath('python')} }
benchmarks:
  suite:
    ${runner}
    budgets: [time < baseline + 900%]
`,
  });
}

/** What \`--explain\` says of each benchmark of the suite. */
async function explain(project: Project): Promise<string[]> {
  const { stdout, stderr, status } = await project.run('run', '--base', 'main', '--explain', 'suite');
  expect(status, stderr).toBe(0);
  return stdout.split('\n').filter((line) => /^suite\/.*: /.test(line));
}

const PYTEST = {
  // Starts a thread around each test, which no child of a fork has.
  'pytest.ini': '[pytest]\nfaulthandler_timeout = 30\n',
  'benchmarks/conftest.py': `import pytest

from shop.main import read


@pytest.fixture(scope="session")
def length():
    return read("data.txt")


@pytest.fixture(autouse=True)
def calm():
    yield
`,
  'benchmarks/test_shop.py': `import subprocess
import sys

import pytest

from shop.main import price, tax


def test_price(benchmark):
    benchmark(price, 1000)


@pytest.mark.parametrize("n", [100, 2000])
def test_tax(benchmark, n):
    @benchmark
    def _run():
        tax(n)


class TestLength:
    def test_length(self, benchmark, length):
        benchmark(price, length)


class TestOdd:
    @pytest.mark.skip(reason="not today")
    def test_skipped(self, benchmark):
        benchmark(price, 1)

    def test_child(self, benchmark):
        benchmark(lambda: subprocess.run([sys.executable, "-c", ""]))
`,
};

/** Without those that stand in a class. */
const ONLY = 'suite/*.py::test_*';

it('pytest: tests are told apart by the functions, fixtures and files that each depends on', async () => {
  await using project = await shop('pytest: benchmarks', PYTEST);
  await project.write({ 'README.md': 'A shop.\n', 'benchmarks/notes.md': 'Of benchmarks.\n' });
  const skipped =
    'suite/benchmarks/test_shop.py::TestOdd::test_skipped is measured: it could not be recorded on the';
  const child = 'suite/benchmarks/test_shop.py::TestOdd::test_child is measured: it starts another process';
  expect(await explain(project)).toEqual([
    expect.stringContaining(skipped),
    expect.stringContaining(child),
    'suite/benchmarks/test_shop.py::test_price: unaffected',
    'suite/benchmarks/test_shop.py::test_tax[100]: unaffected',
    'suite/benchmarks/test_shop.py::test_tax[2000]: unaffected',
    'suite/benchmarks/test_shop.py::TestLength::test_length: unaffected',
  ]);

  await project.write({ 'shop/main.py': SHOP.replace(...SLOWER), 'data.txt': 'more data than before\n' });
  const code = 'is measured: the code of shop/main.py:tax differs between the sides';
  expect(await explain(project)).toEqual([
    `suite/benchmarks/test_shop.py::test_tax[100] ${code}`,
    `suite/benchmarks/test_shop.py::test_tax[2000] ${code}`,
    // Of a fixture for the whole session all children read the file, and each for itself.
    'suite/benchmarks/test_shop.py::TestLength::test_length is measured: the file data.txt differs between the sides',
    expect.stringContaining(skipped),
    expect.stringContaining(child),
    'suite/benchmarks/test_shop.py::test_price: unaffected',
  ]);

  const { stdout, stderr, status } = await project.run('run', '--base', 'main', '--only', ONLY);
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('2 of 3 benchmarks are measured: the change cannot affect the others');
  expect(stdout).toContain('1 unaffected');
  const { results } = await project.json();
  expect(results.map(({ benchmark, verdict }) => [benchmark.split('::')[1], verdict]).sort()).toEqual([
    ['test_price', 'unaffected'],
    ['test_tax[100]', 'pass'],
    ['test_tax[2000]', 'pass'],
  ]);
});

const ASV = {
  'asv.conf.json': '{"version": 1, "project": "shop", "repo": ".", "benchmark_dir": "suite"}',
  'suite/__init__.py': '',
  'suite/shop.py': `from pathlib import Path

from shop.main import price, read, tax

DATA = Path(__file__).parent.parent / "data.txt"


class Prices:
    params = [100, 2000]

    def setup(self, n):
        self.n = n

    def time_price(self, n):
        price(self.n)


class Taxes:
    def time_tax(self):
        tax(100)


class Files:
    def setup_cache(self):
        return read(DATA)

    def time_length(self, length):
        price(length)
`,
};

it('asv: benchmarks are told apart by their classes', async () => {
  await using project = await shop('asv: .', ASV);
  await project.write({ 'shop/main.py': SHOP.replace(...SLOWER) });
  expect(await explain(project)).toEqual([
    'suite/shop.Taxes.time_tax is measured: the code of shop/main.py:tax differs between the sides',
    'suite/shop.Files.time_length: unaffected',
    'suite/shop.Prices.time_price(100): unaffected',
    'suite/shop.Prices.time_price(2000): unaffected',
  ]);
});

const PYPERF = {
  'bench.py': `import pyperf

from shop.main import price, tax

runner = pyperf.Runner()
runner.bench_func("price", price, 1000)
runner.bench_func("tax", tax, 1000)
`,
};

it('pyperf: a script is run as code, so whole modules are compared', async () => {
  await using project = await shop('pyperf: bench.py', PYPERF);
  await project.write({
    'README.md': 'A better shop.\n',
    'shop/main.py': SHOP.replace('"""What it costs."""', ''),
  });
  expect(await explain(project)).toEqual(['suite/price: unaffected', 'suite/tax: unaffected']);
  await project.write({ 'shop/main.py': SHOP.replace(...SLOWER) });
  const module = 'is measured: the module shop/main.py differs between the sides';
  expect(await explain(project)).toEqual([`suite/price ${module}`, `suite/tax ${module}`]);
});
