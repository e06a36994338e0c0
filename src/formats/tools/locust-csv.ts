/** `locust --csv=PREFIX`: PREFIX_stats.csv, a row for each request and one for all of them. Statistics, and no single values. */

import { shortName } from '../names.ts';
import { type Reading, type ReadMetric, type Results, single, Unreadable } from '../reading.ts';
import { failureMetrics, judgeFailed } from './failed-requests.ts';

/** Columns by what they hold; before locust 1.0 they had other names. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  type: ['type', 'method'],
  name: ['name'],
  requests: ['request count', '# requests'],
  failed: ['failure count', '# failures'],
  median: ['median response time'],
  mean: ['average response time'],
  min: ['min response time'],
  max: ['max response time'],
  rate: ['requests/s'],
};

export function isLocustCsv(text: string): boolean {
  return /^\uFEFF?"?(Type|Method)"?,"?Name"?,/.test(text);
}

export function parseLocustCsv(text: string, hint: string): Results {
  const [head = [], ...rows] = readRows(text.replace(/^\uFEFF/, ''));
  const columns = head.map((name) => name.trim().toLowerCase());
  if (!columns.some((name) => COLUMNS.requests?.includes(name))) {
    throw new Unreadable('This is none of locust’s tables of requests.', {
      hint: 'Of the files of `--csv=PREFIX`, give PREFIX_stats.csv.',
    });
  }
  if (rows.length === 0) throw new Unreadable('locust made no request.', { code: 'no-values' });
  const entries = rows.map((row, index) => readEntry(columns, row, `row ${index + 2}`, hint));
  // With one kind of request, the row for all of them says the same again.
  return { benchmarks: entries.length === 2 ? entries.slice(0, 1) : entries };
}

function readEntry(columns: readonly string[], row: readonly string[], path: string, hint: string): Reading {
  const cell = (key: string): string => {
    const index = columns.findIndex((name) => COLUMNS[key]?.includes(name));
    return row[index] ?? '';
  };
  const number = (key: string): number => numberIn(cell(key), `${path}: ${key}`);
  const sub = shortName([cell('type'), cell('name')].filter((part) => part !== '').join(' ') || 'requests');
  const [requests, failed] = [number('requests'), number('failed')];
  if (requests === 0)
    return { sub, metrics: {}, failure: { code: 'no-values', message: 'No request was answered.' } };
  const seconds = (milliseconds: number): ReadMetric => single(milliseconds / 1000, 's', 'lower');
  const metrics: Record<string, ReadMetric> = {};
  for (const name of ['median', 'mean', 'min', 'max'])
    if (cell(name) !== '') metrics[name] = seconds(number(name));
  columns.forEach((name, index) => {
    const percent = /^(\d{1,2}(?:\.\d{1,3})?)%$/.exec(name)?.[1];
    const written = row[index] ?? '';
    if (percent !== undefined && written !== 'N/A')
      metrics[`p${percent}`] = seconds(numberIn(written, `${path}: ${name}`));
  });
  if (cell('rate') !== '') metrics.throughput = single(number('rate'), '1/s', 'higher');
  Object.assign(metrics, failureMetrics(failed, requests));
  const failure = judgeFailed(failed, requests, hint);
  return { sub, metrics, ...(failure && { failure }) };
}

function numberIn(text: string, path: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Unreadable(
    `${path}: expected a number of at least 0, found ${JSON.stringify(text.slice(0, 40))}.`,
    {
      code: 'not-a-number',
    },
  );
}

/** RFC 4180: cells in quotes may hold commas, line ends and doubled quotes. */
function readRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/gy;
  while (cells.lastIndex < text.length) {
    const match = cells.exec(text);
    if (match === null) throw new Unreadable('The results file is no CSV: a quote is not closed.');
    row.push((match[1] ?? match[2] ?? '').replaceAll('""', '"'));
    if (match[3] === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}
