import { expect, test } from 'vitest';
import { findDifferences, findSame } from '../../src/samples/differences.ts';
import type { Environment } from '../../src/samples/environment.ts';

const BEFORE: Environment = {
  cpu: 'Some CPU',
  python: '3.12.1',
  packages: '1',
  distributions: 'numpy 2.0.1\norjson 3.10.0\nsix 1.16.0',
  settings: '',
  cpu_limit: 2,
};

const said = (after: Environment, before = BEFORE) =>
  findDifferences(before, after).map((each) => `${each.aspect} ${each.name} ${each.before} ${each.after}`);

test('the same is the same', () => {
  expect(said(BEFORE)).toEqual([]);
  expect(findSame(BEFORE, BEFORE)).toEqual(['interpreter', 'dependencies', 'machine', 'settings']);
});

test('packages, settings and facts that differ are named', () => {
  const after = {
    ...BEFORE,
    packages: '2',
    distributions: 'attrs 25.1.0\nnumpy 2.1.0\nsix 1.16.0',
    settings: 'PYTHONMALLOC=malloc',
    cpu_limit: 1.5,
  };
  expect(said(after)).toEqual([
    'dependencies attrs undefined 25.1.0',
    'dependencies numpy 2.0.1 2.1.0',
    'dependencies orjson 3.10.0 undefined',
    'settings PYTHONMALLOC undefined malloc',
    'machine cpu_limit 2 1.5',
  ]);
  expect(findSame(BEFORE, after)).toEqual(['interpreter']);
});

test('where names are not known, the digest tells that packages differ', () => {
  const { distributions: _, ...old } = BEFORE;
  expect(said({ ...BEFORE, packages: '2' }, old)).toEqual(['dependencies packages 1 2']);
});

test('what one side does not know is no difference, and not the same', () => {
  expect(said({ python: '3.12.1' })).toEqual([]);
  expect(findSame(BEFORE, { python: '3.12.1' })).toEqual(['interpreter']);
});

test('several versions are one entry', () => {
  expect(said({ distributions: 'a 1\na 2' }, { distributions: 'a 1' })).toEqual(['dependencies a 1 1, 2']);
});
