import { describe, expect, test } from 'vitest';
import type { Budget } from '../../src/budgets/model.ts';
import { budgetKey, readBudget } from '../../src/budgets/texts/grammar.ts';
import { parseBudget } from '../../src/budgets/texts/parse-budget.ts';

function budget(text: string): Budget {
  const result = parseBudget(text);
  if ('message' in result) throw new Error(`${text}: ${result.message}`);
  return result;
}

const absolute = (value: number, unit?: string) => ({ kind: 'absolute', value, ...(unit && { unit }) });
const relative = (ratio: number) => ({ kind: 'baseline', ratio });
const offset = (margin: number, unit?: string) => ({
  kind: 'baseline-offset',
  margin,
  ...(unit && { unit }),
});

describe('METRIC OP BOUND', () => {
  test.each([
    ['time < 300 ms', 'time', '<', absolute(0.3, 's')],
    ['p95<1.5 s', 'p95', '<', absolute(1.5, 's')],
    ['p99.9 <= 2s', 'p99.9', '<=', absolute(2, 's')],
    ['p50 < 1 s', 'p50', '<', absolute(1, 's')],
    ['peak_memory < 250 MiB', 'peak_memory', '<', absolute(262_144_000, 'B')],
    ['throughput > 200/s', 'throughput', '>', absolute(200, '1/s')],
    ['instructions < 3M', 'instructions', '<', absolute(3e6, 'count')],
    ['instructions < 300', 'instructions', '<', absolute(300)],
    ['cost < $0.40/1M', 'cost', '<', absolute(0.4e-6, '$')],
    ['time < baseline', 'time', '<', relative(0)],
    ['time < baseline + 5%', 'time', '<', relative(0.05)],
    ['time<baseline+5 %', 'time', '<', relative(0.05)],
    ['time < baseline - 5%', 'time', '<', relative(-0.05)],
    ['time < baseline \u2212 5%', 'time', '<', relative(-0.05)],
    ['time < baseline - 0%', 'time', '<', relative(0)],
    ['throughput > baseline - 5%', 'throughput', '>', relative(-0.05)],
    ['time < anchor + 10%', 'time', '<', { kind: 'anchor', ratio: 0.1 }],
    ['throughput > anchor - 10 %', 'throughput', '>', { kind: 'anchor', ratio: -0.1 }],
    ['time <= anchor', 'time', '<=', { kind: 'anchor', ratio: 0 }],
    ['cpu_time < baseline - 10 ms', 'cpu_time', '<', offset(-0.01, 's')],
    ['peak_memory < baseline + 1 MiB', 'peak_memory', '<', offset(2 ** 20, 'B')],
    ['instructions < baseline + 1e3', 'instructions', '<', offset(1000)],
    ['recall >= 0.99', 'recall', '>=', absolute(0.99)],
    ['http_req.failed-rate < 1', 'http_req.failed-rate', '<', absolute(1)],
    ['queue_wait < 5 ms', 'queue_wait', '<', absolute(0.005, 's')],
    ['errors <= 0', 'errors', '<=', absolute(0)],
  ])('%s', (text, metric, op, bound) => {
    expect(budget(text)).toMatchObject({ metric, op, severity: 'fail' });
    expect(budget(text).bound).toEqual(bound);
  });

  test.each([
    ['time < 1 s', 'lower'],
    ['throughput > 1/s', 'higher'],
    ['throughput < 1/s', 'higher'],
    ['recall > 0.9', 'higher'],
    ['misses < 5', 'lower'],
  ])('%s: %s is better', (text, better) => {
    expect(budget(text).better).toBe(better);
  });

  test('keeps the author’s words, white space folded', () => {
    expect(budget('  time  <\tbaseline +   5%\n').text).toBe('time < baseline + 5%');
  });

  test('mistakes have the column of the culprit', () => {
    expect(parseBudget('tiem < 1 s')).toMatchObject({ position: { file: '--budget', line: 1, column: 1 } });
    expect(parseBudget('time = 1 s')).toMatchObject({ position: { column: 6 } });
    expect(parseBudget('time < 1 sec')).toMatchObject({ position: { column: 10 } });
    expect(parseBudget('time < 1 sec', { file: 'x', line: 7, column: 20 })).toMatchObject({
      position: { file: 'x', line: 7, column: 29 },
    });
  });

  test('one budget written in two ways has one key', () => {
    const key = (text: string): string => budgetKey(budget(text));
    expect(key('time<baseline+5%')).toBe(key('time < baseline + 5.0 %'));
    expect(key('p95 < 0.3 s')).toBe(key('p95.0 < 300 ms'));
    expect(key('time < baseline')).not.toBe(key('time <= baseline'));
    expect(key('time < baseline + 5%')).not.toBe(key('time < baseline + 5.1%'));
    expect(key('time < 1 s')).not.toBe(key('time < baseline + 1 s'));
  });

  test.each(['time > 300 ms', 'throughput < 5/s', 'cost >= $1'])('%s is doubted', (text) => {
    expect(readBudget(text)).toMatchObject({ doubts: [expect.stringContaining('did you mean')] });
  });
});
