/** `report.json`: the report as it is, with nothing rounded. The same report is the same bytes. */
import type { Report } from './model.ts';

/** The order in which a person reads them; keys that are not listed follow by name. */
const ORDER = [
  'format',
  'version',
  'benchmark',
  'budget',
  'severity',
  'verdict',
  'comparison',
  'reason',
  'mode',
  'enforce_from',
  'exit',
  'overdue',
  'name',
  'code',
  'metric',
  'unit',
  'better',
  'op',
  'limit',
  'kind',
  'value',
  'failure',
  'results',
  'baseline',
  'candidate',
  'median',
  'p95',
  'spread',
  'estimate',
  'change',
  'ratio',
  'low',
  'high',
  'confidence',
  'detectable',
  'culprits',
  'function',
  'file',
  'line',
  'column',
  'message',
  'advice',
  'warnings',
  'benchmarks',
];
const RANK: ReadonlyMap<string, number> = new Map(ORDER.map((key, index) => [key, index]));

export function renderJson(report: Report): string {
  return `${write(report, '', 'report')}\n`;
}

function write(value: unknown, indent: string, path: string): string {
  if (value === null || typeof value !== 'object') return scalar(value, path);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) {
      return `[${value.map((item, index) => scalar(item, `${path}[${index}]`)).join(', ')}]`;
    }
    const items = value.map((item, index) => inner + write(item, inner, `${path}[${index}]`));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  if (entries.length === 0) return '{}';
  const fields = entries
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([key, field]) => `${inner}${JSON.stringify(key)}: ${write(field, inner, `${path}.${key}`)}`);
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

function rank(key: string): number {
  return RANK.get(key) ?? ORDER.length;
}

/** JSON has no NaN: one in a report is a bug of ours, and must not become `null` in silence. */
function scalar(value: unknown, path: string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  const text = JSON.stringify(value);
  if (text === undefined) throw new Error(`${path} cannot be written as JSON`);
  return text;
}
