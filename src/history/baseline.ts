/** `pacegate baseline list` and `show`. Pure: entries in, text for a terminal out. */
import { median } from 'simple-statistics';
import { plain, plainName } from '../report/words/escape.ts';
import { plural, safeUnit } from '../report/words/numbers.ts';
import { FINGERPRINT_FACTS } from '../samples/environment.ts';
import type { Metric } from '../samples/measurements.ts';
import { formatQuantity } from '../samples/numbers/quantity-format.ts';
import type { Entry, EntryInfo } from '../stores/store.ts';
import { align } from './render.ts';

/** `current`: the key of this machine's environment; only its baselines can be compared with here. */
export function renderBaselineList(entries: readonly EntryInfo[], current?: string): string {
  if (entries.length === 0) return 'No baseline is stored. Make one: pacegate baseline save\n';
  const rows = entries.map((entry) => [
    entry.environmentKey === current ? '*' : ' ',
    entry.created.slice(0, 16).replace('T', ' '),
    entry.commit.slice(0, 8),
    plain(entry.ref ?? '', 20),
    plain(entry.verdict ?? '', 14),
    plain(entry.environmentKey, 90),
  ]);
  const usable = current !== undefined && entries.some((entry) => entry.environmentKey === current);
  const legend =
    current === undefined
      ? ''
      : usable
        ? '* measured in this environment\n'
        : 'None of them was measured in this environment, so none can be compared with here.\n';
  return `${align(rows).join('\n')}\n${legend}`;
}

/** One stored session: where it comes from, and the median and number of values of each metric. */
export function renderBaseline(entry: Entry): string {
  const { environment, benchmarks } = entry.measurements;
  const facts = FINGERPRINT_FACTS.filter((fact) => environment[fact] !== undefined).map((fact) => [
    `  ${fact}`,
    plain(String(environment[fact])),
  ]);
  const values = benchmarks.flatMap((benchmark) =>
    Object.entries(benchmark.metrics).map(([name, metric], i) => [
      i === 0 ? plainName(benchmark.name) : '',
      plainName(name, 30),
      middle(metric),
      plural(metric.runs.length, 'run'),
    ]),
  );
  const head = [
    `commit ${entry.commit}${entry.ref === undefined ? '' : ` (${plain(entry.ref, 100)})`}`,
    `measured ${entry.created}${entry.verdict === undefined ? '' : `, verdict ${plain(entry.verdict, 14)}`}`,
    `stored as ${plain(entry.location, 500)}`,
    ...(entry.thinned ? ['values were thinned to means of groups, to keep the file small'] : []),
  ];
  return `${head.join('\n')}\nenvironment ${plain(entry.environmentKey, 90)}\n${align(facts).join('\n')}\n\n${align(values, [2]).join('\n')}\n`;
}

function middle(metric: Metric): string {
  const values = metric.runs.flatMap((run) => run.values);
  return values.length === 0 ? '–' : formatQuantity(median(values), safeUnit(metric.unit)).trim();
}
