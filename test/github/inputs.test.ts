import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { inWorkspace, readInputs } from '../../src/github/inputs.ts';

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as {
  inputs: Record<string, { default?: string; description: string }>;
  outputs: Record<string, unknown>;
  runs: { using: string; main: string };
};

/** What the runner sets for a step that gives no inputs. */
const defaults = Object.fromEntries(
  Object.entries(action.inputs).map(([name, input]) => [`INPUT_${name.toUpperCase()}`, input.default ?? '']),
);

describe('inputs', () => {
  test('action.yml has the inputs and outputs of the contract, on Node 24', () => {
    expect(Object.keys(action.inputs).sort()).toEqual(
      [
        'base',
        'budgets',
        'comment',
        'compare',
        'github-token',
        'matrix',
        'merge',
        'name',
        'only',
        'publish',
        'shard',
        'working-directory',
      ].sort(),
    );
    expect(Object.keys(action.outputs)).toEqual(['verdict', 'report', 'markdown', 'html', 'comment-url']);
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
  });

  test('the defaults of action.yml are the defaults of the code', () => {
    const { token: _token, ...declared } = readInputs(defaults);
    const { token: _none, ...own } = readInputs({});
    expect(declared).toEqual(own);
    expect(own).toEqual({
      budgets: 'budgets.yml',
      base: undefined,
      compare: undefined,
      only: undefined,
      workingDirectory: '.',
      comment: 'changes',
      name: 'default',
      publish: false,
      share: undefined,
      merge: false,
      matrix: {},
    });
  });

  test('the values of a matrix are words, and what is no matrix is none', () => {
    const matrixOf = (json: string) => readInputs({ INPUT_MATRIX: json }).matrix;
    expect(matrixOf('{ "python": "3.12", "os": { "name": "linux" } }')).toEqual({
      python: '3.12',
      os: '{"name":"linux"}',
    });
    for (const json of ['null', '[1]', '"x"', '{', '']) expect(matrixOf(json)).toEqual({});
  });

  test('reads what is given, white space trimmed', () => {
    expect(
      readInputs({
        'INPUT_GITHUB-TOKEN': ' t ',
        INPUT_COMPARE: 'stored',
        INPUT_PUBLISH: 'true',
        INPUT_NAME: 'api-v2',
      }),
    ).toMatchObject({ token: 't', compare: 'stored', publish: true, name: 'api-v2' });
  });

  test.each([
    ['INPUT_COMMENT', 'sometimes', 'Input comment: there is no "sometimes".'],
    ['INPUT_COMPARE', 'side', 'Input compare: there is no "side".'],
    ['INPUT_PUBLISH', 'yes', 'Input publish: "yes" is neither true nor false.'],
    ['INPUT_SHARD', '5/4', 'Input shard: "5/4": there is no share 5 of 4.'],
    ['INPUT_MERGE', 'yes', 'Input merge: "yes" is neither true nor false.'],
    ['INPUT_NAME', 'a --> b', 'Input name: "a --> b" cannot be a name.'],
    ['INPUT_NAME', '../x', 'Input name: "../x" cannot be a name.'],
    ['INPUT_NAME', 'a--b', 'Input name: "a--b" cannot be a name.'],
    ['INPUT_NAME', 'x'.repeat(65), /cannot be a name/],
  ])('%s: %s is refused with a clear message', (name, value, message) => {
    expect(() => readInputs({ [name]: value })).toThrow(message);
  });

  test('a job measures a share, merges or publishes', () => {
    expect(readInputs({ INPUT_SHARD: '1/4' }).share).toEqual({ index: 1, of: 4 });
    expect(() => readInputs({ INPUT_SHARD: '1/4', INPUT_MERGE: 'true' })).toThrow('exclude each other');
  });

  test.each([
    [{}, { workingDirectory: '.', budgets: 'budgets.yml' }],
    [
      { 'INPUT_WORKING-DIRECTORY': './packages/a/' },
      { workingDirectory: 'packages/a', budgets: 'budgets.yml' },
    ],
    [
      { 'INPUT_WORKING-DIRECTORY': '/work/shop/packages/a', INPUT_BUDGETS: '/work/shop/packages/slow.yml' },
      { workingDirectory: 'packages/a', budgets: '../slow.yml' },
    ],
    // A budget file that is kept elsewhere.
    [{ INPUT_BUDGETS: '/etc/budgets.yml' }, { workingDirectory: '.', budgets: '/etc/budgets.yml' }],
  ])('paths are taken from the workspace, however they are given: %j', (env, paths) => {
    expect(inWorkspace(readInputs(env), '/work/shop')).toMatchObject(paths);
  });

  test.each(['..', '../other', '/etc'])('a working directory %s leads out of the workspace', (path) => {
    const inputs = readInputs({ 'INPUT_WORKING-DIRECTORY': path });
    expect(() => inWorkspace(inputs, '/work/shop')).toThrow(/^Input working-directory: ".*" leads out/);
  });
});
