import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldProfile } from '../../src/profiles/fold.ts';
import { makeProfile } from './sample.ts';

const keepOnly =
  (...names: string[]) =>
  (key: string) =>
    names.includes(key.split('\n')[1] ?? '');
const owns = (folded: ReturnType<typeof foldProfile>) =>
  Object.fromEntries([...folded.values()].map((entry) => [entry.name, entry.own]));

describe('foldProfile', () => {
  it('charges each caller with its own calls', () => {
    const profile = makeProfile({ a: 1, b: 1, lib: 5 }, { 'a > lib': 2, 'b > lib': 3 });
    expect(owns(foldProfile(profile, keepOnly('a', 'b')))).toEqual({ a: 3, b: 4 });
  });

  it('shares out a chain by the time of the calls', () => {
    const profile = makeProfile(
      { a: 1, b: 1, outer: 0, inner: 6 },
      { 'a > outer': { own: 0, total: 2 }, 'b > outer': { own: 0, total: 4 }, 'outer > inner': 6 },
    );
    expect(owns(foldProfile(profile, keepOnly('a', 'b')))).toEqual({ a: 3, b: 5 });
  });

  it('comes to an end where libraries call each other in a circle', () => {
    const profile = makeProfile(
      { a: 1, x: 2, y: 2 },
      { 'a > x': { own: 1, total: 4 }, 'x > y': { own: 2, total: 3 }, 'y > x': { own: 1, total: 1 } },
    );
    const folded = owns(foldProfile(profile, keepOnly('a')));
    expect(folded.a).toBeCloseTo(5, 9);
  });

  it('never makes up or loses time that somebody kept can be charged with', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 10, noNaN: true }), { minLength: 2, maxLength: 6 }),
        (costs) => {
          // A chain root > f0 > f1 > …: everything below the root is its cost.
          const names = costs.map((_, place) => `f${place}`);
          const functions = Object.fromEntries([['root', 1], ...names.map((name, i) => [name, costs[i]])]);
          const edges = Object.fromEntries(
            names.map((name, place) => [
              `${place === 0 ? 'root' : names[place - 1]} > ${name}`,
              { own: costs[place] ?? 0, total: costs.slice(place).reduce((a, b) => a + b, 0) },
            ]),
          );
          const folded = owns(foldProfile(makeProfile(functions, edges), keepOnly('root')));
          expect(folded.root).toBeCloseTo(
            costs.reduce((a, b) => a + b, 1),
            6,
          );
        },
      ),
    );
  });
});
