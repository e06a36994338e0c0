/** Objects that answer to every attribute – mocks, proxies, records of a database – wherever a benchmark can have them. */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import { createPytestRunner } from '../../src/runners/suites/pytest.ts';
import { createTimeitRunner } from '../../src/runners/timeit.ts';
import { requestFor } from './project.ts';
import { PYTHONS } from './pythons.ts';
import { makeProject, measureOnce, stateOf } from './tool-request.ts';

const SHOP = `
import sys, types
from unittest.mock import MagicMock, Mock

class Text:
    """Every attribute is an empty text."""
    def __getattr__(self, name): return ""
    def __call__(self): return sum(range(100))

class Itself:
    """Every attribute, the class and the type's name among them, is the object itself."""
    def __getattribute__(self, name): return self
    def __call__(self, *given, **named): return self

class Refuses:
    """No attribute may be asked for."""
    def __getattribute__(self, name): raise RuntimeError(f"asked for {name}")
    def __call__(self): return sum(range(100))

class Meta(type):
    def __getattr__(cls, name): return ""

class OfMeta(metaclass=Meta):
    pass

ANY = {"text": Text(), "itself": Itself(), "refuses": Refuses(), "mock": Mock(), "magic": MagicMock(), "meta": OfMeta(), "class": OfMeta}
sys.modules["shop.settings"] = ANY["itself"]
sys.modules["shop.lazy"] = ANY["refuses"]
class Lazy(types.ModuleType):
    def __getattr__(self, name): raise RuntimeError(f"asked for {name}")
sys.modules["shop.unloaded"] = Lazy("shop.unloaded")
`;
const BENCH = `
from shop import ANY, Text

${['text', 'itself', 'refuses', 'mock', 'magic', 'meta', 'class'].map((name) => `def returns_${name}(): return ANY["${name}"]`).join('\n')}
text, refuses, mock = ANY["text"], ANY["refuses"], ANY["mock"]

def yields_text(): yield ANY["text"]
def yields_refuses(): yield ANY["refuses"]
def yields_mock(): yield ANY["mock"]

async def returns_later(): return ANY["text"]
async def state(given): return given
state.before_each = lambda: ANY["text"]

def parameters(value): return value
parameters.params = {"value": [*ANY.values()]}

class Suite:
    setup = None
    def __getattr__(self, name): return ""
    def search(self): return ANY["text"]
`;

const projects: string[] = [];
const project = (files: Record<string, string>) => {
  const directory = makeProject({ 'shop/__init__.py': SHOP, ...files });
  projects.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of projects) rmSync(directory, { recursive: true, force: true });
});

describe.each([PYTHONS[0], PYTHONS.at(-1)])('on Python $version', (python) => {
  const asked = { python: python?.path, budgetSeconds: 0.02 };

  test.each([
    ...['text', 'itself', 'refuses', 'mock', 'magic', 'meta', 'class'].map((name) => `returns_${name}`),
    ...['text', 'refuses', 'mock', 'yields_text', 'yields_refuses', 'yields_mock'],
    ...['returns_later', 'state', 'parameters', 'Suite.search'],
  ])('a callable that is, returns or is given one is measured: %s', async (name) => {
    const directory = project({ 'bench.py': BENCH });
    const request = requestFor(directory, { kind: 'callable', target: `bench.py:${name}` }, asked);
    const { failure, measured } = await createCallableRunner().measure(request);
    expect(failure).toBeUndefined();
    for (const one of measured) expect([one.sub, one.failure]).toEqual([one.sub, undefined]);
    expect(measured).toHaveLength(name === 'parameters' ? 7 : 1);
  });

  test('a statement that makes one is measured', async () => {
    const stmt = 'for one in ANY.values():\n    one\nANY["text"]\nlast = ANY["refuses"]';
    const spec = { kind: 'timeit' as const, stmt, setup: 'from shop import ANY' };
    expect(await createTimeitRunner().measure(requestFor(project({}), spec, asked))).not.toHaveProperty(
      'failure',
    );
  });
});

test('pytest tests that return one, and those that have one instead of the fixture', async () => {
  const file = `
import pytest
from shop import ANY
@pytest.mark.parametrize('name', list(ANY))
def test_returns(benchmark, name): benchmark(lambda: ANY[name])
`;
  const own = `
import pytest
from shop import ANY
@pytest.fixture
def benchmark(): return ANY["text"]
def test_own(benchmark): benchmark()
`;
  const directory = project({ 'test_a.py': file, 'test_b.py': own });
  const outcome = await measureOnce(createPytestRunner(), directory, {
    kind: 'pytest',
    args: 'test_a.py test_b.py',
  });
  expect(stateOf(outcome)).toEqual({
    ...Object.fromEntries(
      ['text', 'itself', 'refuses', 'mock', 'magic', 'meta', 'class'].map((name) => [
        `test_a.py::test_returns[${name}]`,
        'ok',
      ]),
    ),
    'test_b.py::test_own': 'no-values',
  });
});
