import type { Result } from '../../src/comparison/result.ts';
import type { Report } from '../../src/report/model.ts';

const summary = { median: 0.012, p95: 0.013, spread: 0.0003, estimate: 0.0119, runs: 10, values: 200 };

/** A benchmark that got 8.3 % slower, measured against `time < baseline + 5%`. */
export function resultOf(over: Partial<Result> = {}): Result {
  return {
    benchmark: 'search',
    budget: 'time < baseline + 5%',
    metric: 'time',
    unit: 's',
    better: 'lower',
    op: '<',
    severity: 'fail',
    verdict: 'fail',
    reason: 'because',
    baseline: summary,
    candidate: { ...summary, estimate: 0.0129 },
    change: { ratio: 1.083, low: 1.071, high: 1.094, confidence: 0.95 },
    limit: { kind: 'ratio', value: 1.05 },
    detectable: 0.02,
    ...over,
  };
}

export function reportOf(results: readonly Result[], over: Partial<Report> = {}): Report {
  return {
    format: 'pacegate/report',
    version: 1,
    verdict: results[0]?.verdict ?? 'pass',
    comparison: 'side-by-side',
    mode: 'enforce',
    exit: 1,
    results,
    warnings: [],
    benchmarks: [],
    created: '2026-11-22T13:00:00Z',
    session: 'b2f1',
    candidate: { environment: {}, created: '2026-11-22T13:00:00Z' },
    ...over,
  };
}
