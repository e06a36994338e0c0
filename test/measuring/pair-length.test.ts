import { describe, expect, it } from 'vitest';
import { createPairLength } from '../../src/measuring/blocks/pair-length.ts';
import type { ProcessOutcome } from '../../src/runners/runner.ts';

interface Told {
  /** By how much the sides' ratio differs from turn to turn, and from block to block, as a share. */
  readonly within: number;
  readonly between: number;
  /** Seconds that a block takes beside what is timed. */
  readonly start: number;
  readonly blocks?: number;
  readonly turns?: number;
  readonly turn?: number;
  readonly loops?: number;
  readonly subs?: readonly (string | undefined)[];
}

/** Sixteen turns of 5 ms a block, with a known pattern in place of noise. */
function lengthAfter(told: Told): number {
  const { within, between, start, blocks = 6, turns = 16, turn = 1, loops = 1, subs = [undefined] } = told;
  const length = createPairLength();
  const value = 0.005 / turn / loops;
  const outcome = (of: (place: number) => number): ProcessOutcome => ({
    measured: subs.map((sub) => ({
      ...(sub !== undefined && { sub }),
      metrics: {
        wall_time: {
          unit: 's',
          better: 'lower',
          runs: [Array.from({ length: turns * turn }, (_, place) => value * of(Math.floor(place / turn)))],
        },
      },
      method: { loops, warmup: 2, gc: 'enabled', fingerprint: '' },
      turn,
    })) as ProcessOutcome['measured'],
  });
  for (let block = 0; block < blocks; block++) {
    const apart = between * ((block % 3) - 1);
    length.add(
      outcome(() => 1),
      outcome((place) => Math.exp(apart + within * ((place % 4) - 1.5))),
      subs.length * (start + 2 * turns * 0.005),
    );
  }
  return length.seconds();
}

/** Not at one of the limits. */
const USUAL: Told = { within: 0.02, between: 0.01, start: 0.2 };

describe('how long a pair is timed', () => {
  it('is a fixed time until five blocks have shown what it is worth', () => {
    expect(createPairLength().seconds()).toBe(0.08);
    expect(lengthAfter({ ...USUAL, blocks: 4 })).toBe(0.08);
    expect(lengthAfter({ ...USUAL, blocks: 5 })).not.toBe(0.08);
  });

  it('is what Kalibera and Jones say it is', () => {
    // The patterns' robust standard deviations are 1.4826 times the median of their distances from the middle.
    const ofTurns = (Math.PI / 2) * (1.4826 * 0.02) ** 2;
    const ofBlocks = (1.4826 * 0.01) ** 2 - ofTurns / 16;
    const turns = Math.sqrt((0.2 / 0.01) * (ofTurns / ofBlocks));
    expect(lengthAfter(USUAL) / (turns * 0.005)).toBeCloseTo(1, 1);
  });

  it('is longer where turns differ more, where blocks differ less, and where starting is dearer', () => {
    const usual = lengthAfter(USUAL);
    expect(lengthAfter({ ...USUAL, within: 0.03 })).toBeGreaterThan(1.3 * usual);
    expect(lengthAfter({ ...USUAL, within: 0.01 })).toBeLessThan(0.7 * usual);
    expect(lengthAfter({ ...USUAL, between: 0.02 })).toBeLessThan(0.7 * usual);
    expect(lengthAfter({ ...USUAL, start: 0.8 }) / usual).toBeCloseTo(2, 1);
    expect(lengthAfter({ ...USUAL, start: 0.1 }) / usual).toBeCloseTo(Math.SQRT1_2, 1);
  });

  it('never goes beyond its limits, whatever is seen', () => {
    expect(lengthAfter({ within: 0.5, between: 0, start: 60 })).toBe(0.64);
    expect(lengthAfter({ within: 0, between: 0.1, start: 0.2 })).toBe(0.04);
    expect(lengthAfter({ within: 0, between: 0, start: 0 })).toBe(0.04);
    expect(lengthAfter({ ...USUAL, within: 0.0001 })).toBe(0.04);
  });

  it('does not depend on how many values make a turn, or calls a value', () => {
    const usual = lengthAfter(USUAL);
    expect(lengthAfter({ ...USUAL, turn: 4 })).toBeCloseTo(usual, 6);
    expect(lengthAfter({ ...USUAL, loops: 1000 })).toBeCloseTo(usual, 6);
  });

  it('is shared by the cases of the parameters, each of which has processes of its own to start', () => {
    expect(lengthAfter({ ...USUAL, subs: ['size=1', 'size=2', 'size=3'] })).toBeCloseTo(
      3 * lengthAfter(USUAL),
      6,
    );
  });

  it('learns nothing from what took no turns, has too few, or failed', () => {
    expect(lengthAfter({ ...USUAL, turns: 1 })).toBe(0.08);
    const length = createPairLength();
    const run = { metrics: { wall_time: { unit: 's', better: 'lower' as const, runs: [[1, 2, 3, 4]] } } };
    const pairs: [ProcessOutcome['measured'], ProcessOutcome['measured']][] = [
      [[run], [run]],
      [[{ ...run, turn: 1 }], [{ ...run, turn: 2 }]],
      [[{ ...run, turn: 1 }], [{ metrics: {}, turn: 1 }]],
      [[{ ...run, turn: 1 }], []],
      [[], []],
    ];
    for (const [baseline, candidate] of pairs)
      for (let block = 0; block < 6; block++) length.add({ measured: baseline }, { measured: candidate }, 1);
    expect(length.seconds()).toBe(0.08);
  });
});
