import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { knownKeys } from '../../src/budgets/shape/schema-walk.ts';
import { METRIC_NAMES } from '../../src/budgets/texts/metrics.ts';
import { COUNT_UNITS, MEMORY_UNITS, TIME_UNITS } from '../../src/samples/numbers/quantity.ts';
import { messagesOf } from './project.ts';

const docs = readFileSync(new URL('../../docs/budgets.md', import.meta.url), 'utf8');
const schema = JSON.parse(readFileSync(new URL('../../budgets.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);

const indent = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

/** A fenced block as a whole file; the word after `yaml` says what part of one it is. */
const WHOLE: Readonly<Record<string, (text: string) => string>> = {
  '': (text) => text,
  top: (text) => `version: 1\n${text}benchmarks: { a: { timeit: pass } }\n`,
  benchmark: (text) => `version: 1\nbenchmarks:\n  a:\n${indent(text, '    ')}`,
  budgets: (text) =>
    `version: 1\nbenchmarks:\n  a:\n    pytest: tests/test_speed.py\n    budgets:\n${indent(text, '      ')}`,
};

const blocks = [...docs.matchAll(/^```yaml ?(\w*)\n(.*?)^```$/gms)].map(([, part = '', text = '']) => ({
  part,
  text,
}));

describe('docs/budgets.md', () => {
  test.each(blocks)('example %#: $part', ({ part, text }) => {
    const whole = WHOLE[part]?.(text);
    if (whole === undefined) throw new Error(`no such part of a file: ${part}`);
    expect(messagesOf(whole)).toBe('');
    expect(validate(parse(whole)), JSON.stringify(validate.errors)).toBe(true);
  });

  test('has an example of each kind', () => {
    expect(new Set(blocks.map(({ part }) => part))).toEqual(new Set(Object.keys(WHOLE)));
  });

  test('names every key, metric and unit', () => {
    const paths = [
      ...[[], ['measure'], ['baseline'], ['gate'], ['benchmarks', ''], ['benchmarks', '', 'dataset']],
      ...[
        ['benchmarks', '', 'results'],
        ['benchmarks', '', 'budgets', 0],
        ['benchmarks', '', 'timeit'],
        ['accepted', 0],
      ],
    ];
    const keys = paths.flatMap((path) => knownKeys(path));
    expect(keys.length).toBeGreaterThan(40);
    const metrics = METRIC_NAMES.filter((name) => !/^p\d/.test(name));
    const units = [...TIME_UNITS.keys(), ...MEMORY_UNITS.keys(), ...COUNT_UNITS.keys()].filter(
      (unit) => unit !== '\u03bcs',
    );
    const code = [...docs.matchAll(/```.*?```|`[^`]+`/gs)].map(([text]) => text).join(' ');
    for (const word of [...keys, ...metrics, ...units])
      expect(code).toMatch(new RegExp(`(?<![\\w])${word}(?![\\w])`));
  });

  test('tells the defaults that the schema tells', () => {
    const json = JSON.stringify(schema);
    for (const [, value] of json.matchAll(/"default":"([^"]+)"/g)) expect(docs).toContain(`\`${value}\``);
  });
});
