/** Culprits of benchmarks that other tools run: a function is planted slower, and must be the one that is named. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProfileOrder, profile } from '../../src/measuring/explaining/explain-slowdowns.ts';
import type { RunnerSpec } from '../../src/samples/benchmark-spec.ts';
import type { Checkout } from '../../src/samples/checkout.ts';
import { makeProject } from '../runners/tool-request.ts';
import { toolPath } from '../tools/tools.ts';

/** Four functions of about the same cost, called by a fifth. */
const app = (words: string) => `
def split(text):
    words = []
    for word in text.split():
        words.append(${words})
    return words

def count(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts

def order(counts):
    return sorted(((n * 7 % 11, word) for word, n in counts.items()), key=lambda pair: (-pair[0], pair[1]))

def encode(pairs):
    return ",".join("%s=%d" % (word, n) for n, word in pairs)

TEXT = " ".join("word%d" % (n % 900) for n in range(3000))

def handle(text=TEXT):
    return encode(order(count(split(text))))
`;

const FILES = {
  'app/__init__.py': '',
  'benchmarks/test_app.py': `
import pytest
from app.core import TEXT, handle
def test_plain(benchmark): assert benchmark(handle)
def test_other(benchmark): benchmark(lambda: None)
@pytest.mark.parametrize("times", [1, 2])
def test_pedantic(benchmark, times):
    benchmark.pedantic(handle, setup=lambda: ((TEXT,), {}), rounds=3)
    assert benchmark.stats.stats.mean > 0, "no times were taken, which comes too late to matter"
`,
  'benchmarks/bench_app.py': `
import pyperf, app.core
runner = pyperf.Runner(add_cmdline_args=lambda command, args: command.extend(["--size", str(args.size)]))
runner.argparser.add_argument("--size", type=int)
assert runner.parse_args().size == 5
async def later(): return app.core.handle()
runner.bench_func("other", len, "")
runner.bench_func("function", app.core.handle, app.core.TEXT)
runner.bench_async_func("coroutine", later)
runner.bench_time_func("loop", lambda loops: [app.core.handle() for _ in range(loops)] and 1.0)
runner.timeit("statement", "handle()", setup="from app.core import handle")
`,
  'asv.conf.json': '{"version": 1, "project": "app", "repo": ".", "benchmark_dir": "suite"}',
  'suite/__init__.py': '',
  'suite/app_suite.py': `
from app.core import TEXT, handle
class Suite:
    params, param_names = [[1, 2], ["(a)", "b"]], ["size", "kind"]
    def setup_cache(self): return TEXT
    def setup(self, cache, size, kind): self.text = cache * size
    def time_handle(self, cache, size, kind): handle(self.text)
def time_plain(): handle()
`,
  'main.py':
    'import subprocess, sys\nfrom app.core import handle\nhandle()\nsubprocess.run([sys.executable, "part.py"], check=True)\n',
  'part.py': 'from app.core import handle\nfor _ in range(200): handle()\n',
};

let baseline: string;
let candidate: string;
let python: string;
beforeAll(async () => {
  python = await toolPath('python');
  baseline = makeProject({ ...FILES, 'app/core.py': app('word.strip(".").lower()') });
  // Half as many instructions again, and several times the time: no load of the machine hides it.
  candidate = makeProject({
    ...FILES,
    'app/core.py': app('min(max(sorted(word * 2)[0], word.strip(".").lower()), word.lower())'),
  });
});
afterAll(() => {
  for (const directory of [baseline, candidate]) rmSync(directory, { recursive: true, force: true });
});

async function explain(spec: RunnerSpec, sub: string | undefined, tool: ProfileOrder['tool']) {
  const checkout = (side: Checkout['side'], directory: string, other: string): Checkout => ({
    ...{ side, directory, root: directory, foreign: [other] },
  });
  const said: string[] = [];
  const checkouts = [checkout('baseline', baseline, candidate), checkout('candidate', candidate, baseline)];
  const found = await profile({
    spec: { name: 'it', runner: spec, budgets: [], measure: { python, max_time: 60, timeout: 60 } },
    sub,
    checkouts,
    tool,
    processes: tool === 'bytecodes' ? 1 : 2,
    run: {
      session: { candidate: checkouts[1] },
      signal: new AbortController().signal,
      progress: { say: (text: string) => said.push(text), show: () => undefined, end: () => undefined },
    } as unknown as ProfileOrder['run'],
    env: process.env,
  });
  return { said, comparison: found?.comparison, profiles: found?.candidate.profiles ?? [] };
}

const PYPERF: RunnerSpec = { kind: 'pyperf', script: 'benchmarks/bench_app.py --size 5' };
const PYTEST: RunnerSpec = { kind: 'pytest', args: 'benchmarks/test_app.py' };
const ASV: RunnerSpec = { kind: 'asv', benchmark: 'time_' };

// Counted instructions are exact: whatever else the machine does, the same function comes out.
describe.each([
  ['pytest', PYTEST, 'benchmarks/test_app.py::test_plain'],
  ['pytest', PYTEST, 'benchmarks/test_app.py::test_pedantic[2]'],
  ['pyperf', PYPERF, 'function'],
  ['pyperf', PYPERF, 'coroutine'],
  ['pyperf', PYPERF, 'loop'],
  ['pyperf', PYPERF, 'statement'],
  ['asv', ASV, 'app_suite.time_plain'],
  ['asv', ASV, "app_suite.Suite.time_handle(2, '(a)')"],
] as const)('%s', (_, spec, sub) => {
  it(`names the function that got slower in ${sub}`, async () => {
    const { said, comparison } = await explain(spec, sub, 'bytecodes');
    expect(said).toEqual([]);
    expect(comparison?.culprits).toMatchObject([
      { function: 'split', file: 'app/core.py', line: 2, calls: { baseline: 1, candidate: 1 } },
    ]);
  });
});

it.each([
  ['pytest', PYTEST, 'benchmarks/test_app.py::test_plain'],
  ['pyperf', PYPERF, 'function'],
  ['asv', ASV, 'app_suite.time_plain'],
  ['command', { kind: 'command', command: 'exec python3 main.py' }, undefined],
] as const)('%s: by CPU time, too, which is what the gate asks for', async (kind, spec, sub) => {
  const own = kind === 'command' ? { ...spec, command: `'${python}' main.py` } : spec;
  const { said, comparison, profiles } = await explain(own, sub, 'cprofile');
  expect(said).toEqual([]);
  expect(comparison?.functions[0]).toMatchObject({ function: 'split', file: 'app/core.py' });
  expect(comparison?.culprits[0]).toMatchObject({ function: 'split', file: 'app/core.py', line: 2 });
  // Of a command, what both of its Python processes did: 1 + 200 calls.
  const calls = profiles.map((each) => each.functions.find(({ name }) => name === 'handle')?.calls);
  expect(new Set(calls)).toEqual(new Set([kind === 'command' ? 201 : 1]));
});

it.each([
  ['a benchmark that is not there', PYPERF, 'nothing', 'cprofile', /no benchmark 'nothing'/],
  ['a test that is not there', PYTEST, 'test_gone', 'cprofile', /could not be profiled/],
  ['a command without Python', { kind: 'command', command: 'true' }, undefined, 'cprofile', /could not be/],
] as const)('%s is told so', async (_, spec, sub, tool, words) => {
  const { said, comparison } = await explain(spec, sub, tool);
  expect(comparison).toBeUndefined();
  expect(said.join('\n')).toMatch(words);
});
