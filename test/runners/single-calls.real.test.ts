/** What every runner that times calls in its own process times one by one where a budget is about a tail. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runnerFor } from '../../src/runners/registry.ts';
import type { Measured } from '../../src/runners/runner.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import type { Benchmark } from '../../src/samples/measurements.ts';
import { compare, metric } from '../comparison/measured.ts';
import { toolPath } from '../tools/tools.ts';
import { requestFor } from './project.ts';
import { makeProject } from './tool-request.ts';

/** Every eighth call does ten times the work. */
const SHOP = `
calls = 0
def price():
    global calls
    calls += 1
    return sum(i * i % 7 for i in range(4000 if calls % 8 == 0 else 400))
async def ordered():
    return price()
`;

const directory = makeProject({
  'shop.py': SHOP,
  'tests/test_shop.py': `
import shop
def test_price(benchmark): benchmark(shop.price)
def test_unasked(benchmark): benchmark(shop.price)
def test_pedantic(benchmark): benchmark.pedantic(shop.price, rounds=9, iterations=10)
def test_single(benchmark): benchmark.pedantic(shop.price, rounds=9)
`,
  'bench.py': `
import time, pyperf, shop
runner = pyperf.Runner()
def own(loops):
    began = time.perf_counter()
    for _ in range(loops): shop.price()
    return time.perf_counter() - began
runner.bench_func('price', shop.price)
runner.bench_async_func('ordered', shop.ordered)
runner.bench_time_func('own', own)
runner.timeit('stated', stmt='price()', globals=vars(shop))
runner.bench_func('unrolled', shop.price, inner_loops=2)
`,
  'asv.conf.json': '{"version": 1, "project": "shop", "repo": ".", "benchmark_dir": "suite"}',
  'suite/__init__.py': '',
  'suite/shop.py': `
calls = 0
def price():
    global calls
    calls += 1
    return sum(i * i % 7 for i in range(4000 if calls % 8 == 0 else 400))
def time_price(): price()
def time_number(): price()
time_number.number = 10
`,
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function measure(spec: RunnerSpec, wanted?: readonly string[] | null): Promise<readonly Measured[]> {
  const python = await toolPath('python');
  const asked = {
    python,
    budgetSeconds: 0.04,
    ...(wanted && { wanted }),
    ...(wanted !== null && { singleCalls: (sub: string) => !sub.includes('unasked') }),
  };
  const { measured, failure } = await runnerFor(spec.kind).measure(requestFor(directory, spec, asked));
  expect(failure).toBeUndefined();
  return measured;
}

const calls = ({ metrics }: Measured) => [...(metrics.call_time?.runs[0] ?? [])].sort((a, b) => a - b);

/** Whether the slow calls, an eighth, are apart from the others. */
function showsTail(measured: Measured): boolean {
  const sorted = calls(measured);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] as number;
  return sorted.length >= 100 && at(0.95) > 4 * at(0.5);
}

const subs = (measured: readonly Measured[], which: (one: Measured) => boolean) =>
  measured.filter(which).map(({ sub }) => sub?.replace(/^.*(::|\.)/, ''));

it('so a budget on the p95 of calls of microseconds sees that one in ten got slower', async () => {
  const shop = (slow: number) => `
calls = 0
def price():
    global calls
    calls += 1
    return sum(i * i % 7 for i in range(int(${slow} * 400) if calls % 10 == 0 else 400))
`;
  const side = async (slow: number): Promise<Benchmark> => {
    writeFileSync(join(directory, 'tail.py'), shop(slow));
    const [measured] = await measure({ kind: 'callable', target: 'tail.py:price' });
    const { metrics, method } = measured as Measured;
    // One process stands for nine that differ by a little.
    const nine = Object.entries(metrics).map(([name, { unit, better, runs }]) => [
      name,
      metric(
        unit,
        Array.from({ length: 9 }, (_, i) => (runs[0] ?? []).map((value) => value * (1 + i / 1000))),
        better,
      ),
    ]);
    return { name: 'b', metrics: Object.fromEntries(nine), ...(method && { method }) };
  };
  const [before, after] = [await side(1), await side(2.5)];
  expect(compare(before, after, 'p95 < baseline + 20%')[0]?.verdict).toBe('fail');
  // The mean is 15 % above, and so is any quantile of means.
  const { call_time: _, ...means } = after.metrics;
  expect(compare(before, { ...after, metrics: means }, 'p95 < baseline + 20%')[0]?.failure).toBe('averaged');
});

it('callable and timeit', async () => {
  const [one] = await measure({ kind: 'callable', target: 'shop.py:price' });
  expect(showsTail(one as Measured)).toBe(true);
  expect(calls(one as Measured).length).toBeLessThanOrEqual(1010);
  const [other] = await measure({ kind: 'callable', target: 'shop.py:ordered' });
  expect(showsTail(other as Measured)).toBe(true);
  const [stated] = await measure({ kind: 'timeit', stmt: 'price()', setup: 'from shop import price' });
  expect(showsTail(stated as Measured)).toBe(true);
  const [unasked] = await measure({ kind: 'callable', target: 'shop.py:price' }, null);
  expect(calls(unasked as Measured)).toEqual([]);
});

// A budget's `only` says of which. What its author calls several times a value, or counts as several, has no single calls.
it('pytest, but for `iterations`', async () => {
  const names = ['price', 'unasked', 'pedantic', 'single'].map((name) => `tests/test_shop.py::test_${name}`);
  const measured = await measure({ kind: 'pytest', args: 'tests' }, names);
  expect(subs(measured, showsTail)).toEqual(['test_price']);
  expect(measured.map(calls).map(({ length }) => length)).toEqual([expect.any(Number), 0, 0, 9]);
  const loops = Object.fromEntries(measured.map(({ sub, method }) => [sub?.split('::')[1], method?.loops]));
  expect(loops).toMatchObject({ test_pedantic: 10, test_single: 1 });
});

it('pyperf, but for `inner_loops`', async () => {
  const names = ['price', 'ordered', 'own', 'stated', 'unrolled'];
  const measured = await measure({ kind: 'pyperf', script: 'bench.py' }, names);
  expect(subs(measured, showsTail)).toEqual(['price', 'ordered', 'own', 'stated']);
  expect(measured.find(({ sub }) => sub === 'unrolled')?.method?.loops).toBeGreaterThan(1);
});

it('asv, but for `number`', async () => {
  const measured = await measure({ kind: 'asv', benchmark: '.' }, ['shop.time_price', 'shop.time_number']);
  expect(subs(measured, showsTail)).toEqual(['time_price']);
  expect(measured.find(({ sub }) => sub === 'shop.time_number')?.method?.loops).toBe(10);
});
