import { describe, expect, it } from 'vitest';
import { createAccumulator } from '../../src/measuring/collecting/accumulate.ts';
import type { Measured, ProcessOutcome } from '../../src/runners/runner.ts';

function wall(...runs: number[][]): Measured['metrics'] {
  return { wall_time: { unit: 's', better: 'lower', runs } };
}

function outcome(...measured: Measured[]): ProcessOutcome {
  return { measured };
}

describe('createAccumulator', () => {
  it('keeps the values of every run with its order and block', () => {
    const accumulator = createAccumulator();
    expect(accumulator.add('a', 0, 0, outcome({ metrics: wall([1, 2]) }))).toBe(1);
    expect(accumulator.add('a', 1, 3, outcome({ metrics: wall([3]) }))).toBe(4);
    expect(accumulator.benchmarks()).toEqual([
      {
        name: 'a',
        metrics: {
          wall_time: {
            unit: 's',
            better: 'lower',
            runs: [
              { order: 0, block: 0, values: [1, 2] },
              { order: 3, block: 1000, values: [3] },
            ],
          },
        },
      },
    ]);
  });

  it('counts every process that a tool started for one request', () => {
    const accumulator = createAccumulator();
    expect(accumulator.add('a', 2, 7, outcome({ metrics: wall([1], [2], [3]) }))).toBe(10);
    expect(accumulator.of('a')[0]?.metrics.wall_time?.runs.map(({ order, block }) => [order, block])).toEqual(
      [
        [7, 2000],
        [8, 2001],
        [9, 2002],
      ],
    );
  });

  it('names sub-benchmarks and keeps their parameters', () => {
    const accumulator = createAccumulator();
    accumulator.add('a', 0, 0, outcome({ sub: 'n=1', params: { n: '1' }, metrics: wall([1]) }));
    expect(accumulator.of('a')).toMatchObject([{ name: 'a/n=1', params: { n: '1' } }]);
  });

  it('tells a failed process on every sub-benchmark, and keeps what the others measured', () => {
    const accumulator = createAccumulator();
    accumulator.add('a', 0, 0, outcome({ sub: 'x', metrics: wall([1]) }, { sub: 'y', metrics: wall([2]) }));
    accumulator.add('a', 1, 1, { measured: [], failure: { code: 'crashed', message: 'boom' } });
    accumulator.add('b', 0, 2, outcome({ metrics: wall([5]) }));
    const [x, y, b] = accumulator.benchmarks();
    expect(x?.failures).toEqual([{ code: 'crashed', message: 'boom', order: 1 }]);
    expect(y?.failures).toEqual([{ code: 'crashed', message: 'boom', order: 1 }]);
    expect(x?.metrics.wall_time?.runs).toHaveLength(1);
    expect(b?.failures).toBeUndefined();
  });

  it('tells a benchmark whose only process failed', () => {
    const accumulator = createAccumulator();
    accumulator.add('a', 0, 0, { measured: [], failure: { code: 'timed-out', message: '60 s' } });
    expect(accumulator.benchmarks()).toEqual([
      { name: 'a', metrics: {}, failures: [{ code: 'timed-out', message: '60 s', order: 0 }] },
    ]);
  });

  it('tells a sub-benchmark that some processes measured and others did not', () => {
    const accumulator = createAccumulator();
    accumulator.add('a', 0, 0, outcome({ sub: 'x', metrics: wall([1]) }, { sub: 'y', metrics: wall([1]) }));
    accumulator.add('a', 1, 1, outcome({ sub: 'x', metrics: wall([1]) }));
    expect(accumulator.of('a').map((benchmark) => benchmark.failures?.map(({ code }) => code))).toEqual([
      undefined,
      ['no-values'],
    ]);
  });

  it('takes names that are special to JavaScript as names', () => {
    const accumulator = createAccumulator();
    accumulator.add(
      '__proto__',
      0,
      0,
      outcome({
        metrics: { ...wall([1]), constructor: { unit: 's', better: 'lower' as const, runs: [[1]] } },
      }),
    );
    expect(Object.keys(accumulator.of('__proto__')[0]?.metrics ?? {})).toEqual(['wall_time', 'constructor']);
  });
});
