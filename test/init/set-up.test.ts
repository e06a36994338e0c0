/** The set-up that init writes, by what a repository declares. */
import { afterEach, describe, expect, test } from 'vitest';
import { FIXTURE, initIn, removeAll, SCRIPT, SETUPTOOLS } from './fixture.ts';

afterEach(removeAll);

const HATCH = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n';
/** What is handed to pip. */
const piped = (setUp: string): string[] =>
  [...setUp.matchAll(/^\s*\.pacegate\/venv\/bin\/python -m pip install --quiet (.*)$/gm)].map(
    ([, list = '']) => list,
  );
const uv = (setUp: string): string => /uv pip install --quiet --python \S+ (.*)$/m.exec(setUp)?.[1] ?? '';

test('the environment is Pacegate’s own, never the developer’s .venv', async () => {
  const { budgets, setUp, messages } = await initIn({
    'pyproject.toml': `${SETUPTOOLS}[project]\nname = "tool"\nversion = "1"\nrequires-python = ">=3.10"\n[dependency-groups]\nbench = ["pytest-benchmark", "pytest"]\n`,
    'tool.py': 'def f(): pass\n',
    'bench/test_f.py': FIXTURE,
  });
  expect(budgets.benchmarks[0]?.measure.python).toBe('.pacegate/venv/bin/python');
  expect(setUp).toBe(`set -e
rm -rf .pacegate/venv
if command -v uv > /dev/null; then
  uv venv --quiet --python '>=3.10' .pacegate/venv
  uv pip install --quiet --python .pacegate/venv/bin/python -e . --group bench
else
  python3 -m venv .pacegate/venv
  .pacegate/venv/bin/python -m pip install --quiet 'pip>=25.1'
  .pacegate/venv/bin/python -m pip install --quiet -e . --group bench
fi
`);
  expect(setUp).not.toMatch(/(?<!pacegate)\/?\.venv\b/);
  expect(messages).toContain('The set-up installs the project with group bench.');
});

describe('what a project declares for its benchmarks', () => {
  const project = (toml: string) => `${HATCH}[project]\nname = "shop"\nversion = "1"\n${toml}`;
  test.each([
    [
      'an extra',
      project('[project.optional-dependencies]\nbench = ["pytest"]\ndocs = ["sphinx"]\n'),
      "-e '.[bench]'",
    ],
    [
      'the narrowest of several',
      project('[project.optional-dependencies]\nall = ["pytest"]\ndev = ["pytest"]\ntest = ["pytest"]\n'),
      "-e '.[test]'",
    ],
    [
      'a group that includes another',
      project(
        '[dependency-groups]\ndev = ["ruff", { include-group = "test" }]\ntest = ["pytest"]\nbenchmark = ["numpy", { include-group = "test" }]\n',
      ),
      '-e . --group benchmark',
    ],
    [
      'benchmarks without pytest, which tests bring',
      project('[dependency-groups]\nperf = ["numpy"]\ntest = ["pytest-cov"]\n'),
      '-e . --group perf --group test',
    ],
    [
      'tests in general, not some special ones',
      project('[dependency-groups]\ndev = ["pytest"]\ntest-examples = ["pytest-examples"]\n'),
      '-e . --group dev',
    ],
    [
      'the plainest name of several',
      project('[dependency-groups]\ntest-gui = ["pytest"]\ntest = ["pytest"]\n'),
      '-e . --group test',
    ],
    ['nothing: pytest alone, no plugin', project(''), '-e . pytest'],
    [
      'tests without pytest',
      project('[dependency-groups]\ntests = ["hypothesis"]\n'),
      '-e . --group tests pytest',
    ],
    ['pytest among its own dependencies', project('dependencies = ["pytest>=8"]\n'), '-e .'],
  ])('%s', async (_, pyproject, list) => {
    const { setUp } = await initIn({ 'pyproject.toml': pyproject, 'tests/test_a.py': FIXTURE });
    expect(piped(setUp).at(-1)).toBe(list);
    expect(uv(setUp)).toBe(list);
  });

  test('requirement files beside it and beside its benchmarks, and setup.py', async () => {
    const { setUp, text } = await initIn({
      'setup.py':
        'from setuptools import setup\nsetup(name="shop", python_requires=">=3.9", extras_require={"test": ["pytest"]})\n',
      'requirements.txt': 'numpy\n',
      'requirements/docs.txt': 'sphinx\n',
      'requirements/bench.txt': 'pyperf==2.10 # the tool\n',
      'benchmarks/requirements.txt': 'pandas\n',
      'benchmarks/bench_a.py': SCRIPT,
    });
    expect(piped(setUp)).toEqual(['-e . -r benchmarks/requirements.txt -r requirements/bench.txt']);
    // It may compile: uv must not take what it built before.
    expect(uv(setUp)).toBe(`--reinstall-package shop ${piped(setUp)[0]}`);
    expect(text('.github/workflows/pacegate.yml')).toContain('python-version: ">=3.9"');
  });

  test('no package at all: requirement files, and what a benchmark needs', async () => {
    const { setUp } = await initIn({ 'requirements.txt': 'numpy\n', 'test_a.py': FIXTURE, 'b.py': SCRIPT });
    expect(piped(setUp)).toEqual(['-r requirements.txt pytest pyperf']);
  });

  test('a project without a build system: what it depends on, not itself', async () => {
    const { setUp } = await initIn({
      'pyproject.toml':
        '[project]\nname = "m"\nversion = "1"\ndependencies = ["numpy>=2"]\n[dependency-groups]\nbench = ["pytest", "pytest-codspeed"]\n',
      'bench/test_a.py': FIXTURE,
    });
    expect(piped(setUp).at(-1)).toBe("'numpy>=2' --group bench");
  });

  test('pyperf’s own scripts need no other pyperf; a test of pyperf is none of them', async () => {
    const { setUp, budgets } = await initIn({
      'pyproject.toml': `${HATCH}[project]\nname = "pyperf"\n`,
      'doc/bench_a.py': SCRIPT,
      'pyperf/tests/test_runner.py': SCRIPT,
    });
    expect(piped(setUp)).toEqual(['-e .']);
    expect(budgets.benchmarks).toHaveLength(1);
  });

  test('meson-python is not installed as editable', async () => {
    const { setUp } = await initIn({
      'pyproject.toml':
        '[build-system]\nrequires = ["meson-python"]\nbuild-backend = "mesonpy"\n[project]\nname = "Fast.Shop"\n',
      'bench/test_a.py': FIXTURE,
    });
    expect(piped(setUp)).toEqual(['. pytest']);
    expect(uv(setUp)).toBe('--reinstall-package fast-shop . pytest');
  });
});

describe('lock files', () => {
  const pyproject = `${HATCH}[project]\nname = "shop"\nversion = "1"\n[dependency-groups]\ndev = ["ruff"]\nbench = ["pytest"]\n`;

  test('uv.lock: what it says is installed, by uv, which pip fetches where it is not there', async () => {
    const { setUp } = await initIn({
      'pyproject.toml': pyproject,
      'uv.lock': 'version = 1\n',
      'bench/test_a.py': FIXTURE,
      'bench/b.py': SCRIPT,
    });
    expect(setUp).toBe(`set -e
if ! command -v uv > /dev/null; then
  python3 -m venv .pacegate/uv
  .pacegate/uv/bin/python -m pip install --quiet uv
  PATH=$PWD/.pacegate/uv/bin:$PATH
fi
UV_PROJECT_ENVIRONMENT=$PWD/.pacegate/venv uv sync --quiet --frozen --no-default-groups --group bench
uv pip install --quiet --python .pacegate/venv/bin/python pyperf
`);
  });

  test('poetry.lock: Poetry’s own groups count', async () => {
    const { setUp } = await initIn({
      'pyproject.toml':
        '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\npython = "^3.10"\n[tool.poetry.group.test.dependencies]\npytest = "*"\n',
      'poetry.lock': '',
      'tests/test_a.py': FIXTURE,
    });
    expect(setUp).toContain(
      'VIRTUAL_ENV=$PWD/.pacegate/venv poetry install --quiet --no-interaction --only main,test\n',
    );
  });

  test('none for Poetry’s groups: their packages are named', async () => {
    const { setUp } = await initIn({
      'pyproject.toml':
        '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\nname = "shop"\n[tool.poetry.group.bench.dependencies]\npytest = "^8"\nnumpy = "*"\n',
      'tests/test_a.py': FIXTURE,
    });
    expect(piped(setUp)).toEqual(['-e . pytest numpy']);
  });

  test('one that is not read is told', async () => {
    const { messages, setUp } = await initIn({
      'pyproject.toml': pyproject,
      'pdm.lock': '',
      'bench/test_a.py': FIXTURE,
    });
    expect(piped(setUp).at(-1)).toBe('-e . --group bench');
    expect(messages).toContain(
      'pdm.lock is not read: the set-up installs the newest versions that the project allows.',
    );
  });
});

describe('several projects in one repository', () => {
  test('only the one that holds benchmarks, and those that these import', async () => {
    const { setUp, budgets, text } = await initIn({
      'packages/a/pyproject.toml': `${HATCH}[project]\nname = "a"\nrequires-python = ">=3.11,<3.14"\n[dependency-groups]\nbench = ["pytest"]\n`,
      'packages/a/tests/test_speed.py': `import common.text\n${FIXTURE}`,
      'packages/b/pyproject.toml': `${HATCH}[project]\nname = "b"\n`,
      'packages/common/pyproject.toml': `${HATCH}[project]\nname = "Common"\n`,
    });
    expect(budgets.benchmarks.map(({ runner }) => runner)).toEqual([
      { kind: 'pytest', args: 'packages/a/tests/test_speed.py' },
    ]);
    expect(piped(setUp).at(-1)).toBe(
      '-e ./packages/a --group packages/a/pyproject.toml:bench -e ./packages/common',
    );
    expect(text('.github/workflows/pacegate.yml')).toContain('python-version: ">=3.11 <3.14"');
  });

  test('what the one depends on, where it is of this repository', async () => {
    const { setUp } = await initIn({
      'packages/a/pyproject.toml': `${HATCH}[project]\nname = "a"\ndependencies = ["my_common>=1"]\n`,
      'packages/a/tests/test_speed.py': FIXTURE,
      'packages/common/pyproject.toml': `${HATCH}[project]\nname = "my-common"\ndependencies = ["core"]\n`,
      'packages/core/pyproject.toml': `${HATCH}[project]\nname = "core"\n`,
      'packages/other/pyproject.toml': `${HATCH}[project]\nname = "other"\n`,
    });
    expect(piped(setUp)).toEqual(['-e ./packages/a -e ./packages/common -e ./packages/core pytest']);
  });

  test('a workspace of uv', async () => {
    const { setUp } = await initIn({
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
      'uv.lock': '',
      'packages/a/pyproject.toml': `${HATCH}[project]\nname = "a"\n[dependency-groups]\nbench = ["pytest"]\n`,
      'packages/a/tests/test_speed.py': FIXTURE,
    });
    expect(setUp).toContain('uv sync --quiet --frozen --all-packages --no-default-groups --group bench\n');
  });
});

test('.python-version decides, where there is one', async () => {
  const { setUp, text } = await initIn({
    'pyproject.toml': `${HATCH}[project]\nname = "a"\nrequires-python = ">=3.10"\n`,
    '.python-version': '3.12\n',
    'bench/test_a.py': FIXTURE,
  });
  expect(setUp).toContain('uv venv --quiet .pacegate/venv\n');
  expect(text('.github/workflows/pacegate.yml')).toContain('python-version-file: .python-version');
});

test('a part of the project that a benchmark imports gets the extra that it needs', async () => {
  const { setUp, messages } = await initIn({
    'pyproject.toml': `${HATCH}[project]
name = "shop"
version = "1"
dependencies = ["attrs"]
[project.optional-dependencies]
all = ["msgspec", "pyyaml", "attrs"]
msgspec = ["msgspec>=0.20; implementation_name == 'cpython'"]
web = ["flask"]
[dependency-groups]
bench = ["pytest-benchmark", "orjson"]
`,
    'src/shop/__init__.py': 'try:\n    import flask\nexcept ImportError: pass\n',
    'src/shop/formats/__init__.py': '',
    'src/shop/formats/fast.py': 'import json, orjson\nimport attrs\nfrom msgspec import Struct\n',
    'bench/test_f.py': `import shop\nfrom shop.formats import fast\n${FIXTURE}`,
  });
  expect(piped(setUp).at(-1)).toBe("-e '.[msgspec]' --group bench");
  expect(messages).toContain('The set-up installs the project with group bench, extra msgspec.');
});

test('a uv.lock that lacks what pyproject.toml declares by now is not installed, and init says so', async () => {
  const files = {
    'pyproject.toml': `${HATCH}[project]
name = "Shop.api"
version = "1"
[project.optional-dependencies]
bench = ["numpy"]
[dependency-groups]
bench_tests = ["pytest"]
`,
    'bench/test_f.py': FIXTURE,
  };
  const lock = (parts: string) => `version = 1
[[package]]
name = "numpy"
version = "2"
source = { registry = "https://pypi.org/simple" }
[[package]]
name = "shop-api"
source = { editable = "." }
${parts}
[package.metadata]
requires-dist = [{ name = "numpy", marker = "extra == 'bench'" }]
`;
  const extra = '[package.optional-dependencies]\nbench = [\n    { name = "numpy" },\n]\n';
  const older = await initIn({ ...files, 'uv.lock': lock(extra) });
  expect(piped(older.setUp).at(-1)).toBe("-e '.[bench]' --group bench_tests");
  expect(older.messages.join('\n')).toMatch(
    /uv\.lock is older than pyproject\.toml and lacks group bench_tests: .*`uv lock`/,
  );
  const group = `${extra}[package.dev-dependencies]\nbench-tests = [\n    { name = "pytest" },\n]\n`;
  const current = await initIn({ ...files, 'uv.lock': lock(group) });
  expect(current.setUp).toContain(
    'uv sync --quiet --frozen --no-default-groups --group bench_tests --extra bench\n',
  );
  expect(current.messages.join('\n')).not.toContain('uv.lock');
});
