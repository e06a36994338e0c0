/** What a proven change is worth in production, and that what is worth more comes first. */
import { expect, test } from 'vitest';
import type { Result } from '../../src/comparison/result.ts';
import type { BenchmarkSection } from '../../src/report/model.ts';
import { sortResults } from '../../src/report/order.ts';
import { impactOf } from '../../src/report/words/impact.ts';
import { impactWords } from '../../src/report/words/words.ts';
import { compare, slowed } from '../comparison/measured.ts';
import { CASES } from './samples.ts';

const DAY = 86_400;
const of = (results: readonly Result[], traffic = DAY) => impactOf('b', traffic, { results, cpuHour: 0.04 });

test('10 ms that become 20 ms: half the throughput, twice the hours', () => {
  const impact = of(compare(...slowed(2), 'time < baseline + 5%'));
  expect(impact?.throughput?.baseline).toBeCloseTo(100, -1);
  expect(impact?.throughput?.candidate).toBeCloseTo(50, -1);
  expect(impact?.batch_hours?.candidate).toBeCloseTo(2 * (impact?.batch_hours?.baseline ?? 0), 1);
  expect(impact?.cpu_hours_per_day).toBeCloseTo(0.24, 2);
  const section = { name: 'b', runs: { baseline: 1, candidate: 1 }, traffic: DAY, ...(impact && { impact }) };
  expect(impactWords(section)).toMatch(
    /^At 86.4k calls a day .* One core then handles 4\d\.\d\/s in place of 9\d\.\d\/s; a day's calls, one after the other, take 28 min .* in place of 14 min/,
  );
});

test('by `cost` it is the same, and what is not proven is worth nothing', () => {
  const byTime = of(compare(...slowed(2), 'time < baseline + 5%'));
  const byCost = of(compare(...slowed(2), 'cost < baseline + 5%'));
  expect(byCost?.dollars_per_month).toBeCloseTo(byTime?.dollars_per_month ?? 0, 2);
  expect(of(compare(...slowed(1), 'time < baseline + 5%'))).toBeUndefined();
});

test('of two broken budgets the dearer one comes first, although it lies nearer to its limit', () => {
  const slow = CASES.slower();
  const [far, dear] = [
    { ...slow, benchmark: 'a', change: { ratio: 3, low: 2.9, high: 3.1, confidence: 0.95 } },
    { ...slow, benchmark: 'z' },
  ];
  const section = (name: string, dollars: number): BenchmarkSection => ({
    name,
    runs: { baseline: 10, candidate: 10 },
    impact: { cpu_hours_per_day: dollars, dollars_per_month: dollars },
  });
  const order = (...sections: BenchmarkSection[]) =>
    sortResults([dear, far], sections).map(({ benchmark }) => benchmark);
  expect(order()).toEqual(['a', 'z']);
  expect(order(section('z', 500), section('a', 20))).toEqual(['z', 'a']);
  expect(order(section('z', 0.5))).toEqual(['a', 'z']);
});
