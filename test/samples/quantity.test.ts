import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dimension, parseQuantity, type Quantity } from '../../src/samples/numbers/quantity.ts';
import {
  chooseScale,
  formatChange,
  formatNumber,
  formatQuantity,
  withUnit,
  writeQuantity,
} from '../../src/samples/numbers/quantity-format.ts';

function read(text: string): Quantity {
  const quantity = parseQuantity(text);
  if ('mistake' in quantity) throw new Error(`${text}: ${quantity.mistake}`);
  return quantity;
}

describe('parseQuantity', () => {
  test.each([
    ['300 ms', 0.3, 's'],
    ['300ms', 0.3, 's'],
    ['1.5 s', 1.5, 's'],
    ['5 min', 300, 's'],
    ['2 h', 7200, 's'],
    ['1 day', 86_400, 's'],
    ['250 us', 250e-6, 's'],
    ['250 \u00b5s', 250e-6, 's'],
    ['250 \u03bcs', 250e-6, 's'],
    ['.5 ns', 0.5e-9, 's'],
    ['250 MiB', 262_144_000, 'B'],
    ['250 MB', 250e6, 'B'],
    ['64 B', 64, 'B'],
    ['1 KiB', 1024, 'B'],
    ['1 kB', 1000, 'B'],
    ['200/s', 200, '1/s'],
    ['200 / s', 200, '1/s'],
    ['3M/day', 3e6 / 86_400, '1/s'],
    ['120/min', 2, '1/s'],
    ['5/10s', 0.5, '1/s'],
    ['3M', 3e6, 'count'],
    ['3 M', 3e6, 'count'],
    ['1e6', 1e6, 'count'],
    ['5G', 5e9, 'count'],
    ['$0.40/1M', 0.4e-6, '$'],
    ['$0.40/M', 0.4e-6, '$'],
    ['$2/call', 2, '$'],
    ['$5/1k', 0.005, '$'],
    ['$0.05', 0.05, '$'],
  ] as const)('%s', (text, value, unit) => {
    const quantity = read(text);
    expect(quantity.unit).toBe(unit);
    expect(quantity.value).toBeCloseTo(value, 12 - Math.max(0, Math.ceil(Math.log10(value))));
    expect(quantity.bare).toBe(text === '1e6');
  });

  test.each([
    ['300 msec', 4, '`ms`'],
    ['5 m', 2, '`min` for minutes'],
    ['250 mb', 4, '`MB` or `MiB`'],
    ['250 Mib', 4, '`MiB`'],
    ['1 S', 2, '`s`'],
    ['3 K', 2, '`k`'],
    ['10 parsec', 3, 'times take ns'],
    ['200 req/s', 4, 'plain number per time'],
    ['200 rps', 4, '`/s`'],
    ['200/', 3, 'per what?'],
    ['200/fortnight', 4, 'times take'],
    ['200/0 s', 4, 'above 0'],
    ['3,000', 0, '`3000`'],
    ['1_000 ms', 0, '`1000`'],
    ['1,5 s', 0, '`1.5`'],
    ['-5 ms', 0, 'negative'],
    ['', 0, 'missing'],
    ['   ', 3, 'missing'],
    ['soon', 0, 'is no quantity'],
    ['5 min 30 s', 5, '`30 s` does not belong after `5 min`'],
    ['1e999 s', 0, 'too large'],
    ['$5/1x', 2, 'per number of calls'],
    ['$5/0', 2, 'per number of calls'],
    ['$5k', 2, '`$5000`'],
    ['0.05 USD', 5, '$0.40/1M'],
    ['١٢ ms', 0, 'is no quantity'],
  ])('mistake in %j', (text, offset, words) => {
    const result = parseQuantity(text);
    expect(result).toMatchObject({ offset, mistake: expect.stringContaining(words) });
  });

  test('whatever the text, it answers, and the culprit lies within it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[$\d., eE+/a-zµ%-]{0,12}$/)), (text) => {
        const result = parseQuantity(text);
        if ('mistake' in result) {
          expect(result.offset).toBeGreaterThanOrEqual(0);
          expect(result.offset).toBeLessThanOrEqual(text.length);
        } else {
          expect(Number.isFinite(result.value)).toBe(true);
          expect(result.value).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('formatting', () => {
  test.each([
    [0.0121, 's', '12.1 ms'],
    [0.3, 's', '300 ms'],
    [1.5, 's', '1.50 s'],
    [90, 's', '90.0 s'],
    [119, 's', '119 s'],
    [300, 's', '5.00 min'],
    [7200, 's', '2.00 h'],
    [0.99996, 's', '1.00 s'],
    [2.34e-10, 's', '0.234 ns'],
    [1.2e-6, 's', '1.20 µs'],
    [0, 's', '0 s'],
    [-0.0003, 's', '\u2212300 µs'],
    [262_144_000, 'B', '250 MiB'],
    [212.4 * 2 ** 20, 'B', '212 MiB'],
    [1023, 'B', '1023 B'],
    [200, '1/s', '200/s'],
    [12_345, '1/s', '12.3k/s'],
    [3e6 / 86_400, '1/s', '34.7/s'],
    [0.05, '1/s', '3.00/min'],
    [1e-5, '1/s', '0.864/day'],
    [1_234_567, 'count', '1.23M'],
    [42, 'count', '42'],
    [42.5, 'count', '42.5'],
    [64, 'B', '64 B'],
    [0.4e-6, '$', '$0.400/1M'],
    [1.2, '$', '$1.20'],
    [17.25, 'rows', '17.3 rows'],
    [0.001_234, 'score', '0.00123 score'],
    [5, 'constructor', '5.00 constructor'],
    [Number.POSITIVE_INFINITY, 's', 'Infinity s'],
  ])('%d %s is %s', (value, unit, text) => {
    expect(formatQuantity(value, unit)).toBe(text);
  });

  test('a pair and its spreads share one unit and one number of decimals', () => {
    expect(formatChange({ value: 0.0121, spread: 0.0003 }, { value: 0.0131, spread: 0.00034 }, 's')).toBe(
      '12.1 ± 0.3 → 13.1 ± 0.3 ms',
    );
    expect(formatChange({ value: 0.98 }, { value: 1.2 }, 's')).toBe('0.98 → 1.20 s');
    expect(formatChange({ value: 212 * 2 ** 20 }, { value: 221 * 2 ** 20 }, 'B')).toBe('212 → 221 MiB');
    expect(formatChange({ value: 0.4e-6 }, { value: 0.44e-6 }, '$')).toBe('$0.400 → 0.440/1M');
    expect(formatChange({ value: 0 }, { value: 0 }, 's')).toBe('0 → 0 s');
  });

  test('any numbers can share a scale', () => {
    const scale = chooseScale([0.0121, 0.0131, 0.0003], 's');
    expect([0.0121, 0.0131, 0.0003].map((value) => formatNumber(value, scale))).toEqual([
      '12.1',
      '13.1',
      '0.3',
    ]);
    expect(withUnit('12.1 … 13.1', scale)).toBe('12.1 … 13.1 ms');
  });

  test('three significant digits: what is shown is within half a per cent of the value', () => {
    const units = fc.constantFrom<Dimension>('s', 'B', 'count', '1/s', '$');
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), units, (value, unit) => {
        const scale = chooseScale([value], unit);
        const shown = Number(formatNumber(value, scale)) * scale.factor;
        expect(Math.abs(shown / value - 1)).toBeLessThanOrEqual(0.005_001);
      }),
    );
  });

  test('what we write into a budget file is read as the same value', () => {
    expect(writeQuantity(0.315, 's')).toBe('315 ms');
    expect(writeQuantity(1.5, 's')).toBe('1.5 s');
    expect(writeQuantity(250 * 2 ** 20, 'B')).toBe('250 MiB');
    const units = fc.constantFrom<Dimension>('s', 'B', 'count', '1/s', '$');
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), units, (value, unit) => {
        const again = read(writeQuantity(value, unit));
        expect(again.unit).toBe(unit);
        expect(Math.abs(again.value / value - 1)).toBeLessThan(1e-9);
      }),
    );
  });
});
