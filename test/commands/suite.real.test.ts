/** A suite of many benchmarks, as the command line measures it: in turns, in shared processes, each decided by itself. */
import { expect, it } from 'vitest';
import { toolPath } from '../tools/tools.ts';
import { createProject } from './project.ts';

const shop = (slow: number) => `
def work(n): return sum(i * i % 7 for i in range(n))
def price(): work(4000)
def search(): work(${slow * 3000})
def dies(): pass
calls = 0
def tail():
    global calls
    calls += 1
    work(${slow > 1 ? 4000 : 400} if calls % 10 == 0 else 400)
`;

const TESTS = `
import os, socket, pytest, shop
@pytest.mark.parametrize('n', range(100, 900, 100))
def test_work(benchmark, n): benchmark(shop.work, n)
def test_price(benchmark): benchmark(shop.price)
def test_search(benchmark): benchmark(shop.search)
def test_dies(benchmark): benchmark(shop.dies)
def test_tail(benchmark): benchmark(shop.tail)
@pytest.fixture
def port():
    with socket.socket() as server:
        server.bind(('127.0.0.1', int(os.environ['SHOP_PORT'])))
        yield server
def test_port(benchmark, port): benchmark(shop.price)
class TestMarked:
    @pytest.mark.benchmark
    def test_price(self): shop.price()
`;

const freePort = async (): Promise<number> => {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
};

it('each benchmark of a pytest suite has a verdict of its own, and one that dies takes nobody with it', async () => {
  await using project = await createProject({
    'shop.py': shop(1),
    'tests/test_shop.py': TESTS,
    'budgets.yml': `version: 1
measure: { python: '${await toolPath('python')}', env: { SHOP_PORT: '${await freePort()}' } }
benchmarks:
  suite:
    pytest: tests
    budgets: [time < baseline + 20%, { budget: p95 < baseline + 20%, only: '*::test_tail' }]
`,
  });
  project.git('init', '-q');
  project.commit();
  await project.write({
    'shop.py': shop(2).replace('def dies(): pass', 'import os\ndef dies(): os.abort()'),
  });
  const ended = await project.run('run', '--base', 'HEAD', '--all');
  const { results, benchmarks } = await project.json();
  const verdicts = Object.fromEntries(
    results
      .filter(({ budget }) => budget?.startsWith('time'))
      .map(({ benchmark, verdict }) => [benchmark.replace('suite/tests/test_shop.py::', ''), verdict]),
  );
  expect(verdicts, ended.stderr).toEqual({
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`test_work[${n}00]`, 'pass'])),
    test_price: 'pass',
    test_search: 'fail',
    'TestMarked::test_price': 'pass',
    test_port: expect.stringMatching(/pass|inconclusive/), // it takes no turns
    test_dies: 'missing',
    test_tail: 'fail', // nearly twice as much on the average
  });
  expect(ended.status).toBe(1);
  // A call takes some ten microseconds, and every tenth one got ten times as slow: a mean of many is not the p95 of calls.
  const tail = results.find(({ budget }) => budget?.startsWith('p95'));
  expect(tail).toMatchObject({ verdict: 'fail', benchmark: 'suite/tests/test_shop.py::test_tail' });
  expect(tail?.change?.ratio).toBeGreaterThan(4);
  // The profiler prepares a benchmark as the measurement did.
  const slower = results.find(({ verdict }) => verdict === 'fail');
  expect(slower?.culprits?.[0]).toMatchObject({ file: 'shop.py' });
  expect(ended.stderr).toContain('test_port: failed while the other side');
  const dead = benchmarks.find(({ name }) => name.endsWith('test_dies'));
  expect(dead?.failures?.[0]).toMatchObject({ code: 'crashed', side: 'candidate' });
});
