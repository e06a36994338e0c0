/** Code that keeps several cores busy: CPU time shows its change, but not the time that passes. */
import { expect, test } from 'vitest';
import { seededRandom } from '../../../power/random.ts';
import type { Benchmark } from '../../../src/samples/measurements.ts';
import { compare, metric } from '../measured.ts';

interface Parallel {
  /** Seconds a call of undisturbed wall time. */
  readonly seconds: number;
  /** Cores that it keeps busy meanwhile. */
  readonly cores: number;
  /** How much other tenants lengthen most calls' wall time. */
  readonly load?: number;
  readonly seed: string;
}

/** Twenty runs of 25 values; other tenants leave one call in ten alone, and no CPU time is theirs. */
function parallel({ seconds, cores, load = 0.5, seed }: Parallel): Benchmark {
  const random = seededRandom(seed);
  const runs = Array.from({ length: 20 }, () => {
    const own = 1 + 0.01 * random.unit();
    return Array.from({ length: 25 }, () => {
      const call = seconds * own * (1 + 0.004 * random.unit());
      const waited = random.unit() < 0.1 ? 0 : load * random.unit();
      return { wall: call * (1 + waited), cpu: call * cores };
    });
  });
  return {
    name: 'b',
    metrics: {
      wall_time: metric(
        's',
        runs.map((run) => run.map(({ wall }) => wall)),
      ),
      cpu_time: metric(
        's',
        runs.map((run) => run.map(({ cpu }) => cpu)),
      ),
    },
  };
}

const before = parallel({ seconds: 0.005, cores: 2, load: 3, seed: 'before' });

test('two busy threads are judged by CPU time, and shown in seconds that pass', () => {
  const slower = parallel({ seconds: 0.0055, cores: 2, load: 3, seed: 'after' });
  const [result] = compare(before, slower, 'time < baseline + 5%');
  expect(result).toMatchObject({ verdict: 'fail', clock: 'cpu' });
  expect(result?.change?.ratio).toBeCloseTo(1.1, 2);
  expect((result?.baseline?.estimate ?? 0) / 0.005).toBeCloseTo(1, 1);
  expect((result?.candidate?.estimate ?? 0) / 0.0055).toBeCloseTo(1, 1);
});

test('threads that begin to wait for each other do not pass, though they compute no more', () => {
  const waiting = parallel({ seconds: 0.0055, cores: 2 / 1.1, load: 3, seed: 'after' });
  const [result] = compare(before, waiting, 'time < baseline + 5%');
  expect(result?.verdict).not.toMatch(/pass|improved/);
  const barely = parallel({ seconds: 0.0051, cores: 2 / 1.015, load: 0, seed: 'after' });
  const unloaded = parallel({ seconds: 0.005, cores: 2, load: 0, seed: 'before' });
  const [added] = compare(unloaded, barely, 'time < baseline + 1%');
  expect(added).toMatchObject({ verdict: 'fail' });
});

test('work divided anew among threads is judged by wall time alone', () => {
  const unbalanced = parallel({ seconds: 0.005, cores: 1.5, load: 0.02, seed: 'before' });
  const more = parallel({ seconds: 0.005, cores: 1.7, load: 0.02, seed: 'after' });
  const [result] = compare(unbalanced, more, 'time < baseline + 5%');
  expect(result).toMatchObject({ verdict: 'pass', clock: 'wall' });
});

test('code that was made to use two cores is improved', () => {
  const serial = parallel({ seconds: 0.01, cores: 1, load: 0.02, seed: 'before' });
  const divided = parallel({ seconds: 0.0055, cores: 2, load: 0.02, seed: 'after' });
  const [result] = compare(serial, divided, 'time < baseline + 5%');
  expect(result).toMatchObject({ verdict: 'improved', clock: 'wall' });
});

test('a limit in seconds means seconds that pass, not those of all cores together', () => {
  const quiet = parallel({ seconds: 0.005, cores: 2, load: 0.02, seed: 'after' });
  const baseline = parallel({ seconds: 0.005, cores: 2, load: 0.02, seed: 'before' });
  const [absolute, offset] = compare(baseline, quiet, 'time < 6 ms', 'time < baseline + 1 ms');
  expect(absolute).toMatchObject({ verdict: 'pass' });
  expect(absolute?.candidate?.estimate).toBeCloseTo(0.005, 4);
  expect(offset).toMatchObject({ verdict: 'pass', clock: 'wall' });
});
