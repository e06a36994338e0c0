/** The grammar of a budget: `METRIC OP BOUND`. Pure: a text in; a budget or a mistake with its place in the text out. */
import { nearest } from '../../samples/names/nearest.ts';
import { type Dimension, parseQuantity, type Quantity } from '../../samples/numbers/quantity.ts';
import { writeQuantity } from '../../samples/numbers/quantity-format.ts';
import type { Bound, Budget, Comparison } from '../model.ts';
import { DIMENSION_WORDS, quote } from '../shape/words.ts';
import { findMetric, type KnownMetric, METRIC_NAMES, meantMetric } from './metrics.ts';

/** What one text says, before severity, `only` and position are added. */
export interface BudgetReading {
  readonly text: string;
  readonly metric: string;
  /** False for a name that the benchmark itself has to report. */
  readonly known: boolean;
  readonly op: Comparison;
  readonly bound: Bound;
  readonly better: Budget['better'];
  /** Doubts about what the author meant. */
  readonly doubts: readonly string[];
}

export interface BudgetMistake {
  readonly mistake: string;
  /** The culprit's place in the text, counted from 0. */
  readonly offset: number;
}

const LONGEST = 300;
const GRAMMAR = 'a budget is METRIC OP BOUND, such as `time < baseline + 5%` or `p95 < 300 ms`';
const METRIC = /[^\s<>=!≤≥]+/y;
const OPERATOR = /[<>=!≤≥]+/y;
const OWN_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;
const PERCENT = /^((?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?) *%$/;

const OPERATORS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const OPERATOR_MEANT: ReadonlyMap<string, string> = new Map([
  ['≤', '`<=`'],
  ['=<', '`<=`'],
  ['≥', '`>=`'],
  ['=>', '`>=`'],
  ['<<', '`<`'],
  ['>>', '`>`'],
]);

/** Reads one budget. Never throws. */
export function readBudget(written: string): BudgetReading | BudgetMistake {
  if (written.length > LONGEST) return { mistake: `this is too long for a budget; ${GRAMMAR}`, offset: 0 };
  const text = written.replace(/\s/gu, ' ');
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  if (start >= end) return { mistake: `the budget is empty; ${GRAMMAR}`, offset: 0 };

  const name = matchAt(METRIC, text, start);
  if (name === undefined) return { mistake: `the metric is missing; ${GRAMMAR}`, offset: start };
  const metric = readMetric(name);
  if ('mistake' in metric) return { mistake: metric.mistake, offset: start };

  const opStart = skipSpaces(text, start + name.length);
  const operator = matchAt(OPERATOR, text, opStart);
  if (operator === undefined) {
    if (opStart >= end) return { mistake: `${quote(name)} has no bound; ${GRAMMAR}`, offset: opStart };
    const words = /^[^<>=!≤≥]+(?=[<>=!≤≥])/u.exec(text.slice(start, end))?.[0].trim();
    return words === undefined
      ? {
          mistake: `${quote(text.slice(opStart, end))} is no comparison; write <, <=, > or >= after ${quote(name)}`,
          offset: opStart,
        }
      : { mistake: `${quote(words)} is no metric: a name is one word, such as \`time\``, offset: start };
  }
  if (!OPERATORS.has(operator)) {
    const meant = OPERATOR_MEANT.get(operator) ?? '<, <=, > or >=';
    return { mistake: `${quote(operator)} is no comparison; write ${meant}`, offset: opStart };
  }
  const op = operator as Comparison;

  const boundStart = skipSpaces(text, opStart + operator.length);
  const bound = readBound(text.slice(boundStart, end), metric);
  if ('mistake' in bound) return { mistake: bound.mistake, offset: boundStart + bound.offset };

  const upper = op.startsWith('<');
  const better = metric.metric?.better ?? (upper ? 'lower' : 'higher');
  const folded = text.trim().replace(/ +/g, ' ');
  const hopeless = upper && metric.metric !== undefined ? neverHolds(bound) : undefined;
  if (hopeless !== undefined)
    return { mistake: `${quote(folded)} can never hold: ${hopeless}`, offset: boundStart };
  const doubts =
    upper === (better === 'lower')
      ? []
      : [
          `${quote(folded)} fails when ${quote(metric.name)} gets better, for ${better} is better; did you mean \`${upper ? op.replace('<', '>') : op.replace('>', '<')}\`?`,
        ];
  return { text: folded, metric: metric.name, known: metric.metric !== undefined, op, bound, better, doubts };
}

/** Two texts with the same key say the same: white space and the way a number is written do not count. */
export function budgetKey({ metric, op, bound }: Pick<Budget, 'metric' | 'op' | 'bound'>): string {
  const number = bound.kind === 'absolute' ? bound.value : 'ratio' in bound ? bound.ratio : bound.margin;
  return `${metric} ${op} ${bound.kind} ${number.toPrecision(12)}`;
}

interface NamedMetric {
  readonly name: string;
  /** Undefined for a name that the benchmark itself reports. */
  readonly metric?: KnownMetric;
}

function readMetric(name: string): NamedMetric | { readonly mistake: string } {
  const found = findMetric(name);
  if (found !== undefined) return found;
  const k6 = /^p\((\d+(?:\.\d+)?)\)$/.exec(name)?.[1];
  const meant = k6 === undefined ? nearest(name, METRIC_NAMES) : `p${k6}`;
  if (meant !== undefined) return { mistake: `unknown metric ${quote(name)}; did you mean \`${meant}\`?` };
  if (OWN_NAME.test(name)) return { name };
  return {
    mistake: `${quote(name)} is no metric: a name begins with a letter and takes letters, digits, \`_\`, \`.\` and \`-\`; ${metricAdvice(name)}`,
  };
}

/** What to write instead of a metric that nobody reports. */
export function metricAdvice(name: string): string {
  const meant = meantMetric(name);
  return meant === undefined
    ? `write one of time, median, mean, min, max, p50 … p99.9, cpu_time, throughput, peak_memory, instructions, cost`
    : `did you mean \`${meant}\`?`;
}

function readBound(text: string, { name, metric }: NamedMetric): Bound | BudgetMistake {
  const example = metric?.example ?? '300 ms';
  if (text === '') {
    return {
      mistake: `the bound is missing: write a quantity such as \`${example}\`, or \`baseline + 5%\``,
      offset: 0,
    };
  }
  const word = /^[A-Za-z_]\w*/.exec(text)?.[0];
  if (word !== undefined) {
    if (word !== 'baseline' && word !== 'anchor') {
      const near = /^base/i.test(word) ? 'baseline' : nearest(word, ['baseline', 'anchor']);
      const advice = near
        ? `did you mean \`${near}\`?`
        : `write a quantity such as \`${example}\`, or \`baseline + 5%\``;
      return { mistake: `${quote(word)} is no bound; ${advice}`, offset: 0 };
    }
    const offset = skipSpaces(text, word.length);
    const margin = readMargin(text.slice(offset), word, metric);
    return 'mistake' in margin ? { mistake: margin.mistake, offset: offset + margin.offset } : margin;
  }
  const percent = PERCENT.exec(text)?.[1];
  if (percent !== undefined && metric === undefined) {
    // A share that the benchmark reports, such as `error_rate`: whether it is one shows when it is measured.
    return { kind: 'absolute', value: Number(percent) / 100, unit: 'ratio' };
  }
  if (percent !== undefined) {
    return { mistake: `${percent}% of what? write \`baseline + ${percent}%\``, offset: 0 };
  }
  const sum = /^(.*?[^eE\s]) *([+\u2212-]) *([^+\u2212-]*)$/u.exec(text);
  if (sum !== null) return explainSum(text, sum);
  const quantity = parseQuantity(text);
  if ('mistake' in quantity) return quantity;
  const misfit = explainMisfit(quantity, text, name, metric);
  if (misfit !== undefined) return { mistake: misfit, offset: 0 };
  return { kind: 'absolute', value: quantity.value, ...unitOf(quantity) };
}

/** `300 ms + 5%`: a bound has a margin only beside a baseline. */
function explainSum(text: string, [, left = '', sign = '', right = '']: RegExpExecArray): BudgetMistake {
  const offset = text.indexOf(sign, left.length);
  const base = parseQuantity(left);
  const percent = PERCENT.exec(right.trim())?.[1];
  if ('mistake' in base || (percent === undefined && 'mistake' in parseQuantity(right))) {
    return { mistake: `${quote(text)} is no bound; write a quantity, or \`baseline + 5%\``, offset: 0 };
  }
  if (percent === undefined) {
    return { mistake: 'a margin belongs beside `baseline`; write the sum as one quantity', offset };
  }
  const share = (Number(percent) / 100) * (sign === '+' ? 1 : -1);
  const total = base.value * (1 + share);
  const instead =
    total > 0 && Number.isFinite(total) ? `\`${writeQuantity(total, base.unit)}\`` : 'one quantity';
  return {
    mistake: `a percentage has no meaning beside an absolute bound; write ${instead}, or \`baseline ${sign === '+' ? '+' : '-'} ${percent}%\``,
    offset,
  };
}

function readMargin(
  text: string,
  kind: 'baseline' | 'anchor',
  metric: KnownMetric | undefined,
): Bound | BudgetMistake {
  if (text === '') return { kind, ratio: 0 };
  const sign = text[0] ?? '';
  if (!'+-\u2212'.includes(sign)) {
    return {
      mistake: `${quote(text)} does not belong after \`${kind}\`; write \`${kind} + 5%\``,
      offset: 0,
    };
  }
  const factor = sign === '+' ? 1 : -1;
  const offset = skipSpaces(text, 1);
  const amount = text.slice(offset);
  if (amount === '') {
    return { mistake: `the margin is missing: write \`${kind} ${sign} 5%\``, offset: 0 };
  }
  const percent = PERCENT.exec(amount)?.[1];
  if (percent !== undefined) {
    const ratio = (factor * Number(percent)) / 100;
    return Number.isFinite(ratio)
      ? { kind, ratio: ratio === 0 ? 0 : ratio }
      : { mistake: `${percent}% is too large`, offset };
  }
  const second = /[^eE] *[+\u2212-]/.exec(amount);
  if (second !== null) {
    return { mistake: `a bound has one margin, such as \`${kind} + 5%\``, offset: offset + second.index + 1 };
  }
  const quantity = parseQuantity(amount);
  if ('mistake' in quantity) return { mistake: quantity.mistake, offset: offset + quantity.offset };
  if (kind === 'anchor') {
    // What was measured on many machines has no amount in common.
    return { mistake: `the margin beside \`anchor\` is a percentage; write \`anchor ${sign} 10%\``, offset };
  }
  if (metric !== undefined && quantity.unit !== metric.unit) {
    const mistake = quantity.bare
      ? `${quote(amount)} has no unit; write \`${amount}%\`${metric.unit === '$' ? '' : `, or an amount such as \`${metric.example}\``}`
      : `${quote(amount)} is ${DIMENSION_WORDS[quantity.unit]}, and the margin is ${DIMENSION_WORDS[metric.unit]}; write a percentage, or an amount such as \`${metric.example}\``;
    return { mistake, offset };
  }
  return { kind: 'baseline-offset', margin: factor * quantity.value, ...unitOf(quantity) };
}

function explainMisfit(
  quantity: Quantity,
  text: string,
  name: string,
  metric: KnownMetric | undefined,
): string | undefined {
  if (metric === undefined || quantity.unit === metric.unit) return undefined;
  if (quantity.bare) {
    const unit = { s: 'ms', B: 'MiB', '1/s': '/s', count: '', $: '', ratio: '%' }[metric.unit];
    const with_ = unit === '' ? metric.example : `${text}${unit.startsWith('/') ? '' : ' '}${unit}`;
    return `${quote(text)} has no unit; write \`${with_}\``;
  }
  return `${quote(text)} is ${DIMENSION_WORDS[quantity.unit]}, but ${quote(name)} is ${DIMENSION_WORDS[metric.unit]}; write a bound such as \`${metric.example}\``;
}

function neverHolds(bound: Bound): string | undefined {
  if (bound.kind === 'absolute' && bound.value === 0) return 'nothing is below 0';
  return 'ratio' in bound && bound.ratio <= -1 ? 'nothing gets 100 % better' : undefined;
}

function unitOf({ unit, bare }: Quantity): { readonly unit?: Dimension } {
  return bare ? {} : { unit };
}

function skipSpaces(text: string, from: number): number {
  let offset = from;
  while (text[offset] === ' ') offset += 1;
  return offset;
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
