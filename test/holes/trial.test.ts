import { expect, test } from 'vitest';
import { kindOf, type Outcome } from '../../holes/trial.ts';
import { combinations, nameOf } from '../../holes/ways.ts';

const outcome = (slower: string, twin: string): Outcome => ({
  layout: 'flat',
  install: 'none',
  runner: 'pytest',
  way: 'sleep',
  slower,
  twin,
});

test('only what is told of both the slower one and its twin is right', () => {
  expect(kindOf(outcome('fail', 'pass'))).toBe('right');
  expect(kindOf(outcome('missing', 'missing'))).toBe('refused');
  expect(kindOf(outcome('inconclusive', 'pass'))).toBe('open');
  expect(kindOf(outcome('fail', 'inconclusive'))).toBe('open');
  for (const green of ['pass', 'improved', 'new', 'skipped', 'accepted', 'exit 2'])
    expect(kindOf(outcome(green, 'pass'))).toBe('false green');
  for (const red of ['fail', 'missing', 'new', 'exit 2'])
    expect(kindOf(outcome('fail', red))).toBe('false red');
});

test('every combination has a name of its own, and there are enough of them', () => {
  const names = combinations().map(nameOf);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(300);
});
