import { expect, test } from 'vitest';
import { parseToml } from '../../src/init/toml/toml.ts';
import { tableAt, textAt, textsIn } from '../../src/init/toml/toml-values.ts';

test('reads what a pyproject.toml holds', () => {
  const toml = parseToml(`# a comment
[project]
name = "shop" # the name
requires-python = '>=3.10'
dependencies = [
  "numpy>=2", # one
  'x[y] ; python_version < "3.11"',
]
optional-dependencies.bench = ["pytest"]

[dependency-groups]
"my.group" = [{ include-group = "test" }, "pyperf"]
test = []

[[tool.mypy.overrides]]
module = "a"
[[tool.mypy.overrides]]
module = "b"
[tool.poetry.group.dev.dependencies]
pytest = { version = "^8", extras = ["a"] }
python = "^3.10"
[tool.text]
long = """
one \\
   two "quoted" \\u00e9
"""
flag = true
number = 1_000
`);
  const project = tableAt(toml, 'project');
  expect(textAt(project, 'name')).toBe('shop');
  expect(textAt(project, 'requires-python')).toBe('>=3.10');
  expect(textsIn(project.dependencies)).toEqual(['numpy>=2', 'x[y] ; python_version < "3.11"']);
  expect(tableAt(project, 'optional-dependencies')).toEqual({ bench: ['pytest'] });
  expect(tableAt(toml, 'dependency-groups')).toEqual({
    'my.group': [{ 'include-group': 'test' }, 'pyperf'],
    test: [],
  });
  expect(tableAt(toml, 'tool', 'mypy')).toEqual({ overrides: [{ module: 'a' }, { module: 'b' }] });
  expect(tableAt(toml, 'tool', 'poetry', 'group', 'dev', 'dependencies')).toEqual({
    pytest: { version: '^8', extras: ['a'] },
    python: '^3.10',
  });
  expect(tableAt(toml, 'tool', 'text')).toEqual({ long: 'one two "quoted" é\n', flag: true, number: 1000 });
});

test('of what is no TOML nothing is known, and nothing hangs', () => {
  for (const text of [
    'a = [1, ]]]',
    'a = [',
    'a = {',
    '= 3',
    'e = "open',
    '[x\n',
    `a = ${'['.repeat(100_000)}`,
  ])
    expect(parseToml(text), text.slice(0, 20)).toEqual({});
  expect(parseToml('')).toEqual({});
});

test('a key of every object is a key like any other', () => {
  expect(tableAt(parseToml('[__proto__]\ng = 1\n[z]\nf = 1\n'), 'z')).toEqual({ f: 1 });
  expect(({} as Record<string, unknown>).g).toBeUndefined();
});
