import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelsOf } from '../../src/report/markdown/labels.ts';

test('the path goes first, and the test stays', () => {
  const names = [
    'suite/bench/test_attrs_primitives.py::test_unstructure_attrs_with_converters[Strategy.AS_DICT]',
    'suite/bench/test_attrs_primitives.py::test_structure_attrs_with_converters[Strategy.AS_DICT]',
    'suite/short',
  ];
  const label = labelsOf(names, 70);
  expect(names.map(label)).toEqual([
    'suite/…::test_unstructure_attrs_with_converters[Strategy.AS_DICT]',
    'suite/…::test_structure_attrs_with_converters[Strategy.AS_DICT]',
    'suite/short',
  ]);
});

test('where only the path tells them apart, they differ all the same', () => {
  const names = ['a', 'b'].map((directory) => `suite/${directory}/${'x'.repeat(80)}.py::test_one`);
  const [one, two] = names.map(labelsOf(names, 40));
  expect(one).not.toBe(two);
  expect(one?.length).toBeLessThanOrEqual(40);
});

test('distinct names have distinct labels of the wanted length, in any width and for any text', () => {
  const part = fc.string({ maxLength: 40 });
  const name = fc.oneof(
    fc.string({ maxLength: 150 }),
    fc.tuple(part, part, part).map(([a, b, c]) => `suite/${a}/same.py::${b}::test_${c}`),
    fc.constantFrom('x', 'y').map((end) => `suite/${'long/'.repeat(40)}${end}.py::test`),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { maxLength: 30 }),
      fc.integer({ min: 16, max: 100 }),
      (names, limit) => {
        const labels = names.map(labelsOf(names, limit));
        expect(new Set(labels).size).toBe(names.length);
        for (const label of labels) expect(label.length).toBeLessThanOrEqual(limit);
      },
    ),
  );
});
