/**
 * Work that never ran: a call that only makes a coroutine or a generator costs a tenth of a microsecond, whatever the
 * product does. Each of these was measured, and each change of `price` held its budget.
 */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import type { ProcessOutcome, Runner } from '../../src/runners/runner.ts';
import { createAsvRunner } from '../../src/runners/suites/asv.ts';
import { createPyperfRunner } from '../../src/runners/suites/pyperf.ts';
import { createPytestRunner } from '../../src/runners/suites/pytest.ts';
import { createTimeitRunner } from '../../src/runners/timeit.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import type { Failure } from '../../src/samples/measurements.ts';
import { requestFor } from './project.ts';
import { PYTHONS } from './pythons.ts';
import { makeProject, measureOnce, stateOf } from './tool-request.ts';

const SHOP = `
import asyncio, functools

async def price(n=5):
    return sum(range(n))

def prices(n=5):
    yield from range(n)

async def stream(n=5):
    yield n

partial_price = functools.partial(price, 5)
partial_prices = functools.partial(prices, 5)
partial_stream = functools.partial(stream, 5)

def drops():
    price(5)

def maps():
    return map(abs, range(5))

def through(function):
    @functools.wraps(function)
    def run(*args):
        return asyncio.run(function(*args))
    return run

runs = through(price)

def lists():
    return list(prices(5))

def used_up():
    made = prices(5)
    list(made)
    return made

def begun():
    made = prices(5)
    next(made)
    return made

def closed():
    made = price(5)
    made.close()
    return made
`;
/** Functions of no arguments that only make something, and what they make. */
const UNDONE: Readonly<Record<string, 'awaited' | 'consumed'>> = {
  price: 'awaited',
  prices: 'consumed',
  stream: 'consumed',
  partial_price: 'awaited',
  partial_prices: 'consumed',
  partial_stream: 'consumed',
  drops: 'awaited',
  maps: 'consumed',
};
const DONE = ['runs', 'lists', 'used_up', 'begun', 'closed'];
const ALL = [...Object.keys(UNDONE), ...DONE];

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject({ 'shop.py': SHOP, ...files });
  projects.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});

function expectUndone({ code, message, hint }: Partial<Failure>, name: string) {
  expect([name, code, message, hint]).toEqual([
    name,
    'never-awaited',
    expect.stringMatching(`nobody ${UNDONE[name]}.*, so its work never ran`),
    expect.stringMatching(/\w/),
  ]);
}

function expectEach(outcome: ProcessOutcome, nameOf: (sub: string) => string) {
  const found = new Map(outcome.measured.map((one) => [nameOf(one.sub ?? ''), one.failure]));
  expect([...found.keys()].sort()).toEqual([...ALL].sort());
  for (const name of Object.keys(UNDONE)) expectUndone({ ...found.get(name) }, name);
  for (const name of DONE) expect([name, found.get(name)]).toEqual([name, undefined]);
}

describe.each(PYTHONS)('on Python $version', ({ path: python }) => {
  const measure = (runner: Runner, spec: RunnerSpec) =>
    runner.measure(requestFor(project({}), spec, { python, budgetSeconds: 0.02 }));

  // A coroutine function or generator function that is itself the callable is awaited, or a fixture: see its README.
  test.each(['drops', 'maps'])('a callable whose call %s', async (name) => {
    expectUndone({ ...(await measure(createCallableRunner(), callable(`shop:${name}`))).failure }, name);
  });

  test.each(Object.keys(UNDONE))('a callable that yields a function that only makes %s', async (name) => {
    const directory = project({ 'bench.py': `import shop\ndef it():\n    yield lambda: shop.${name}()\n` });
    const request = requestFor(directory, callable('bench.py:it'), { python, budgetSeconds: 0.02 });
    expectUndone({ ...(await createCallableRunner().measure(request)).failure }, name);
  });

  test.each(['price', 'partial_price', ...DONE])('a callable %s does its work', async (name) => {
    expect(await measure(createCallableRunner(), callable(`shop:${name}`))).not.toHaveProperty('failure');
  });

  test.each(Object.keys(UNDONE))('a statement %s()', async (name) => {
    const setup = `from shop import ${name}`;
    const outcome = await measure(createTimeitRunner(), { kind: 'timeit', stmt: `${name}()`, setup });
    expectUndone({ ...outcome.failure }, name);
  });

  test.each([
    ['is in a loop', 'for n in range(2):\n    price(n)'],
    ['is caught', 'try:\n    price()\nexcept Exception:\n    pass'],
    ['is bound to a name', 'made = price()'],
    ['is one of two', 'prices(3)\nsum(range(3))'],
  ])('a statement whose coroutine or generator %s', async (_, stmt) => {
    const setup = 'from shop import price, prices';
    const outcome = await measure(createTimeitRunner(), { kind: 'timeit', stmt, setup });
    expect(outcome.failure).toMatchObject({ code: 'never-awaited' });
  });

  test.each<[string, string]>([
    ...DONE.map((name): [string, string] => [`${name}()`, `from shop import ${name}`]),
    ['made = prices(5)\nlist(made)', 'from shop import prices'],
    ['def f():\n    yield 1\nlist(f())', ''],
    ['x = [n for n in range(3)]', ''],
    ['del x[:]', 'x = [1]'],
    ["text = '''a\nb'''", ''],
  ])('the statement %s does its work', async (stmt, setup) => {
    expect(await measure(createTimeitRunner(), { kind: 'timeit', stmt, setup })).not.toHaveProperty(
      'failure',
    );
  });
});

const callable = (target: string): RunnerSpec => ({ kind: 'callable', target });

test('pytest: each test whose call never ran is missing, and no other', async () => {
  const tests = ALL.map((name) => `def test_${name}(benchmark): benchmark(shop.${name})`);
  const file = `
import asyncio, pytest, shop
${tests.join('\n')}
`;
  const outcome = await measureOnce(createPytestRunner(), project({ 'test_shop.py': file }), {
    kind: 'pytest',
    args: 'test_shop.py',
  });
  expectEach(outcome, (sub) => sub.replace(/.*::test_/, ''));
});

test('pytest: also with pedantic, with arguments, and where the test awaits the last call itself', async () => {
  const file = `
import asyncio, shop
def test_arguments(benchmark): benchmark(shop.price, 500)
def test_pedantic(benchmark): benchmark.pedantic(shop.price, args=(500,), rounds=3, iterations=2)
def test_pedantic_once(benchmark): benchmark.pedantic(shop.prices, rounds=3)
def test_awaits(benchmark):
    asyncio.run(benchmark(shop.price, 500))
def test_runs(benchmark): benchmark(lambda: asyncio.run(shop.price(500)))
def test_own_loop(benchmark):
    loop = asyncio.new_event_loop()
    benchmark.pedantic(lambda: loop.run_until_complete(shop.price(500)), rounds=3)
    loop.close()
`;
  const outcome = await measureOnce(createPytestRunner(), project({ 'test_shop.py': file }), {
    kind: 'pytest',
    args: 'test_shop.py',
  });
  expect(outcome.failure).toBeUndefined();
  expect(stateOf(outcome)).toEqual({
    'test_shop.py::test_arguments': 'never-awaited',
    'test_shop.py::test_pedantic': 'never-awaited',
    'test_shop.py::test_pedantic_once': 'never-awaited',
    'test_shop.py::test_awaits': 'never-awaited',
    'test_shop.py::test_runs': 'ok',
    'test_shop.py::test_own_loop': 'ok',
  });
});

test('pyperf: functions and statements whose call never ran are missing, and no other', async () => {
  const file = `
import pyperf, shop
runner = pyperf.Runner()
${ALL.map((name) => `runner.bench_func('${name}', shop.${name})`).join('\n')}
runner.timeit('statement', 'shop.price()', globals={'shop': shop})
runner.timeit('statement that runs', ['made = shop.prices()', 'list(made)'], setup='import shop')
runner.bench_async_func('awaited', shop.price)
runner.bench_time_func('own loop', lambda loops: 1e-3 * loops)
`;
  const outcome = await measureOnce(createPyperfRunner(), project({ 'bench_shop.py': file }), {
    kind: 'pyperf',
    script: 'bench_shop.py',
  });
  expect(outcome.failure).toBeUndefined();
  expect(stateOf(outcome)).toMatchObject({
    statement: 'never-awaited',
    'statement that runs': 'ok',
    awaited: 'ok',
    'own loop': 'ok',
  });
  const measured = outcome.measured.filter(({ sub }) => ALL.includes(sub ?? ''));
  expectEach({ ...outcome, measured }, (sub) => sub);
});

const ASV = `{ "version": 1, "project": "shop", "repo": ".", "environment_type": "virtualenv", "benchmark_dir": "suite" }`;

test('asv: each benchmark whose call never ran is missing, and no other', async () => {
  const quick = (name: string) => `
def time_${name}(): return shop.${name}()
time_${name}.sample_time, time_${name}.warmup_time, time_${name}.repeat = 0.001, 0, (3, 4, 0.1)`;
  const suite = `from . import product as shop\n${ALL.map(quick).join('\n')}\n`;
  const directory = project({
    'asv.conf.json': ASV,
    'suite/__init__.py': '',
    'suite/product.py': SHOP,
    'suite/shop_bench.py': suite,
  });
  const outcome = await measureOnce(createAsvRunner(), directory, { kind: 'asv', benchmark: '.' });
  expectEach(outcome, (sub) => sub.replace(/.*time_/, ''));
});

test('asv: async methods with parameters and set-up, fixed numbers of calls, peak memory, and tracked values', async () => {
  const suite = `
import asyncio
from . import product as shop
class Prices:
    params = [5, 50]
    async def time_async(self, n): await shop.price(n)
    def time_generator(self, n):
        if n == 50: return shop.prices(n)
class Fixed:
    number, warmup_time, repeat = 3, 0, (3, 4, 0.1)
    async def time_fixed(self): await shop.price()
    def time_fixed_runs(self): asyncio.run(shop.price())
class UsedUp:
    params, number = [5, 50], 1
    def setup(self, n): self.left = [n]
    def time_used_up(self, n): self.left.pop()  # each call needs a set-up of its own
class Others:
    async def peakmem_async(self): await shop.price()
    def peakmem_runs(self): return [0] * 1000
    async def track_async(self): return await shop.price()
    def track_runs(self): return 7
`;
  const directory = project({
    'asv.conf.json': ASV,
    'suite/__init__.py': '',
    'suite/product.py': SHOP,
    'suite/shop_bench.py': suite,
  });
  const outcome = await measureOnce(createAsvRunner(), directory, { kind: 'asv', benchmark: '.' });
  expect(stateOf(outcome)).toEqual({
    'shop_bench.Prices.time_async(5)': 'never-awaited',
    'shop_bench.Prices.time_async(50)': 'never-awaited',
    'shop_bench.UsedUp.time_used_up(5)': 'ok',
    'shop_bench.UsedUp.time_used_up(50)': 'ok',
    'shop_bench.Prices.time_generator(5)': 'ok',
    'shop_bench.Prices.time_generator(50)': 'never-awaited',
    'shop_bench.Fixed.time_fixed': 'never-awaited',
    'shop_bench.Fixed.time_fixed_runs': 'ok',
    'shop_bench.Others.peakmem_async': 'never-awaited',
    'shop_bench.Others.peakmem_runs': 'ok',
    'shop_bench.Others.track_async': 'never-awaited',
    'shop_bench.Others.track_runs': 'ok',
  });
});
