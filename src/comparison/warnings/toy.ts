/** Data sets that are too small: less than the budget file asks for, or far less than they were. */
import type { DataSize } from '../../budgets/texts/data-size.ts';
import type { Benchmark } from '../../samples/measurements.ts';
import { formatQuantity } from '../../samples/numbers/quantity-format.ts';
import type { Warning } from '../result.ts';
import { warn } from './catalogue.ts';

/** Where nobody says how large it has to be: data smaller than this are hardly what production works on. */
const TOY_BYTES = 10_000;
const TOY_ROWS = 100;
/** A data set that shrank to less than this share of itself. */
const SHRUNK = 0.1;

type Facts = Benchmark['dataset'];

export function toyWarnings(name: string, now: Facts, before: Facts, least: DataSize | undefined): Warning[] {
  if (now === undefined) return [];
  const than = least === undefined ? shrunkFrom(now, before) : smallerThan(now, least);
  if (than === undefined && (least !== undefined || !isTiny(now))) return [];
  return [
    warn('toy-dataset', { bytes: now.bytes, rows: now.rows, ...(than !== undefined && { than }) }, name),
  ];
}

function smallerThan({ bytes, rows }: NonNullable<Facts>, { value, unit }: DataSize): string | undefined {
  const size = unit === 'rows' ? rows : bytes;
  if (size === undefined || size >= value) return undefined;
  const asked = unit === 'rows' ? `${value} rows` : formatQuantity(value, 'B');
  return `\`min_size\` is ${asked}`;
}

function shrunkFrom(now: NonNullable<Facts>, before: Facts): string | undefined {
  for (const [unit, size, earlier] of [
    ['rows', now.rows, before?.rows],
    ['bytes', now.bytes, before?.bytes],
  ] as const) {
    if (size !== undefined && earlier !== undefined) {
      return size < SHRUNK * earlier ? `the baseline had ${earlier} ${unit}` : undefined;
    }
  }
  return undefined;
}

function isTiny({ bytes, rows }: NonNullable<Facts>): boolean {
  return rows === undefined ? bytes !== undefined && bytes < TOY_BYTES : rows < TOY_ROWS;
}
