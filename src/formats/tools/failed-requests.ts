/**
 * Load tests: what failed requests mean. An error is answered faster or slower than a good answer, so times of a test
 * in which many requests failed say nothing about the service: k6 gives a p95 of 0 ms where nothing listens.
 */
import type { Failure } from '../../samples/measurements.ts';
import { type ReadMetric, single } from '../reading.ts';

/** With a larger share of failed requests a load test did not measure what it should. */
export const MOST_FAILED = 0.01;

export function failureMetrics(failed: number, requests: number): Record<string, ReadMetric> {
  return {
    failed_requests: single(failed, 'count', 'lower'),
    error_rate: single(failed / requests, 'ratio', 'lower'),
  };
}

export function judgeFailed(failed: number, requests: number, hint: string): Failure | undefined {
  if (failed <= MOST_FAILED * requests) return undefined;
  const message = `${failed} of ${requests} requests failed, and at most 1 % may.`;
  return { code: 'crashed', message, hint };
}
