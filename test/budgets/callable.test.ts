import { describe, expect, test } from 'vitest';
import { definesName, functionAdvice, readCallable } from '../../src/budgets/texts/callable.ts';

test.each([
  ['bench.py:search', { kind: 'file', path: 'bench.py', function: 'search' }],
  ['a/b c/bench.py:Suite.search', { kind: 'file', path: 'a/b c/bench.py', function: 'Suite.search' }],
  ['../bench.py:search', { kind: 'file', path: '../bench.py', function: 'search' }],
  ['shop.search:run', { kind: 'module', module: 'shop.search', function: 'run' }],
  ['größe:messen', { kind: 'module', module: 'größe', function: 'messen' }],
  [' shop:run ', { kind: 'module', module: 'shop', function: 'run' }],
])('%j', (text, expected) => {
  expect(readCallable(text)).toEqual(expected);
});

describe('a name is bound by', () => {
  test.each([
    ['def search():', true],
    ['async  def search(a, b):', true],
    ['if FAST:\n    def search():\n        pass', true],
    ['def search[T](x: T):', true],
    ['class search(Base):', true],
    ['search = partial(run, 5)', true],
    ['search: Callable = run', true],
    ['first, search = make()', true],
    ['search, first = make()', true],
    ['from shop import search', true],
    ['from shop import (run, search)', true],
    ['from shop import find as search', true],
    ['import search', true],
    ['from shop import (\n    run,\n    search,\n)', true],
    ['from shop import *', true],
    ['def __getattr__(name):', true],
    ['def search_all():', false],
    ['def research():', false],
    ['# a search for def', false],
    ['result = search()', false],
    ['print(search)', false],
    ['', false],
  ])('%j: %j', (python, expected) => {
    expect(definesName(python, 'search')).toBe(expected);
  });
});

test('a name with regular expression characters is only text', () => {
  expect(definesName('def search():', 's.*')).toBe(false);
});

test('advice names what the file defines', () => {
  expect(functionAdvice('def search(): ...\ndef _hidden(): ...\n', 'serch')).toBe('did you mean `search`?');
  expect(functionAdvice('def one(): ...\ndef two(): ...\n', 'search')).toBe('it defines `one`, `two`');
  expect(functionAdvice('x = 1\n', 'search')).toBe('it defines no function');
});
