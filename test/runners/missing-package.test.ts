/** What pytest 9 and CPython print where a package is missing, and which one is named. */
import { describe, expect, test } from 'vitest';
import { missingModuleHint } from '../../src/runners/missing/missing-module.ts';
import { missingPackageHint, missingPackages } from '../../src/runners/missing/missing-package.ts';

const named = (output: string) => missingPackages(output).map((each) => each.package);

test('`addopts = -p pytest_cov` without pytest-cov: the hint names pytest-cov, and nothing else', () => {
  const output = `ERROR: Error importing plugin "pytest_cov": No module named 'pytest_cov'\n`;
  expect(missingPackageHint(output)).toBe(
    'Install pytest-cov in the environment of `python`, for example with `setup`: asked for by `-p pytest_cov`.',
  );
});

describe('the package that is really missing', () => {
  test.each([
    ['pytest itself', '/x/.pacegate/venv/bin/python: No module named pytest\n', ['pytest']],
    [
      'required plugins',
      'ERROR: Missing required plugins: pytest-cov, pytest-xdist>=3\n',
      ['pytest-cov', 'pytest-xdist'],
    ],
    [
      'options of several plugins, and one that nobody knows',
      'python -m pytest: error: unrecognized arguments: --cov=x --cov-report=xml -n 4 --reruns 3 --foo bench\n',
      ['pytest-cov', 'pytest-xdist', 'pytest-rerunfailures', undefined],
    ],
    [
      'an import of the tests',
      "bench/test_a.py:1: in <module>\n    import yaml\nE   ModuleNotFoundError: No module named 'yaml'\n",
      ['PyYAML'],
    ],
    [
      'an import of conftest.py',
      "ImportError while loading conftest '/x/conftest.py'.\nModuleNotFoundError: No module named 'hypothesis.strategies'\n",
      ['hypothesis'],
    ],
    [
      'a plugin that another plugin needs',
      `Error importing plugin "xdist": No module named 'xdist'`,
      ['pytest-xdist'],
    ],
    ['a fixture', "E       fixture 'mocker' not found\n", ['pytest-mock']],
    ['a fixture of the project that is misspelt', "E       fixture 'my_shop' not found\n", []],
    ['a failing assertion', 'E       assert 1 == 2\n', []],
  ])('%s', (_, output, expected) => {
    expect(named(output)).toEqual(expected);
  });
});

test('a module of a package that is called otherwise', () => {
  const hint = missingModuleHint('yaml', { directory: '/x' });
  expect(hint).toContain('"yaml" cannot be imported in /x. It comes with the package PyYAML. Install what');
  expect(missingModuleHint('numpy', { directory: '/x' })).not.toContain('package numpy');
});

test('an option that nobody knows is named, and no package is guessed', () => {
  expect(missingPackageHint('pytest: error: unrecognized arguments: --foo=1 tests\n')).toBe(
    'Nothing that is installed knows `--foo`: add the plugin that does to what `setup` installs.',
  );
  expect(missingPackageHint('everything is well')).toBeUndefined();
});
