import { describe, expect, test } from 'vitest';
import { isUntouched, readsOf } from '../../src/affected/untouched.ts';
import type { Recording } from '../../src/samples/recording.ts';

const RECORDING: Recording = {
  level: 'functions',
  unknown: {},
  asks: false,
  interpreter: 'cpython',
  code: {},
  modules: {},
  texts: {},
  files: {},
  directories: {},
  packages: {},
  paths: ['data/', 'data/prices.json', 'docs/guide.md', 'shop.py'],
};

const reads = { paths: RECORDING.paths, asks: false };
const modified = (path: string) => ({ path, isModified: true });
const added = (path: string) => ({ path, isModified: false });

describe('a change that a recorded benchmark cannot notice', () => {
  test.each([
    ['of prose', [modified('README.md'), modified('docs/index.rst'), modified('.github/workflows/ci.yml')]],
    ['that adds prose or takes it away', [added('docs/more.md'), added('NEWS.md')]],
    ['of nothing', []],
  ])('is one %s', (_, changed) => {
    expect(isUntouched(reads, changed)).toBe(true);
  });

  test.each([
    ['of prose that it reads', [modified('docs/guide.md')]],
    ['of what a set-up may read', [modified('README.md'), modified('pyproject.toml')]],
    ['of code that it does not load', [modified('other.py')]],
    ['of a script that a set-up may run', [modified('.github/install.sh')]],
    ['of code that is called like a licence', [modified('shop/license.py')]],
    ['in a directory that it lists', [added('data/README.md')]],
  ])('is none %s', (_, changed) => {
    expect(isUntouched(reads, changed)).toBe(false);
  });

  test('may not come or go where it could have been asked for', () => {
    expect(isUntouched({ ...reads, asks: true }, [modified('README.md')])).toBe(true);
    expect(isUntouched({ ...reads, asks: true }, [added('NEWS.md')])).toBe(false);
  });

  test('is none in the root, where that is listed', () => {
    expect(isUntouched({ paths: ['./'], asks: false }, [added('NEWS.md')])).toBe(false);
    expect(isUntouched({ paths: ['./'], asks: false }, [added('docs/NEWS.md')])).toBe(true);
  });
});

describe('what is kept of recordings', () => {
  test('is all that any of them looks at', () => {
    expect(readsOf([RECORDING, { ...RECORDING, asks: true, paths: ['tax.py', 'shop.py'] }])).toEqual({
      paths: ['data/', 'data/prices.json', 'docs/guide.md', 'shop.py', 'tax.py'],
      asks: true,
    });
  });

  test('is nothing where something happened that cannot be compared, or where there are none', () => {
    expect(readsOf([RECORDING, { ...RECORDING, unknown: { child: 'os.fork' } }])).toBeUndefined();
    expect(readsOf([])).toBeUndefined();
  });
});
