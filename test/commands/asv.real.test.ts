/** An asv suite as the command line measures it, where asv is not installed and its configuration lies in a directory. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PYTHON } from '../runners/pythons.ts';
import { createProject, runCli } from './project.ts';

const shop = (slow: number, large: number) => `
def work(n):
    total = 0
    for i in range(n): total += i * i % 7
    return total
def price(n): return work(n)
def search(words): work(${slow * 3000}); return sorted(words)
def index(): return [bytearray(b'x' * (1 << 20)) for _ in range(${large * 40})]
SIZE = ${large}
`;

const SUITE = `
import os, shop
class Prices:
    params, param_names = [1000, 4000], ['n']
    def time_price(self, n): shop.price(n)
class Search:
    def setup_cache(self):
        with open(os.environ['CACHE_LOG'], 'a') as log: log.write(os.environ['PACEGATE_SIDE'] + ' ' + os.getcwd() + '\\n')
        return ['b', 'a'] * 20
    def time_search(self, words): shop.search(words)
    def track_words(self, words): return len(words)
class Fresh:
    number = 1
    def setup(self): self.items = list(range(3000, 0, -1))
    def time_sort(self): self.items.sort(); shop.price(2000)
def peakmem_index(): return shop.index()
def track_size(): return shop.SIZE
`;

it('finds a slowdown among unchanged benchmarks, call by call in turns, each with a verdict of its own', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'pacegate-asv-'));
  const log = join(temporary, 'cache.log');
  await using project = await createProject({
    'shop.py': shop(1, 1),
    'ci/asv_bench/asv.conf.json': '{\n  // of asv\n  "version": 1, "project": "shop", "repo": "../..",\n}',
    'ci/asv_bench/benchmarks/__init__.py': '',
    'ci/asv_bench/benchmarks/shop_suite.py': SUITE,
    'budgets.yml': `version: 1
measure: { python: '${PYTHON.path}', env: { CACHE_LOG: '${log}' }, max_time: 20 s }
benchmarks:
  suite:
    asv: shop_suite
    budgets:
      - { budget: time < baseline + 20%, only: '*.time*' }
      - { budget: peak_memory < baseline + 20 MiB, only: '*peakmem*' }
      - { budget: size < 2, only: '*track_size' }
      - { budget: words < baseline + 1, only: '*track_words' }
`,
  });
  const has = `import importlib.util as u, sys; sys.exit(u.find_spec('asv') or u.find_spec('asv_runner') and 1 or 0)`;
  execFileSync(PYTHON.path, ['-c', has]);
  await project.write({ 'shop.py': shop(2, 2) });
  const ended = await runCli(['run', '--base', 'HEAD', '--all'], project.directory, {
    env: { TMPDIR: temporary },
  });
  expect(ended.status, ended.stderr).toBe(1);
  const { results, comparison } = await project.json();
  const verdicts = Object.fromEntries(
    results.map(({ benchmark, verdict }) => [benchmark.replace('suite/shop_suite.', ''), verdict]),
  );
  expect(verdicts, ended.stdout + ended.stderr).toEqual({
    'Prices.time_price(1000)': 'pass',
    'Prices.time_price(4000)': 'pass',
    'Search.time_search': 'fail',
    'Search.track_words': 'pass',
    'Fresh.time_sort': 'pass',
    peakmem_index: 'fail',
    track_size: 'fail',
  });
  expect(comparison).toBe('side-by-side');
  interface Measured {
    readonly benchmarks: readonly { name: string; metrics: { wall_time?: { runs: { turn?: number }[] } } }[];
  }
  const { benchmarks } = await project.json<Measured>('.pacegate/out/candidate.json');
  const timed = benchmarks.filter(({ name }) => name.includes('.time_'));
  expect(timed).toHaveLength(4);
  for (const { metrics } of timed) {
    for (const { turn } of metrics.wall_time?.runs ?? []) expect(turn).toBeGreaterThan(0);
  }
  const slow = results.find(({ benchmark }) => benchmark.endsWith('time_search'));
  expect(slow?.change?.ratio).toBeGreaterThan(1.6);
  expect(slow?.culprits?.map((each) => each.function)).toContain('work');
  // What `setup_cache` prepares serves all processes of a side, and is gone after the run; profiling makes its own.
  const called = (await readFile(log, 'utf8'))
    .split('\n')
    .filter((line) => /\/pacegate-run-\w{6}\/[0-9a-f]{16}$/.test(line));
  expect(called.map((line) => line.split(' ')[0]).sort()).toEqual(['baseline', 'candidate']);
  expect((await readdir(temporary)).filter((name) => name !== 'cache.log')).toEqual([]);
  await rm(temporary, { recursive: true });
});
