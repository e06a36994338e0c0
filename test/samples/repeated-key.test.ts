import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readResults } from '../../src/formats/read-results.ts';
import { parseMeasurements } from '../../src/samples/measurements-file.ts';
import { findRepeatedKey } from '../../src/samples/repeated-key.ts';

describe('a key that stands twice in one object', () => {
  test.each([
    ['at the root', '{"a": 1,\n "a": 2}', { key: 'a', line: 2, column: 2 }],
    ['deep down', '[[{"b": {"x": [1, 2], "y": {}, "x": 3}}]]', { key: 'x', line: 1, column: 32 }],
    ['written in two ways', String.raw`{"x": 1, "\u0078": 2}`, { key: 'x', line: 1, column: 10 }],
    ['after a text with signs in it', '{"a": "{\\"}:", "b": 1, "a" : 2}', { key: 'a', line: 1, column: 24 }],
    ['a key of every object', '{"__proto__": 1, "__proto__": 2}', { key: '__proto__', line: 1, column: 18 }],
  ])('is found %s', (_, text, expected) => {
    JSON.parse(text);
    expect(findRepeatedKey(text)).toEqual(expected);
  });

  test('is not a key of two objects, nor a text', () => {
    expect(findRepeatedKey('[{"a": 1}, {"a": {"a": ["a", "a", "a:"]}}, {}, "a"]')).toBeUndefined();
  });

  test('is in nothing that JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => findRepeatedKey(JSON.stringify(value)) === undefined));
    // As a map from texts to texts, since many of those hold braces, quotes and backslashes.
    const texts = fc.dictionary(
      fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', ':', 'a') }),
      fc.string(),
    );
    fc.assert(fc.property(texts, (value) => findRepeatedKey(JSON.stringify(value, null, 2)) === undefined));
  });
});

/** Otherwise the last one would be taken, without a word: a file that a merge has spoiled could be green. */
describe('a file with values told twice is refused', () => {
  test('by the place of the second one, where another tool wrote it', () => {
    const text = '{"results": [{"command": "sleep 1",\n"times": [1.5], "times": [1.0]}]}';
    expect(readResults('hyperfine', { text }).failure).toEqual({
      code: 'garbage',
      message:
        'The results file cannot be read: an object holds the key "times" twice (the second time at line 2, column 17), and only one of the values can be meant.',
      hint: 'Write the file anew with the tool that made it.',
    });
  });

  test('as measurements', () => {
    const text = '{"format": "pacegate/measurements",\n "format": "pacegate/measurements"}';
    expect(() => parseMeasurements(text, 'baseline.json')).toThrow(
      'baseline.json: an object holds the key "format" twice (the second time at line 2, column 2)',
    );
  });
});
