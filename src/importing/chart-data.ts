/**
 * `data.js` of github-action-benchmark: one assignment of JSON to `window.BENCHMARK_DATA`, with the runs of each of its charts.
 * It names no machine. Units are free text; pytest's results are iterations a second, `iter/sec`, and are told as seconds here.
 */
import { get, listAt, numberAt, objectAt, parseJson, textAt } from '../formats/json.ts';
import { shortName } from '../formats/names.ts';
import { Unreadable } from '../formats/reading.ts';
import { MEMORY_UNITS, TIME_UNITS } from '../samples/numbers/quantity.ts';
import { commitOf, type ImportedRun, type ImportedValue } from './run.ts';

const ASSIGNMENT = /^\s*window\.BENCHMARK_DATA\s*=\s*/;

export function isChartData(text: string): boolean {
  return ASSIGNMENT.test(text);
}

/** @throws Unreadable where the file is none, or damaged; `path` in its message says where */
export function readChartData(text: string): ImportedRun[] {
  const file = objectAt(parseJson(text.replace(ASSIGNMENT, '').replace(/;?\s*$/, '')), '');
  const charts = Object.entries(objectAt(get(file, 'entries'), 'entries'));
  return charts.flatMap(([chart, runs]) => {
    const path = `entries[${JSON.stringify(chart.slice(0, 100))}]`;
    return listAt(runs, path).map((run, index) => readRun(run, `${path}[${index}]`));
  });
}

function readRun(value: unknown, path: string): ImportedRun {
  const run = objectAt(value, path);
  const date = numberAt(get(run, 'date'), `${path}.date`, 0);
  if (date > 8.64e15) throw new Unreadable(`${path}.date is no time.`);
  const tool = get(run, 'tool');
  return {
    commit: commitOf(get(objectAt(get(run, 'commit'), `${path}.commit`), 'id')),
    created: new Date(date).toISOString(),
    environment: {},
    values: listAt(get(run, 'benches'), `${path}.benches`).map((bench, index) =>
      readBench(bench, tool, `${path}.benches[${index}]`),
    ),
  };
}

function readBench(value: unknown, tool: unknown, path: string): ImportedValue {
  const bench = objectAt(value, path);
  const benchmark = shortName(textAt(get(bench, 'name'), `${path}.name`));
  const number = numberAt(get(bench, 'value'), `${path}.value`, 0);
  const said = get(bench, 'unit');
  const unit = typeof said === 'string' ? said.trim().slice(0, 100) : '';
  if (/^(?:iter|ops?)\/s(?:ec)?$/i.test(unit)) {
    // Iterations a second are one over the mean.
    if (number === 0) throw new Unreadable(`${path}.value is 0 ${unit}.`);
    return { benchmark, metric: 'time', unit: 's', better: 'lower', value: 1 / number };
  }
  const better = tool === 'customBiggerIsBetter' ? 'higher' : 'lower';
  const plain = unit.replace(/\/(?:iter|op)$/i, '');
  const seconds = TIME_UNITS.get(plain) ?? SECONDS.get(plain.toLowerCase());
  if (seconds !== undefined) return { benchmark, metric: 'time', unit: 's', better, value: number * seconds };
  const bytes = MEMORY_UNITS.get(plain) ?? (/^bytes?$/i.test(plain) ? 1 : undefined);
  if (bytes !== undefined) return { benchmark, metric: 'memory', unit: 'B', better, value: number * bytes };
  return { benchmark, metric: 'value', unit: unit === '' ? 'count' : unit, better, value: number };
}

/** As its tools spell them. */
const SECONDS: ReadonlyMap<string, number> = new Map([
  ['nsec', 1e-9],
  ['usec', 1e-6],
  ['msec', 1e-3],
  ['sec', 1],
  ['seconds', 1],
]);
