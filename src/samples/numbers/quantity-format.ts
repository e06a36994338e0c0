/** Numbers in base units, as people read them: three significant digits and one unit for numbers that belong together. */

import type { Unit } from '../measurements.ts';
import type { Dimension } from './quantity.ts';

/** How to show numbers of one unit side by side: divide by `factor`, show `decimals`, put `prefix` and `suffix` around. */
export interface Scale {
  readonly factor: number;
  readonly decimals: number;
  readonly prefix: string;
  readonly suffix: string;
}

type Step = readonly [factor: number, suffix: string];

const STEPS: Readonly<Record<Dimension, readonly Step[]>> = {
  s: [
    [1e-9, ' ns'],
    [1e-6, ' µs'],
    [1e-3, ' ms'],
    [1, ' s'],
    [60, ' min'],
    [3600, ' h'],
  ],
  B: [
    [1, ' B'],
    [2 ** 10, ' KiB'],
    [2 ** 20, ' MiB'],
    [2 ** 30, ' GiB'],
    [2 ** 40, ' TiB'],
  ],
  count: [
    [1, ''],
    [1e3, 'k'],
    [1e6, 'M'],
    [1e9, 'G'],
  ],
  '1/s': [
    [1 / 86_400, '/day'],
    [1 / 3600, '/h'],
    [1 / 60, '/min'],
    [1, '/s'],
    [1e3, 'k/s'],
    [1e6, 'M/s'],
    [1e9, 'G/s'],
  ],
  ratio: [[0.01, ' %']],
  $: [
    [1e-6, '/1M'],
    [1, ''],
  ],
};

/** A larger unit is taken from this many of it on: people read `90 s` more easily than `1.5 min`. */
function reach(unit: Dimension, factor: number): number {
  if (unit === 's' && factor > 1) return factor * 2;
  return unit === '$' && factor === 1 ? 0.01 : factor;
}

/** The one scale on which `values` can be read side by side: the unit of the largest, and decimals for `digits` of it. */
export function chooseScale(values: readonly number[], unit: Unit, digits = 3): Scale {
  const finite = values.filter(Number.isFinite).map(Math.abs);
  const largest = Number(Math.max(0, ...finite).toPrecision(digits)); // 999.9 ms is 1.00 s
  const steps: readonly Step[] = Object.hasOwn(STEPS, unit) ? STEPS[unit as Dimension] : [[1, ` ${unit}`]];
  const known = Object.hasOwn(STEPS, unit);
  const base = steps.find(([factor]) => factor === 1) ?? steps[0] ?? ([1, ''] as const);
  const reached = steps.filter(
    ([factor]) => largest >= (known ? reach(unit as Dimension, factor) : 0) * (1 - 1e-12),
  );
  const [factor, suffix] = largest === 0 ? base : (reached.at(-1) ?? steps[0] ?? base);
  const shown = largest / factor;
  const magnitude = shown === 0 ? digits - 1 : Math.floor(Math.log10(shown) + 1e-12);
  const whole = factor === 1 && (unit === 'count' || unit === 'B') && finite.every(Number.isInteger);
  return {
    factor,
    decimals: whole ? 0 : Math.min(Math.max(digits - 1 - magnitude, 0), 12),
    prefix: unit === '$' ? '$' : '',
    suffix,
  };
}

/** The number alone, without unit: `12.1`. A true minus sign, since it may stand in a text. */
export function formatNumber(value: number, scale: Scale): string {
  if (!Number.isFinite(value)) return String(value);
  const text = (Math.abs(value) / scale.factor).toFixed(scale.decimals);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

/** Puts the unit around numbers already formatted on this scale: `12.1 → 13.1` becomes `12.1 → 13.1 ms`. */
export function withUnit(numbers: string, scale: Scale): string {
  return `${scale.prefix}${numbers}${scale.suffix}`;
}

/** One number with its unit: `12.1 ms`, `250 MiB`, `200/s`, `$0.40/1M`. */
export function formatQuantity(value: number, unit: Unit, digits = 3): string {
  const scale = chooseScale([value], unit, digits);
  return withUnit(formatNumber(value, scale), scale);
}

export interface Spread {
  readonly value: number;
  readonly spread?: number;
}

/** Before and after in one unit: `12.1 ± 0.3 → 13.1 ± 0.3 ms`. The spreads are shown to the values' decimals. */
export function formatChange(before: Spread, after: Spread, unit: Unit): string {
  const scale = chooseScale([before.value, after.value], unit);
  const side = ({ value, spread }: Spread): string =>
    formatNumber(value, scale) + (spread === undefined ? '' : ` ± ${formatNumber(spread, scale)}`);
  return withUnit(`${side(before)} → ${side(after)}`, scale);
}

/** The shortest text that `parseQuantity` reads as the same value, for budgets that we propose: `315 ms`. */
export function writeQuantity(value: number, unit: Dimension): string {
  const { factor, prefix, suffix } = chooseScale([value], unit);
  const number = String(Number((value / factor).toPrecision(12)));
  return `${prefix}${number}${suffix.replace('µ', 'u')}`;
}
