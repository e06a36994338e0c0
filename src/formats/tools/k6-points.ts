/** `k6 run --out json=FILE`: one JSON object a line, a point for each request and metric. */

import { get, isObject, numberAt, objectAt, parseJson } from '../json.ts';
import { type Reading, single } from '../reading.ts';
import { thin } from '../thin.ts';
import { failureMetrics, judgeFailed } from './failed-requests.ts';

/** A test of more requests is thinned to as many evenly spaced quantiles. */
const MOST_VALUES = 10_000;

export function isPointStream(text: string): boolean {
  const line = /^\s*(\{[^\n]*)/.exec(text.slice(0, 65_536))?.[1] ?? '';
  return /"type":\s*"(Metric|Point)"/.test(line) && /"metric":/.test(line);
}

/** Seconds of every request that was answered as expected, ascending; the rate over the time that requests took. */
export function readPoints(text: string, hint: string): Reading {
  const times: number[] = [];
  let failed = 0;
  let requests = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let number = 0;
  for (const line of text.split('\n')) {
    number++;
    if (
      !line.includes('"Point"') ||
      !(line.includes('"http_req_duration"') || line.includes('"http_req_failed"'))
    )
      continue;
    const point = objectAt(parseJson(line), `line ${number}`);
    const data = objectAt(get(point, 'data'), `line ${number}: data`);
    const value = numberAt(get(data, 'value'), `line ${number}: data.value`, 0);
    const metric = get(point, 'metric');
    if (metric === 'http_req_failed') failed += value;
    if (metric !== 'http_req_duration') continue;
    requests++;
    const ended = Date.parse(String(get(data, 'time')));
    first = Math.min(first, ended - value);
    last = Math.max(last, ended);
    const tags = get(data, 'tags');
    if (!(isObject(tags) && get(tags, 'expected_response') === 'false')) times.push(value / 1000);
  }
  if (requests === 0) {
    return { metrics: {}, failure: { code: 'no-values', message: 'k6 made no HTTP request.' } };
  }
  const failure = judgeFailed(failed, requests, hint);
  const sorted = times.sort((a, b) => a - b).map((time): [number, number] => [time, 1]);
  return {
    metrics: {
      ...(sorted.length > 0 && {
        wall_time: { unit: 's', better: 'lower', runs: [thin(sorted, MOST_VALUES)] },
      }),
      ...(last > first && { throughput: single(requests / ((last - first) / 1000), '1/s', 'higher') }),
      ...failureMetrics(failed, requests),
    },
    ...(failure && { failure }),
  };
}
