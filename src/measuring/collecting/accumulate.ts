/** Collects what processes measured, run by run, into the benchmarks of one side. */

import type { Measured, ProcessOutcome } from '../../runners/runner.ts';
import { type Answer, mergeAnswers } from '../../samples/answer.ts';
import {
  type Benchmark,
  type Failure,
  type Method,
  type Metric,
  RUNS_PER_BLOCK,
  type Run,
} from '../../samples/measurements.ts';
import { VANISHED } from './vanished.ts';

interface Growing {
  readonly params?: Readonly<Record<string, string>>;
  readonly metrics: Map<
    string,
    { readonly unit: string; readonly better: Metric['better']; readonly runs: Run[] }
  >;
  readonly failures: Failure[];
  method?: Method;
  answer?: Answer;
  unmeasured?: Readonly<Record<string, Failure>>;
  neverSteady: number;
  /** Requests that yielded something for it, a failure included. */
  seen: number;
}

export interface Accumulator {
  /** Takes what one request for benchmark `name` yielded. `order` of its first run; returns the next free order. */
  add(name: string, block: number, order: number, outcome: ProcessOutcome): number;
  /** Everything taken so far. A failure of a whole process is told on each sub-benchmark that it took down. */
  benchmarks(): Benchmark[];
  /** Those of benchmark `name` and its sub-benchmarks only. */
  of(name: string): Benchmark[];
}

export function createAccumulator(): Accumulator {
  const declared = new Map<string, Map<string, Growing>>();
  const processFailures = new Map<string, Failure[]>();
  const requests = new Map<string, number>();

  function grow(name: string, measured: Measured): Growing {
    const subs = declared.get(name) ?? new Map<string, Growing>();
    declared.set(name, subs);
    const full = measured.sub === undefined ? name : `${name}/${measured.sub}`;
    const known = subs.get(full);
    if (known) return known;
    const fresh: Growing = {
      ...(measured.params && { params: measured.params }),
      metrics: new Map(),
      failures: [],
      neverSteady: 0,
      seen: 0,
    };
    subs.set(full, fresh);
    return fresh;
  }

  function of(name: string): Benchmark[] {
    const wholesale = processFailures.get(name) ?? [];
    const subs = declared.get(name);
    if (!subs || subs.size === 0)
      return wholesale.length > 0 ? [{ name, metrics: {}, failures: wholesale }] : [];
    return [...subs].map(([full, growing]) => {
      const vanished = growing.seen < (requests.get(name) ?? 0) ? [VANISHED] : [];
      const failures = [...growing.failures, ...wholesale, ...vanished];
      const method = growing.method && {
        ...growing.method,
        ...(growing.neverSteady > 0 && { neverSteady: growing.neverSteady }),
      };
      return {
        name: full,
        ...(growing.params && { params: growing.params }),
        metrics: Object.fromEntries(growing.metrics),
        ...(method && { method }),
        ...(growing.answer && { answer: growing.answer }),
        ...(growing.unmeasured && { unmeasured: growing.unmeasured }),
        ...(failures.length > 0 && { failures }),
      };
    });
  }

  return {
    add(name, block, order, outcome) {
      let most = 1;
      // A suite leaves those out that are decided.
      if (!outcome.failure && !outcome.members) requests.set(name, (requests.get(name) ?? 0) + 1);
      for (const measured of outcome.measured) {
        const growing = grow(name, measured);
        if (!outcome.failure) growing.seen++;
        if (measured.failure) growing.failures.push({ ...measured.failure, order });
        if (!growing.method && measured.method) growing.method = measured.method;
        if (measured.answer)
          growing.answer = growing.answer ? mergeAnswers(growing.answer, measured.answer) : measured.answer;
        if (measured.unmeasured) growing.unmeasured = measured.unmeasured;
        growing.neverSteady += measured.method?.neverSteady ?? 0;
        for (const [metricName, { unit, better, runs }] of Object.entries(measured.metrics)) {
          const metric = growing.metrics.get(metricName) ?? { unit, better, runs: [] };
          growing.metrics.set(metricName, metric);
          runs.forEach((values, index) => {
            // Of single calls there are more at a turn, and of memory there is one value for all turns.
            const turn = values.length > 1 && metricName !== 'call_time' ? measured.turn : undefined;
            metric.runs.push({
              order: order + index,
              block: block * RUNS_PER_BLOCK + index,
              ...(turn && { turn }),
              values,
            });
          });
          most = Math.max(most, runs.length);
        }
      }
      if (outcome.failure) {
        processFailures.set(name, [...(processFailures.get(name) ?? []), { ...outcome.failure, order }]);
      }
      return order + most;
    },
    of,
    benchmarks() {
      const names = new Set([...declared.keys(), ...processFailures.keys()]);
      return [...names].flatMap(of);
    },
  };
}
