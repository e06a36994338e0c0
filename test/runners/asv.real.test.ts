import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import type { ProcessOutcome } from '../../src/runners/runner.ts';
import { createAsvRunner } from '../../src/runners/suites/asv.ts';
import { toolPath } from '../tools/tools.ts';
import { withPatience } from './patience.ts';
import { type Asked, requestFor } from './project.ts';
import { PYTHON, PYTHONS } from './pythons.ts';
import { makeProject, stateOf } from './tool-request.ts';

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject(files);
  projects.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});

const runner = createAsvRunner();
const measure = (directory: string, benchmark = '.', asked: Asked = {}) =>
  runner.measure(requestFor(directory, { kind: 'asv', benchmark }, { budgetSeconds: 0.02, ...asked }));
const of = (outcome: ProcessOutcome, sub: string) => outcome.measured.find((each) => each.sub === sub);

const CONFIG = '{"version": 1, "project": "shop", "repo": ".", "benchmark_dir": "suite"}';
/** A suite of one module. */
const suite = (text: string, more: Record<string, string> = {}) =>
  project({ 'asv.conf.json': CONFIG, 'suite/__init__.py': '', 'suite/shop.py': text, ...more });

const RICH = `
import abc, os, time
class Tokens:
    params = [[10, 100], ['a']]
    param_names = ['n', 'kind']
    def setup(self, n, kind): self.text = (kind + ' ') * n
    def time_tokens(self, n, kind): sorted(self.text.split())
    def track_length(self, n, kind): return len(self.text)
def track_size(): return 42
track_size.unit = 'kB'
def track_rate(): return 5
track_rate.unit = '%'
def track_peak_memory(): return 1
def track_several(): return {'samples': [1, 2], 'number': 1}
def track_nan(): return float('nan')
def track_text(): return 'many'
def track_negative(): return -1
def mem_list(): return [0] * 1000
def peakmem_touch(): bytearray(b'x' * (30 << 20))
def timeraw_pair(): return 'work()', """
    import time
    def work(): time.sleep(0.02)
"""
def timeraw_env(): return 'import os; assert os.environ["SHOP"] == "open"'
timeraw_env.env = {'SHOP': 'open'}
def timeraw_fails(): return 'no_such_name'
def time_fails(): raise ValueError('boom')
def time_skipped(): pass
def skip(): raise NotImplementedError('not here')
time_skipped.setup = skip
def time_some(n): time.sleep(n)
time_some.params, time_some.skip_params = [0, 9], [(9,)]
`;

describe.each(PYTHONS)('an asv suite, where asv is not installed, on Python $version', ({ path: python }) => {
  it('is measured: times by our own timing, and each other kind in its own metric', async () => {
    const directory = suite(RICH);
    const outcome = await measure(directory, '.', { python });
    expect(outcome.failure).toBeUndefined();
    expect(stateOf(outcome)).toEqual({
      "shop.Tokens.time_tokens(10, 'a')": 'ok',
      "shop.Tokens.time_tokens(100, 'a')": 'ok',
      "shop.Tokens.track_length(10, 'a')": 'ok',
      "shop.Tokens.track_length(100, 'a')": 'ok',
      'shop.mem_list': 'unsupported',
      'shop.peakmem_touch': 'ok',
      'shop.time_fails': 'crashed',
      'shop.time_skipped': 'skipped',
      'shop.time_some(0)': 'ok',
      'shop.time_some(9)': 'skipped',
      'shop.timeraw_env': 'ok',
      'shop.timeraw_fails': 'crashed',
      'shop.timeraw_pair': 'ok',
      'shop.track_nan': 'skipped',
      'shop.track_negative': 'not-a-number',
      'shop.track_peak_memory': 'ok',
      'shop.track_rate': 'ok',
      'shop.track_several': 'ok',
      'shop.track_size': 'ok',
      'shop.track_text': 'not-a-number',
    });
    const tokens = of(outcome, "shop.Tokens.time_tokens(10, 'a')");
    expect(tokens?.params).toEqual({ n: '10', kind: "'a'" });
    expect(Object.keys(tokens?.metrics ?? {}).sort()).toEqual(['cpu_time', 'peak_memory', 'wall_time']);
    expect(tokens?.metrics.wall_time?.runs[0]?.length).toBeGreaterThanOrEqual(8);
    const metrics = (name: string) => of(outcome, `shop.${name}`)?.metrics;
    const single = (unit: string, ...run: number[]) => ({ unit, better: 'lower', runs: [run] });
    expect(metrics("Tokens.track_length(100, 'a')")).toEqual({ length: single('count', 200) });
    expect(metrics('track_size')).toEqual({ size: single('B', 42_000) });
    expect(metrics('track_rate')).toEqual({ rate: single('ratio', 0.05) });
    expect(metrics('track_peak_memory')).toEqual({ value: single('count', 1) }); // none of Pacegate's own names
    expect(metrics('track_several')).toEqual({ several: single('count', 1, 2) });
    const [peak = 0] = metrics('peakmem_touch')?.peak_memory?.runs[0] ?? [];
    expect(peak).toBeGreaterThan(30 << 20);
    for (const seconds of metrics('timeraw_pair')?.wall_time?.runs[0] ?? [0]) {
      expect(seconds).toBeGreaterThanOrEqual(0.02);
    }
    const why = (name: string) => of(outcome, `shop.${name}`)?.failure;
    expect(why('mem_list')?.hint).toContain('Install pympler');
    expect(why('time_fails')?.message).toContain('boom');
    expect(why('time_skipped')?.message).toContain('not here');
    expect(why('time_some(9)')?.message).toContain('skip_params');
    expect(why('timeraw_fails')?.message).toContain("name 'no_such_name' is not defined");
    expect(
      readdirSync(directory)
        .filter((name) => name !== '__pycache__')
        .sort(),
    ).toEqual(['asv.conf.json', 'suite']);
  });
});

const NOTES = `
import os
LOG = os.path.join(os.environ['ASV_CONF_DIR'], 'log')
def note(what):
    with open(LOG, 'a') as file: file.write(what + ' ')
`;
const notes = (directory: string) => readFileSync(join(directory, 'log'), 'utf8').trim().split(' ');

describe('a set-up', () => {
  test('is made once a process: the module’s, the class’s, the function’s, and torn down the other way round', async () => {
    const directory = suite(`${NOTES}
def setup(): note('module')
def teardown(): note('/module')
class Suite:
    def setUp(self): note('class')
    def tearDown(self): note('/class')
    def time_it(self): sum(range(100))
    time_it.setup = lambda: note('function')
    time_it.teardown = lambda: note('/function')
`);
    expect(stateOf(await measure(directory))).toEqual({ 'shop.Suite.time_it': 'ok' });
    expect(notes(directory)).toEqual(['module', 'class', 'function', '/function', '/class', '/module']);
  });

  test('is made for each value where `number` says how many calls that is', async () => {
    const directory = suite(`${NOTES}
class Suite:
    number, repeat = 2, 3
    def setup(self): note('setup')
    def time_it(self): note('call')
    def teardown(self): note('teardown')
`);
    const { measured } = await measure(directory);
    expect(measured[0]?.metrics.wall_time?.runs[0]).toHaveLength(3);
    expect(measured[0]?.method?.loops).toBe(2);
    const round = ['setup', 'call', 'call', 'teardown'];
    expect(notes(directory)).toEqual([...round, ...round, ...round, ...round]); // the first one warms up
  });

  test('belongs to one benchmark: its object is made anew for each, and is gone after it', async () => {
    const directory = suite(`
import gc, weakref
class Data: pass
alive = weakref.WeakSet()
class Suite:
    params = [1, 2]
    made = 0
    def setup(self, n):
        gc.collect()
        assert len(alive) == 0 and self.made == 0
        self.made += 1
        self.data = Data()
        alive.add(self.data)
    def time_it(self, n): self.data
    def track_it(self, n): return len(alive)
`);
    expect(Object.values(stateOf(await measure(directory)))).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  test('that fails costs its own benchmark only, and so does a teardown', async () => {
    const outcome = await measure(
      suite(`
class A:
    def setup(self): raise RuntimeError('no data')
    def time_it(self): pass
class B:
    def time_it(self): pass
    def teardown(self): raise RuntimeError('no way back')
class C:
    def __init__(self): raise RuntimeError('no C')
    def time_it(self): pass
def time_it(): pass
def time_leaves(): raise SystemExit(3)
`),
    );
    expect(stateOf(outcome)).toEqual({
      'shop.A.time_it': 'crashed',
      'shop.B.time_it': 'crashed',
      'shop.C.time_it': 'not-loaded',
      'shop.time_it': 'ok',
      'shop.time_leaves': 'crashed',
    });
    expect(of(outcome, 'shop.B.time_it')?.failure?.message).toContain('no way back');
    expect(of(outcome, 'shop.C.time_it')?.failure?.message).toContain('no C');
  });
});

describe('setup_cache', () => {
  const CACHED = `${NOTES}
class Suite:
    params = [1, 2]
    def setup_cache(self):
        note('cache')
        with open('data.txt', 'w') as file: file.write('data')
        return {'a': 1}
    def setup(self, cache, n):
        assert cache == {'a': 1} and open('data.txt').read() == 'data'
        cache['a'] = 2  # each benchmark has a copy of its own
    def time_it(self, cache, n): cache['a']
    def track_it(self, cache, n): return cache['a'] * n
class Files:
    def setup_cache(self):
        with open('files.txt', 'w') as file: file.write('files')
    def setup(self): self.text = open('files.txt').read()
    def track_length(self): return len(self.text)
class Broken:
    def setup_cache(self):
        note('broken')
        raise RuntimeError('no cache')
    def time_one(self, cache): pass
    def time_two(self, cache): pass
def time_other(): assert not os.path.exists('data.txt')
`;

  test('is called once for all processes of a run, and its result is given to each benchmark', async () => {
    const directory = suite(CACHED);
    const cache = join(directory, 'cache');
    mkdirSync(cache);
    const first = await measure(directory, '.', { cache });
    const names = {
      'shop.Suite.time_it(1)': 'ok',
      'shop.Suite.time_it(2)': 'ok',
      'shop.Suite.track_it(1)': 'ok',
      'shop.Suite.track_it(2)': 'ok',
    };
    expect(stateOf(first)).toEqual({
      ...names,
      'shop.Files.track_length': 'ok',
      'shop.Broken.time_one': 'crashed',
      'shop.Broken.time_two': 'crashed',
      'shop.time_other': 'ok',
    });
    expect(of(first, 'shop.Broken.time_two')?.failure?.message).toContain('no cache');
    expect(of(first, 'shop.Files.track_length')?.metrics.length?.runs).toEqual([[5]]);
    expect(notes(directory).sort()).toEqual(['broken', 'cache']);
    const groups = new Map(first.members?.map(({ sub, group }) => [sub, group]));
    expect(new Set(Object.keys(names).map((name) => groups.get(name))).size).toBe(1);
    expect(groups.get('shop.Files.track_length')).not.toBe(groups.get('shop.Suite.time_it(1)'));

    const wanted = ['shop.Suite.track_it(2)', 'shop.Suite.time_it(1)'];
    const second = await measure(directory, '.', { cache, wanted, calibration: first.calibration });
    expect(second.measured.map(({ sub, failure }) => [sub, failure])).toEqual([
      ['shop.Suite.track_it(2)', undefined],
      ['shop.Suite.time_it(1)', undefined],
    ]);
    expect(of(second, 'shop.Suite.track_it(2)')?.metrics.it?.runs).toEqual([[4]]);
    expect(notes(directory).sort()).toEqual(['broken', 'cache']);
  });
});

describe('which benchmarks there are', () => {
  const NAMES: Record<string, string> = {
    'suite/__init__.py': 'def time_of_package(): pass\n',
    'suite/plain.py': `
from .common import TimeBase, time_imported
from abc import ABC, abstractmethod
class Kinds:
    def time_a(self): pass
    def timeraw_a(self): return 'pass'
    def mem_a(self): return []
    def peakmem_a(self): pass
    def track_a(self): return 1
    def TimeCamel(self): pass
    def Track_camel(self): return 1
    def timeless(self): pass
    def _time_hidden(self): pass
    @staticmethod
    def time_static(): pass
    @classmethod
    def time_of_class(cls): pass
class Inherits(TimeBase): pass
class Abstract(ABC):
    def time_no(self): pass
    @abstractmethod
    def work(self): pass
def time_alias(): pass
time_second = time_alias
time_lambda = lambda: None
def named(): pass
named.benchmark_name = 'My Group.time_named'
def time_renamed(): pass
time_renamed.benchmark_name = 'other.place.track_renamed'
def time_hidden(): pass
time_hidden.skip_benchmark = True
`,
    'suite/common.py': 'class TimeBase:\n    def time_base(self): pass\ndef time_imported(): pass\n',
    'suite/below/__init__.py': '',
    'suite/below/params.py': `
import collections
class Thing: pass
class Shown:
    def __repr__(self): return '<shown at 0x10>'
def time_one(n): pass
time_one.params = [1, 2.5, 'a"b', None, (1, 2)]
def time_objects(x, y): pass
time_objects.params = ([Thing(), Thing(), Shown(), len, collections.OrderedDict], [[], {}])
time_objects.param_names = ['x']
def time_twice(n): pass
time_twice.params = ['a', 'b', 'a']
def time_never(n): pass
time_never.params = [[]]
def time_lists(n, m): pass
time_lists.params = ((10, 20), ['x'])
class Inner:
    params = [3, 4]
    def time_class(self, n): pass
    def time_own(self, n): pass
    time_own.params = ['own']
    def time_none(self): pass
    time_none.params = []
`,
  };
  /** asv's own names, out of its discovery and its choice by a regular expression. */
  const ASV_NAMES = `
import io, json, sys, types
from asv.benchmarks import Benchmarks
from asv_runner.discovery import list_benchmarks
from itertools import product
root, regex = sys.argv[1:]
out = io.StringIO()
list_benchmarks(root, out)
found = Benchmarks(types.SimpleNamespace(benchmark_dir=root), json.loads(out.getvalue()), [regex])
names = []
for name, benchmark in found.items():
    chosen = found.benchmark_selection[name]
    cases = list(product(*benchmark["params"]))
    names += [name] if chosen is None else [f"{name}({', '.join(cases[i])})" for i in chosen]
print(json.dumps(sorted(names)))
`;

  test.each(['.', 'time_', "params.*\\('a'", 'Kinds', '2', '^other'])(
    'is as asv itself says, chosen by the regular expression %s',
    async (regex) => {
      const directory = project({ 'asv.conf.json': CONFIG, ...NAMES });
      const python = await toolPath('python');
      const asked = [join(directory, 'suite'), regex];
      const expected = JSON.parse(execFileSync(python, ['-c', ASV_NAMES, ...asked], { encoding: 'utf8' }));
      expect(expected.length).toBeGreaterThan(0);
      const { members = [] } = await measure(directory, regex, { python, scout: true, wanted: [] });
      expect(members.map(({ sub }) => sub).sort()).toEqual(expected);
    },
  );

  test('a module that cannot be imported is told, and the others are measured', async () => {
    const outcome = await measure(
      suite('def time_it(): pass\n', {
        'suite/broken.py': 'from asv_runner.benchmarks.mark import skip_benchmark\n',
      }),
    );
    expect(outcome.failure).toBeUndefined();
    expect(stateOf(outcome)).toEqual({ 'shop.time_it': 'ok', broken: 'not-loaded' });
    const failure = of(outcome, 'broken')?.failure;
    expect(failure?.message).toContain('broken could not be loaded');
    expect(failure?.hint).toContain('"asv_runner" cannot be imported');
  });

  test('the decorators of asv_runner do what they say, where it is installed, and pympler tells sizes', async () => {
    const directory = suite(`
from asv_runner.benchmarks.mark import *
from asv_runner.benchmarks.mark import SkipNotImplemented
@parameterize({'n': [1, 2], 'kind': ['a', 'b']})
@skip_for_params([(1, 'a')])
def time_for(n, kind): pass
@skip_benchmark
def time_never(): pass
@skip_benchmark_if(False)
def time_always(): pass
@skip_params_if([(1,)], True)
def time_if(n): pass
time_if.params = [1, 2]
@parameterize({'n': [7]})
class Sized:
    def track_it(self, n): return n
    @timeout_at(5)
    def time_it(self, n): raise SkipNotImplemented('not on this machine')
@benchmark(number=3, repeat=2)
def time_numbered(): pass
def mem_list(): return [[] for _ in range(100)]
`);
    const outcome = await measure(directory, '.', { python: await toolPath('python') });
    expect(stateOf(outcome)).toEqual({
      "shop.time_for(1, 'a')": 'skipped',
      "shop.time_for(1, 'b')": 'ok',
      "shop.time_for(2, 'a')": 'ok',
      "shop.time_for(2, 'b')": 'ok',
      'shop.time_always': 'ok',
      'shop.time_if(1)': 'skipped',
      'shop.time_if(2)': 'ok',
      'shop.Sized.track_it(7)': 'ok',
      'shop.Sized.time_it(7)': 'skipped',
      'shop.time_numbered': 'ok',
      'shop.mem_list': 'ok',
    });
    expect(of(outcome, 'shop.Sized.time_it(7)')?.failure?.message).toContain('not on this machine');
    expect(of(outcome, 'shop.time_numbered')?.method?.loops).toBe(3);
    const { memory } = of(outcome, 'shop.mem_list')?.metrics ?? {};
    expect(memory).toMatchObject({ unit: 'B' });
    expect(memory?.runs[0]?.[0]).toBeGreaterThan(800);
  });
});

describe('the configuration', () => {
  const one = 'def track_it():\n    import os\n    return len(os.environ.get("SHOP_MODE", ""))\n';

  test('may have comments and commas too many, and sets variables', async () => {
    const directory = project({
      'asv.conf.json': `{
  // "benchmark_dir": "elsewhere",
  "version": 1, /* the only one
  there is */ "project": "http://shop", "repo": ".",
  "benchmark_dir": "suite", // not "elsewhere"
  "matrix": { "req": {"numpy": []}, "env_nobuild": { "SHOP_MODE": ["fast", "very slow"], "PATH_X": null, }, },
}`,
      'suite/__init__.py': '',
      'suite/shop.py': one,
    });
    const outcome = await measure(directory);
    expect(of(outcome, 'shop.track_it')?.metrics.it?.runs).toEqual([[4]]);
  });

  test('may stand in a directory below, beside benchmarks that are named like those of another one', async () => {
    const directory = project({
      'shop/__init__.py': 'ANSWER = 42\n',
      'benchmarks/__init__.py': 'raise RuntimeError("another package of this name")\n',
      'ci/asv_bench/asv.conf.json': '{"version": 1}',
      'ci/asv_bench/benchmarks/__init__.py': '',
      'ci/asv_bench/benchmarks/a.py':
        'import shop\nfrom .b import B\nfrom benchmarks import b\ndef track_it(): return shop.ANSWER\n',
      'ci/asv_bench/benchmarks/b.py': 'B = 1\n',
    });
    const outcome = await measure(directory);
    expect(stateOf(outcome)).toEqual({ 'a.track_it': 'ok' });
  });

  test.each<[string, Record<string, string>, RegExp, RegExp]>([
    ['none', {}, /no asv\.conf\.json/, /stands beside the budget file/],
    [
      'several',
      { 'a/asv.conf.json': CONFIG, 'b/asv.conf.json': CONFIG },
      /2 configurations of asv: a\/asv\.conf\.json, b\/asv\.conf\.json/,
      /Put the budget file beside/,
    ],
    ['one that is broken', { 'asv.conf.json': '{"version": ' }, /asv\.conf\.json cannot be read: /, /^$/],
    [
      'one of no directory',
      { 'asv.conf.json': CONFIG },
      /lie in suite, which is no directory/,
      /benchmark_dir/,
    ],
  ])('%s is told', async (_, files, message, hint) => {
    const { failure } = await measure(project({ 'readme.md': '', ...files }));
    expect(failure).toMatchObject({ code: 'unsupported', message: expect.stringMatching(message) });
    expect(failure?.hint ?? '').toMatch(hint);
  });

  test('a regular expression that matches nothing, or is none, is told', async () => {
    const directory = suite(one);
    expect((await measure(directory, 'nothing_like')).failure).toMatchObject({
      code: 'no-values',
      message: expect.stringContaining('"nothing_like"'),
      hint: expect.stringContaining('asv run --bench'),
    });
    expect((await measure(directory, '(')).failure?.message).toContain("'(' is no regular expression");
  });
});

test('one that takes longer than its own `timeout` is ended, and is blamed alone', async () => {
  const directory = suite(`
import time
def time_hangs(): time.sleep(600)
time_hangs.timeout = 2
def time_after(): pass
time_after.timeout = 1000
`);
  const outcome = await measure(directory, 'hangs', { python: PYTHON.path });
  expect(of(outcome, 'shop.time_hangs')?.failure).toMatchObject({
    code: 'timed-out',
    message: expect.stringContaining('ran longer than 2 s'),
    hint: expect.stringContaining('its own `timeout`'),
  });
  expect(stateOf(await measure(directory, 'after'))).toEqual({ 'shop.time_after': 'ok' });
});

test('one that hangs is ended in time, and is blamed alone', async () => {
  const directory = suite(`
import os, time
def time_before(): pass
def time_hangs():
    open(os.path.join(os.environ['ASV_CONF_DIR'], 'began'), 'w').close()
    time.sleep(600)
`);
  const outcome = await withPatience(
    (timeout) => measure(directory, '.', { timeout, python: PYTHON.path }),
    () => existsSync(join(directory, 'began')),
  );
  expect(stateOf(outcome)).toEqual({ 'shop.time_before': 'ok', 'shop.time_hangs': 'timed-out' });
});
