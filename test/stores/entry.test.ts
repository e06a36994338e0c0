import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile } from '../../src/comparison/readings/statistic.ts';
import type { Measurements } from '../../src/samples/measurements.ts';
import { decodeEntry, encodeEntry, isEntryName } from '../../src/stores/entry.ts';
import { compact, ENTRY_TARGET, pick, thin } from '../../src/stores/entry-compaction.ts';
import { environmentKey, isEnvironmentKey } from '../../src/stores/environment-key.ts';
import { entryOf, LINUX, OTHER } from './contract.ts';

describe('environmentKey', () => {
  test('is readable, and tells apart what must not be compared', () => {
    expect(environmentKey(LINUX)).toMatch(/^cpython-3\.11\.7-linux-x86_64-epyc-7763-2c-[0-9a-f]{8}$/);
    expect(environmentKey(OTHER)).toMatch(
      /^cpython-3\.11\.7-linux-x86_64-xeon-platinum-8370c-2c-[0-9a-f]{8}$/,
    );
    expect(environmentKey({ ...LINUX, packages: 'a2' })).not.toBe(environmentKey(LINUX));
    expect(environmentKey({ ...LINUX, load: 3 })).toBe(environmentKey(LINUX));
    expect(environmentKey({})).toMatch(/^unknown-[0-9a-f]{8}$/);
  });

  test('stays what it was, or no stored baseline would be found again', () => {
    expect(environmentKey(LINUX)).toBe('cpython-3.11.7-linux-x86_64-epyc-7763-2c-129c4cce');
    const recorded = { distributions: 'numpy 2.1.0', settings: '', cpu_limit: 1.5, memory_limit: 1e9 };
    expect(environmentKey({ ...LINUX, ...recorded, runner_image: 'ubuntu24 1' })).toBe(environmentKey(LINUX));
  });

  test('a fact that is absent and one that says so in words are not the same', () => {
    expect(environmentKey({ cores: 2, kernel: 'null' })).not.toBe(environmentKey({ cores: 2 }));
    expect(environmentKey({ cores: 2 })).not.toBe(environmentKey({ cores: '2' as unknown as number }));
  });

  test('whatever a machine says, the key is safe as a directory name', () => {
    const fact = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('../../x', '.', '..', '/', '\\', 'CON', '\0'),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('cpu', 'os', 'python', 'implementation', 'arch'), fact),
        (facts) => {
          const key = environmentKey(facts);
          expect(isEnvironmentKey(key)).toBe(true);
          expect(key.length).toBeLessThanOrEqual(100);
          expect(key).not.toMatch(/[^a-z0-9._-]|^[.-]/);
        },
      ),
    );
  });
});

describe('thinning', () => {
  const values = fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 400 });
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const fastestTenth = (list: readonly number[]) =>
    mean([...list].sort((a, b) => a - b).slice(0, Math.ceil(list.length / 10)));

  test('keeps the mean of the fastest tenth, the range and the number of groups', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(10, 20, 50, 100), (list, size) => {
        const few = thin(list, size);
        expect(few.length).toBe(Math.min(list.length, size));
        expect(few.every((value) => value >= Math.min(...list) * (1 - 1e-12))).toBe(true);
        expect(few.every((value) => value <= Math.max(...list) * (1 + 1e-12))).toBe(true);
        if (list.length > size && list.length % size === 0) {
          expect(fastestTenth(few) / fastestTenth(list)).toBeCloseTo(1, 9);
          expect(mean(few) / mean(list)).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  test('on a run of a realistic shape and odd length the estimates move by less than a thousandth', () => {
    // A fixed, skewed sample: most values near 12 ms, a tail of interference.
    const run = Array.from(
      { length: 317 },
      (_, i) => 0.012 * (1 + 0.02 * Math.sin(i) ** 2 + 0.3 * (i % 29 === 0 ? 1 : 0)),
    );
    for (const size of [20, 50, 100]) {
      const few = thin(run, size);
      expect(fastestTenth(few) / fastestTenth(run)).toBeCloseTo(1, 3);
      expect(mean(few) / mean(run)).toBeCloseTo(1, 2);
    }
  });
});

test('what is kept of single calls never makes a quantile larger, nor the smallest one', () => {
  const calls = fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), {
    minLength: 101,
    maxLength: 1500,
  });
  fc.assert(
    fc.property(calls, fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 0.999, 1), (list, p) => {
      const of = (values: readonly number[]) => quantile(Float64Array.from(values).sort(), p);
      const few = pick(list, 100);
      expect(few).toHaveLength(100);
      if (p === 0) expect(of(few)).toBe(of(list));
      // The middle of a share may lie half a share beyond.
      else
        expect(of(few)).toBeLessThanOrEqual(
          quantile(Float64Array.from(list).sort(), Math.min(1, p + 0.0051)),
        );
    }),
  );
});

describe('compact', () => {
  const session = (benchmarks: number, runs: number, perRun: number): Measurements => ({
    ...entryOf('a', 0).measurements,
    benchmarks: Array.from({ length: benchmarks }, (_, b) => ({
      name: `b${b}`,
      metrics: {
        wall_time: {
          unit: 's',
          better: 'lower',
          runs: Array.from({ length: runs }, (_, order) => ({
            order,
            values: Array.from(
              { length: perRun },
              (_, i) => 0.0123456789012 * (1 + ((i * 7919) % 101) / 1000),
            ),
          })),
        },
      },
    })),
  });

  test('a small session keeps every value in its order, to seven digits', () => {
    const { measurements, thinned } = compact(session(1, 3, 20));
    expect(thinned).toBe(false);
    const [run] = measurements.benchmarks[0]?.metrics.wall_time?.runs ?? [];
    expect(run?.values).toHaveLength(20);
    expect(run?.values[0]).toBe(0.01234568);
  });

  test('a large one keeps every run, and no more values than fit', () => {
    const { measurements, thinned } = compact(session(40, 20, 300));
    expect(thinned).toBe(true);
    expect(JSON.stringify(measurements).length).toBeLessThanOrEqual(ENTRY_TARGET);
    for (const benchmark of measurements.benchmarks)
      expect(benchmark.metrics.wall_time?.runs).toHaveLength(20);
  });

  test('whole numbers stay exact', () => {
    const exact = { ...session(1, 1, 1) };
    const metric = { unit: 'count', better: 'lower' as const, runs: [{ order: 0, values: [123456789012] }] };
    const { measurements } = compact({
      ...exact,
      benchmarks: [{ name: 'x', metrics: { instructions: metric } }],
    });
    expect(measurements.benchmarks[0]?.metrics.instructions?.runs[0]?.values).toEqual([123456789012]);
  });

  test('one value a run is never thinned, however many runs there are', () => {
    expect(compact(session(400, 30, 1)).thinned).toBe(false);
  });
});

describe('decodeEntry', () => {
  test('never throws, whatever a file holds', () => {
    const good = encodeEntry(entryOf('a', 0))[0]?.text ?? '';
    expect(decodeEntry(good, () => undefined).ok).toBe(true);
    const place = fc.integer({ min: 0, max: good.length });
    fc.assert(
      fc.property(place, place, fc.string({ maxLength: 20 }), (a, b, text) => {
        decodeEntry(good.slice(0, Math.min(a, b)) + text + good.slice(Math.max(a, b)), () => undefined);
      }),
    );
    fc.assert(fc.property(fc.json(), (json) => !decodeEntry(json, () => undefined).ok));
  });

  test('an unknown field, as a later version of ours may add, is kept', () => {
    const good = encodeEntry(entryOf('a', 0))[0]?.text ?? '';
    const decoded = decodeEntry(good.replace('"unit"', '"confidence": 0.5,\n"unit"'), () => undefined);
    expect(JSON.stringify(decoded)).toContain('confidence');
  });

  test('a version that is not ours is said', () => {
    const text = (encodeEntry(entryOf('a', 0))[0]?.text ?? '').replace('"version": 1', '"version": 7');
    expect(decodeEntry(text, () => undefined)).toEqual({
      ok: false,
      problem: 'it has schema version 7, this Pacegate reads version 1',
    });
  });
});

test('names of entries', () => {
  for (const { name } of encodeEntry(entryOf('a', 0))) expect(isEntryName(name)).toBe(true);
  for (const name of [
    '',
    'x.json',
    '../2026-11-22T130000Z-aaaaaaaa-000000.json',
    '2026-11-22T130000Z-aaaaaaaa-000000.part2.json',
  ])
    expect(isEntryName(name)).toBe(false);
});
