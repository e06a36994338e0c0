/** How large a data set has to be at least: `1 MiB` or `10000 rows`. */
import { parseQuantity } from '../../samples/numbers/quantity.ts';

export interface DataSize {
  readonly value: number;
  readonly unit: 'B' | 'rows';
}

/** Formats in which a line is a row. */
export function hasRows(path: string): boolean {
  return /\.(?:jsonl|ndjson|csv|tsv|txt|log)$/i.test(path);
}

const ROWS = / *rows? *$/;

export function readDataSize(text: string): DataSize | { readonly mistake: string } {
  const wanted = 'write a size such as `1 MiB` or `10000 rows`';
  const counted = ROWS.test(text);
  const quantity = parseQuantity(text.replace(ROWS, ''));
  if ('mistake' in quantity) return { mistake: `${quantity.mistake}; ${wanted}` };
  const fits = counted ? quantity.unit === 'count' : quantity.unit === 'B';
  if (!fits) return { mistake: `\`${text.trim()}\` is no size of a data set; ${wanted}` };
  return quantity.value > 0
    ? { value: quantity.value, unit: counted ? 'rows' : 'B' }
    : { mistake: `\`${text.trim()}\` must be more than 0` };
}
