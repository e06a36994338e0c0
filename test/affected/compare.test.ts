import { describe, expect, it } from 'vitest';
import { compareRecordings } from '../../src/affected/compare.ts';
import { tellReason } from '../../src/affected/words.ts';
import type { Recording } from '../../src/samples/recording.ts';

const BASE: Recording = {
  level: 'functions',
  unknown: {},
  asks: false,
  interpreter: 'CPython 3.11',
  code: { 'shop.py:<module>': 'm', 'shop.py:price': 'p' },
  modules: { 'shop.py': 'tree' },
  texts: { 'shop.py': 'bytes' },
  files: { 'data/prices.json': 'd' },
  directories: { data: 'l' },
  paths: [],
  packages: { numpy: '2.0' },
};

function compare(candidate: Partial<Recording>, more: Partial<Parameters<typeof compareRecordings>[0]> = {}) {
  const compared = compareRecordings({
    baseline: BASE,
    candidate: { ...BASE, ...candidate },
    changed: [],
    ...more,
  });
  return 'reasons' in compared
    ? compared.reasons.map((reason) => tellReason(reason, (text) => text))
    : compared.proof;
}

describe('two recordings', () => {
  it('that are equal prove that nothing is affected, and say how much was compared', () => {
    expect(compare({})).toEqual({ level: 'functions', code: 2, files: 1, packages: 1 });
  });

  it.each<[string, Partial<Recording>]>([
    ['the code of shop.py:price differs', { code: { ...BASE.code, 'shop.py:price': 'other' } }],
    ['the code of shop.py:total differs', { code: { ...BASE.code, 'shop.py:total': 't' } }],
    ['the code of shop.py:price differs', { code: { 'shop.py:<module>': 'm' } }],
    ['the file data/prices.json differs', { files: { 'data/prices.json': 'other' } }],
    ['the file data/prices.json (and 1 more) differs', { files: { 'data/taxes.json': 'd' } }],
    ['the list of files in data differs', { directories: { data: 'other' } }],
    ['the installed package numpy differs', { packages: { numpy: '2.1' } }],
    ['the sides have different interpreters', { interpreter: 'CPython 3.12' }],
    ['it starts another process (os.fork)', { unknown: { child: 'os.fork' } }],
    ['something happened that cannot be compared (x)', { unknown: { unheard: 'x' } }],
  ])('of which one side differs prove nothing: %s', (said, candidate) => {
    expect(compare(candidate)).toEqual([expect.stringContaining(said)]);
  });

  it('are compared as closely as the stricter side, and the budget, need it', () => {
    const trees = { modules: { 'shop.py': 'other' } };
    expect(compare(trees)).toHaveProperty('level', 'functions');
    expect(compare({ ...trees, level: 'modules' })).toEqual([expect.stringContaining('the module shop.py')]);
    expect(compare(trees, { atLeast: 'modules' })).toEqual([expect.stringContaining('the module shop.py')]);
    expect(compare({ texts: { 'shop.py': 'other' }, level: 'files' })).toEqual([
      expect.stringContaining('the text of shop.py'),
    ]);
  });

  it('of what looks at files unseen prove nothing where a file that is no prose or code has changed', () => {
    const changed = [
      { path: 'README.md', isModified: true },
      { path: 'shop.py', isModified: true },
    ];
    const data = { path: 'data/taxes.json', isModified: true };
    expect(compare({ asks: true }, { changed })).toHaveProperty('level');
    expect(compare({}, { changed: [...changed, data] })).toHaveProperty('level');
    expect(compare({ asks: true }, { changed: [...changed, data] })).toEqual([
      expect.stringContaining('unseen, and data/taxes.json differs'),
    ]);
    // One that comes or goes may be asked for, whatever is in it.
    expect(compare({ asks: true }, { changed: [{ path: 'README.md', isModified: false }] })).toEqual([
      expect.stringContaining('unseen, and README.md differs'),
    ]);
  });
});
