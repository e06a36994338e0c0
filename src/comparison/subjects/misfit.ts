/** Whether a budget's unit fits that of what was measured: `500 MB` says nothing about a plain number, `500` nothing about MB. */

import type { Budget } from '../../budgets/model.ts';
import { findMetric } from '../../budgets/texts/metrics.ts';
import type { Benchmark } from '../../samples/measurements.ts';
import { isDimension } from '../../samples/numbers/quantity.ts';
import type { Quantity } from './quantity.ts';

/** @param baseline the other side, which may have reported the metric in another unit */
export function misfits(
  { metric: name, bound }: Budget,
  { unit, source, metric }: Quantity,
  baseline?: Benchmark,
): boolean {
  const known = findMetric(name);
  if (known && 'metric' in known && known.metric.unit !== unit) return true;
  const before = baseline?.metrics[source]?.unit;
  if (before !== undefined && kind(before) !== kind(metric.unit)) return true;
  if ('ratio' in bound) return false;
  const value = bound.kind === 'absolute' ? bound.value : bound.margin;
  const written = bound.unit ?? 'count';
  if (written === unit || (value === 0 && bound.unit === undefined)) return false;
  // A plain number may stand for a share, and for a unit of the benchmark's own; a percentage for neither but a share.
  return !(written === 'count' && (unit === 'ratio' || !isDimension(unit)));
}

/** A share counts as a plain number in older files. */
function kind(unit: string): string {
  return unit === 'ratio' ? 'count' : unit;
}

type Advice = readonly [what: string, example: (number: string) => string];
const PLAIN_NUMBER: Advice = ['a plain number', (number) => number];
const ADVICE: Readonly<Record<string, Advice>> = {
  s: ['a time', (number) => `${number} ms`],
  B: ['an amount of memory', (number) => `${number} MB`],
  '1/s': ['a rate', (number) => `${number}/s`],
  $: ['an amount of money', (number) => `$${number}`],
  ratio: ['a share', (number) => `${number}%`],
};

/** To follow a colon. Of the budget's text only the digits of its bound are taken. */
export function describeMisfit(unit: string, budget: string | null): string {
  const [what, example] = ADVICE[unit] ?? PLAIN_NUMBER;
  const number = /[<>]=? *(?:baseline *[+-] *)?\$?(\d+(?:\.\d+)?)/.exec(budget ?? '')?.[1];
  const instead = number === undefined ? '' : `; write a bound such as \`${example(number)}\``;
  return `what is measured is ${what}, and the budget's bound is none${instead}`;
}
