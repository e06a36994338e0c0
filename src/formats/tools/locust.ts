/** What `locust --headless --json` prints, or its `--json-file`: a list with one entry for each method and name. Or its CSV. */

import { get, listAt, numberAt, objectAt, parseJson } from '../json.ts';
import { shortName } from '../names.ts';
import { type Reading, type Results, type ResultsText, single, Unreadable } from '../reading.ts';
import { thin } from '../thin.ts';
import { failureMetrics, judgeFailed } from './failed-requests.ts';
import { isLocustCsv, parseLocustCsv } from './locust-csv.ts';

/** A histogram of more requests than this is thinned to as many evenly spaced quantiles. */
const MOST_VALUES = 1_000;
const HINT =
  'Mend the service or the test; answers that are meant to fail: `catch_response` and `success()`.';

interface Entry {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  readonly start: number;
  readonly end: number;
  readonly totalTime: number;
  readonly least: number;
  readonly most: number;
  /** Milliseconds and how many requests took as long, by time. */
  readonly histogram: readonly (readonly [number, number])[];
}

/**
 * A file is one run of the test. Response times are rounded by locust to two digits and sorted here: their order in
 * time is not in the file. `min`, `max` and `mean` are exact and so given beside them. With several entries there is
 * one for all requests, named `Aggregated` as in locust's own tables.
 */
export function parseLocust({ text }: ResultsText): Results {
  if (isLocustCsv(text)) return parseLocustCsv(text, HINT);
  const list = listAt(parseJson(jsonPart(text)), '');
  const entries = list.map((entry, index) => readEntry(entry, `[${index}]`));
  if (entries.length === 0) {
    throw new Unreadable('locust made no request.', {
      code: 'no-values',
      hint: 'Is --run-time long enough, and does the user class have a task?',
    });
  }
  const all = entries.length > 1 ? [...entries, aggregate(entries)] : entries;
  return { benchmarks: all.map(toReading) };
}

/** `--json` prints to standard output, where the test may have printed before: the list begins a line. */
function jsonPart(text: string): string {
  if (/^\s*\[/.test(text)) return text;
  const start = text.search(/^\[\s*(\{|\]\s*$)/m);
  return start < 0 ? text : text.slice(start);
}

function readEntry(value: unknown, path: string): Entry {
  const entry = objectAt(value, path);
  const name = get(entry, 'name');
  const method = get(entry, 'method');
  const number = (key: string) => numberAt(get(entry, key), `${path}.${key}`, 0);
  const requests = number('num_requests');
  const times = objectAt(get(entry, 'response_times'), `${path}.response_times`);
  const histogram = Object.entries(times).map(([time, count]): [number, number] => [
    numberAt(
      time.trim() === '' ? time : Number(time),
      `${path}.response_times: the key ${JSON.stringify(time.slice(0, 20))}`,
      0,
    ),
    numberAt(count, `${path}.response_times[${JSON.stringify(time.slice(0, 20))}]`, 0),
  ]);
  return {
    name: shortName(
      [method, name].filter((part) => typeof part === 'string' && part !== '').join(' ') || 'requests',
    ),
    requests,
    failed: number('num_failures'),
    start: number('start_time'),
    end: requests === 0 ? 0 : number('last_request_timestamp'),
    totalTime: number('total_response_time'),
    least: requests === 0 ? 0 : number('min_response_time'),
    most: number('max_response_time'),
    histogram: histogram.sort(([a], [b]) => a - b),
  };
}

function aggregate(entries: readonly Entry[]): Entry {
  const measured = entries.filter((entry) => entry.requests > 0);
  const sum = (of: (entry: Entry) => number) => measured.reduce((total, entry) => total + of(entry), 0);
  return {
    name: 'Aggregated',
    requests: sum((entry) => entry.requests),
    failed: sum((entry) => entry.failed),
    start: Math.min(...measured.map((entry) => entry.start)),
    end: Math.max(...measured.map((entry) => entry.end)),
    totalTime: sum((entry) => entry.totalTime),
    least: Math.min(...measured.map((entry) => entry.least)),
    most: Math.max(...measured.map((entry) => entry.most)),
    histogram: measured.flatMap((entry) => entry.histogram).sort(([a], [b]) => a - b),
  };
}

function toReading(entry: Entry): Reading {
  const { name: sub, requests, failed, histogram } = entry;
  const counted = histogram.reduce((total, [, count]) => total + count, 0);
  if (requests === 0 || counted === 0) {
    return { sub, metrics: {}, failure: { code: 'no-values', message: 'No request was answered.' } };
  }
  const seconds = entry.end - entry.start;
  const failure = judgeFailed(failed, requests, HINT);
  return {
    sub,
    metrics: {
      wall_time: {
        unit: 's',
        better: 'lower',
        runs: [thin(histogram, MOST_VALUES).map((time) => time / 1000)],
      },
      mean: single(entry.totalTime / counted / 1000, 's', 'lower'),
      min: single(entry.least / 1000, 's', 'lower'),
      max: single(entry.most / 1000, 's', 'lower'),
      ...(seconds > 0 && { throughput: single(requests / seconds, '1/s', 'higher') }),
      ...failureMetrics(failed, requests),
    },
    ...(failure && { failure }),
  };
}
