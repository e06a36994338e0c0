/** Which files are taken for benchmarks, by their text alone. */
import { describe, expect, test } from 'vitest';
import { detectBenchmarks } from '../../src/init/detect.ts';

const detect = (text: string, others: Readonly<Record<string, string>> = {}) =>
  detectBenchmarks({
    paths: ['test_a.py', ...Object.keys(others)],
    readText: (path) => (path === 'test_a.py' ? text : others[path]),
  });

test('the fixture, however the test is written', () => {
  const found = (text: string) => detect(text).pytest.length > 0;
  expect(found('def test_a(benchmark): pass')).toBe(true);
  expect(found('    def test_a(self, benchmark): pass')).toBe(true);
  expect(found('def test_a(\n    tmp_path,\n    benchmark,\n): pass')).toBe(true);
  expect(found('async def test_a(size: int, benchmark: BenchmarkFixture): pass')).toBe(true);
  expect(found('def test_a(benchmarks): pass')).toBe(false);
  expect(found('def helper(benchmark): pass')).toBe(false);
  expect(found('def bench_a(benchmark): pass')).toBe(false);
  expect(found('# def test_a(benchmark)')).toBe(false);
});

test.each([
  ['pytest.ini', '[pytest]\npython_functions = test_* bench_*\n'],
  ['pyproject.toml', '[tool.pytest.ini_options]\npython_functions = ["bench_*"]\n'],
  ['setup.cfg', '[tool:pytest]\npython_functions =\n    test_*\n    bench_*\n'],
])('tests that are called otherwise, as %s says', (path, text) => {
  expect(detect('def bench_a(benchmark): pass', { [path]: text }).pytest).toEqual(['test_a.py']);
});

describe('@pytest.mark.benchmark of pytest-codspeed, with and without the fixture', () => {
  const test_ = 'def test_sorting():\n    sorted(range(1000))\n';
  test.each([
    ['on a test', `@pytest.mark.benchmark\n${test_}`],
    ['codspeed_benchmark', `@pytest.mark.codspeed_benchmark\n${test_}`],
    [
      'with arguments',
      `@pytest.mark.benchmark(group="a", max_time=1)\n@pytest.mark.parametrize("n", [1])\n${test_}`,
    ],
    ['on a class', `@pytest.mark.benchmark\nclass TestSort:\n    def test_it(self): pass\n`],
    ['on a method', `class TestSort:\n    @pytest.mark.benchmark\n    def test_it(self): pass\n`],
    ['on a file', `pytestmark = pytest.mark.benchmark\n${test_}`],
    [
      'on a file, among others',
      `pytestmark = [\n    pytest.mark.slow,\n    pytest.mark.benchmark(group="x"),\n]\n${test_}`,
    ],
    ['imported', `from pytest import mark\n@mark.benchmark\n${test_}`],
  ])('%s', (_, text) => {
    expect(detect(text)).toMatchObject({ marked: ['test_a.py'], pytest: [] });
  });

  test('both in one file are one file', () => {
    expect(detect(`@pytest.mark.benchmark\ndef test_a(benchmark): pass\n`)).toMatchObject({
      marked: [],
      pytest: ['test_a.py'],
    });
  });

  test.each([
    ['a mark of another name', `@pytest.mark.benchmarks\n${test_}`],
    ['a comment', `# @pytest.mark.benchmark\n${test_}`],
    ['no test', 'pytestmark = pytest.mark.benchmark\n'],
  ])('not %s', (_, text) => {
    expect(detect(text).marked).toEqual([]);
  });
});

test('the suite of asv that lies least deep, in whatever directory', () => {
  const find = (...paths: string[]) => detect('', Object.fromEntries(paths.map((path) => [path, '{}'])));
  expect(find('asv_bench/asv.conf.json', 'x/y/asv.conf.jsonc')).toMatchObject({
    asv: ['asv_bench/asv.conf.json'],
    asvElsewhere: ['x/y/asv.conf.jsonc'],
  });
  expect(find('a/asv.conf.json', 'b/asv.conf.json')).toMatchObject({ asv: [] });
  expect(find('a/b/c/d/asv.conf.json')).toMatchObject({ asv: [], asvElsewhere: ['a/b/c/d/asv.conf.json'] });
  expect(find()).toMatchObject({ asv: [], asvElsewhere: [] });
});
