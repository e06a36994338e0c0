import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderSchema } from '../../scripts/schema.ts';
import { load, messagesOf } from './project.ts';

const root = new URL('../../', import.meta.url);
const validate = new Ajv({ strict: true, strictRequired: false }).compile(JSON.parse(renderSchema()));

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

test('budgets.schema.json is what scripts/schema.ts writes: run `npm run schema`', () => {
  expect(read('budgets.schema.json')).toBe(renderSchema());
});

describe.each(readdirSync(new URL('test/budgets/valid/', root)))('%s', (name) => {
  const text = read(`test/budgets/valid/${name}`);
  test('loads without a word', () => {
    expect(messagesOf(text)).toBe('');
  });
  test('is valid by the JSON Schema', () => {
    expect(validate(parse(text)), JSON.stringify(validate.errors, null, 1)).toBe(true);
  });
});

test('the contract’s example, as the program sees it', () => {
  expect(load(read('test/budgets/valid/contract.yml')).budgets).toMatchSnapshot();
});

test('every key, runner, unit and bound, as the program sees it', () => {
  expect(load(read('test/budgets/valid/everything.yml')).budgets).toMatchSnapshot();
});

// What an editor underlines, and what it cannot know, such as whether a file exists.
test.each([
  ['unknown-keys', false],
  ['runner-keys', false],
  ['types', false],
  ['units', false],
  ['missing', false],
  ['no-benchmarks', false],
  ['benchmarks-list', false],
  ['targets', false],
  ['dates', false],
])('the JSON Schema refuses invalid/%s.yml', (name, expected) => {
  expect(validate(parse(read(`test/budgets/invalid/${name}.yml`)))).toBe(expected);
});

test.each([
  ['version: 1'],
  ['version: 1\nbenchmarks: { a: { timeit: pass, budgets: [ time < 300 ] } }'],
  ['version: 1\nbenchmarks: { a: { timeit: pass, command: make } }'],
  ['version: 1\nbenchmarks: { a: { timeit: pass, max_time: 5 } }'],
  ['version: 1\nbenchmarks: { a: { timeit: pass, budgets: [ { budget: time < 1 s, severity: error } ] } }'],
])('what the loader refuses by its shape, the JSON Schema refuses too: %j', (text) => {
  expect(messagesOf(text)).not.toBe('');
  if (!text.includes('time < 300 ]')) expect(validate(parse(text))).toBe(false);
});

test('names that objects have of their own are names like others, in the order of the file', () => {
  const names = ['toString', '10', 'constructor', '2', 'hasOwnProperty'];
  const text = `version: 1\nbenchmarks:\n${names.map((name) => `  ${name}: { timeit: pass }\n`).join('')}`;
  expect(load(text).budgets.benchmarks.map(({ name }) => name)).toEqual(names);
  expect(load(text).budgets.benchmarks.every(({ runner }) => runner.kind === 'timeit')).toBe(true);
});

test('`__proto__` is an unknown key like others', () => {
  const text = 'version: 1\nbenchmarks: { a: { timeit: pass, __proto__: { command: make } } }\n';
  expect(messagesOf(text)).toMatch(
    /^budgets\.yml:2:34: unknown key `__proto__`; here belong question, callable, /,
  );
});
