/** k6: the end-of-test summary in each of its shapes, or every request from `k6 run --out json=FILE`. */

import { parseJson } from '../json.ts';
import { isOwnName, shortName } from '../names.ts';
import {
  type Reading,
  type ReadMetric,
  type Results,
  type ResultsText,
  single,
  Unreadable,
} from '../reading.ts';
import { failureMetrics, judgeFailed } from './failed-requests.ts';
import { isPointStream, readPoints } from './k6-points.ts';
import { type K6Metric, type K6Summary, readSummary } from './k6-summary.ts';

/** What a request took, first choice first. Failed requests are left out where k6 tells them apart. */
const TIMES = ['http_req_duration', 'grpc_req_duration', 'iteration_duration'] as const;
const EXPECTED = '{expected_response:true}';
const HINT = 'Mend the service or the test; statuses that are meant: `http.setResponseCallback`.';

/**
 * A file is one run of the test. A summary holds statistics and no values, so the statistics are the metrics, `p95`,
 * `median`, `mean`, `min`, `max`, `throughput`, `error_rate`, with one value a run: budgets of these names are judged
 * on k6's own figure. Everything else that k6 counted is there under its own name (`iteration_duration_p95`,
 * `data_sent`). Sub-metrics, such as `http_req_duration{name:search}`, are benchmarks of their own (`name:search`).
 */
export function parseK6({ text }: ResultsText): Results {
  if (isPointStream(text)) return { benchmarks: [readPoints(text, HINT)] };
  const summary = readSummary(parseJson(text));
  const main = mainTrend(summary);
  if (!main) {
    throw new Unreadable('k6 measured no request and no iteration.', {
      code: 'no-values',
      hint: 'A k6 threshold without samples passes; Pacegate counts it as not measured.',
    });
  }
  const tags = [...summary.metrics.keys()].flatMap((name) => {
    const tagged = /^([a-z_]+)(\{.*\})$/s.exec(name);
    return tagged?.[1] === main.base && tagged[2] !== EXPECTED ? [tagged[2] as string] : [];
  });
  return {
    benchmarks: [
      readTrend(summary, main.metric, '', undefined),
      ...tags.map((tag) =>
        readTrend(
          summary,
          summary.metrics.get(main.base + tag) as K6Metric,
          tag,
          shortName(tag.slice(1, -1)),
        ),
      ),
    ],
  };
}

function mainTrend({ metrics }: K6Summary): { base: string; metric: K6Metric } | undefined {
  for (const base of TIMES) {
    const metric = metrics.get(base + EXPECTED) ?? metrics.get(base);
    if (metric && Object.keys(metric.values).length > 0) return { base, metric };
  }
  return undefined;
}

function readTrend(summary: K6Summary, trend: K6Metric, tag: string, sub: string | undefined): Reading {
  const named = sub === undefined ? {} : { sub };
  const metrics: Record<string, ReadMetric> = {};
  for (const [name, value] of Object.entries(trend.values)) metrics[name] = single(value, 's', 'lower');
  const bad = Object.values(trend.values).some((value) => value < 0);
  const requests =
    summary.metrics.get(`http_reqs${tag}`) ?? (tag === '' ? summary.metrics.get('iterations') : undefined);
  const rate = requests?.values.rate ?? perSecond(requests?.values.count, summary.seconds);
  if (rate !== undefined) metrics.throughput = single(rate, '1/s', 'higher');
  const { passes: failed = 0, total = 0 } = summary.metrics.get(`http_req_failed${tag}`)?.values ?? {};
  if (total > 0) Object.assign(metrics, failureMetrics(failed, total));
  // k6 writes its metrics in random order.
  const others = tag === '' ? otherMetrics(summary) : {};
  for (const name of Object.keys(others).sort()) metrics[name] ??= others[name] as ReadMetric;
  const failure = bad
    ? ({ code: 'not-a-number', message: 'k6 reports a negative time.' } as const)
    : judgeFailed(failed, total, HINT);
  return { ...named, metrics, ...(failure && { failure }) };
}

function perSecond(count: number | undefined, seconds: number | undefined): number | undefined {
  return count !== undefined && seconds !== undefined && seconds > 0 ? count / seconds : undefined;
}

/** Everything else that k6 counted, so that budgets can be set on it: `checks`, `iteration_duration_p95`, `data_sent`. */
function otherMetrics(summary: K6Summary): Record<string, ReadMetric> {
  const others: Record<string, ReadMetric> = {};
  const unitOf = ({ type, contains }: K6Metric) =>
    type === 'rate' ? 'ratio' : { time: 's', data: 'B', default: 'count' }[contains];
  for (const [name, metric] of summary.metrics) {
    if (!isOwnName(name)) continue; // sub-metrics have braces
    const { values } = metric;
    if (metric.type === 'trend') {
      for (const [statistic, value] of Object.entries(values))
        others[`${name}_${statistic}`] = single(value, unitOf(metric), 'lower');
    } else {
      const value = values.value ?? values.count ?? values.rate;
      // A check that passes is good; of any other count less is taken to be better.
      if (value !== undefined)
        others[name] = single(value, unitOf(metric), name === 'checks' ? 'higher' : 'lower');
    }
  }
  return others;
}
