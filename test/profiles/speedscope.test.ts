import { describe, expect, it } from 'vitest';
import { toSpeedscope } from '../../src/profiles/speedscope.ts';
import { makeProfile } from './sample.ts';

const stacks = (file: ReturnType<typeof toSpeedscope>) =>
  Object.fromEntries(
    (file.profiles[0]?.samples ?? []).map((stack, at) => [
      stack.map((frame) => file.shared.frames[frame]?.name).join('>'),
      file.profiles[0]?.weights[at],
    ]),
  );

describe('toSpeedscope', () => {
  it('builds the stacks from who called whom', () => {
    const profile = makeProfile(
      { main: 1, tokenise: 2, clean: 3 },
      { 'main > tokenise': { own: 2, total: 5 }, 'tokenise > clean': 3 },
    );
    const file = toSpeedscope(profile, 'search, baseline');
    expect(stacks(file)).toEqual({ main: 1, 'main>tokenise': 2, 'main>tokenise>clean': 3 });
    expect(file.profiles[0]).toMatchObject({ type: 'sampled', unit: 'seconds', startValue: 0, endValue: 6 });
  });

  it('divides a function that two others call as they called it', () => {
    const profile = makeProfile({ a: 1, b: 1, shared: 4 }, { 'a > shared': 1, 'b > shared': 3 });
    expect(stacks(toSpeedscope(profile, 'x'))).toEqual({ a: 1, b: 1, 'a>shared': 1, 'b>shared': 3 });
  });

  it('comes to an end with functions that call each other', () => {
    const profile = makeProfile(
      { main: 1, even: 2, odd: 2 },
      {
        'main > even': { own: 0.1, total: 4 },
        'even > odd': { own: 2, total: 3.9 },
        'odd > even': { own: 1.9, total: 3.8 },
      },
    );
    const file = toSpeedscope(profile, 'x');
    expect(file.profiles[0]?.samples.length).toBeGreaterThan(0);
    expect(file.profiles[0]?.weights.every((weight) => Number.isFinite(weight) && weight > 0)).toBe(true);
  });
});
