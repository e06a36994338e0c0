/**
 * A profile as speedscope (https://www.speedscope.app) and Firefox's profiler read it. Profilers that count calls know
 * who called whom, but not the whole stack: below a function that several others call, its time is divided among them as
 * the calls were. The picture is exact where that does not happen.
 */
import type { Profile, ProfileEdge } from './profile.ts';

/** Stacks below this share of the whole are left to their caller: nobody would see them. */
const LEAST_SHARE = 0.0005;
const DEEPEST = 80;

export interface SpeedscopeFile {
  readonly $schema: string;
  readonly name: string;
  readonly exporter: string;
  readonly activeProfileIndex: number;
  readonly shared: { readonly frames: readonly { name: string; file: string; line: number }[] };
  readonly profiles: readonly {
    readonly type: 'sampled';
    readonly name: string;
    readonly unit: 'seconds' | 'none';
    readonly startValue: number;
    readonly endValue: number;
    readonly samples: readonly (readonly number[])[];
    readonly weights: readonly number[];
  }[];
}

export function toSpeedscope(profile: Profile, name: string): SpeedscopeFile {
  const { samples, weights } = unfoldStacks(profile);
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    name,
    exporter: 'pacegate',
    activeProfileIndex: 0,
    shared: { frames: profile.functions.map(({ name, file, line }) => ({ name, file, line })) },
    profiles: [
      {
        type: 'sampled',
        name,
        unit: profile.unit === 's' ? 'seconds' : 'none',
        startValue: 0,
        endValue: weights.reduce((a, b) => a + b, 0),
        samples,
        weights,
      },
    ],
  };
}

function unfoldStacks(profile: Profile): { samples: number[][]; weights: number[] } {
  const called = new Map<number, ProfileEdge[]>();
  const totals = profile.functions.map((entry) => entry.own);
  const fromOutside = profile.functions.map((entry) => entry.own);
  for (const edge of profile.edges) {
    if (edge.from === edge.to) continue;
    called.set(edge.from, [...(called.get(edge.from) ?? []), edge]);
    totals[edge.from] = (totals[edge.from] ?? 0) + edge.total;
    fromOutside[edge.from] = (fromOutside[edge.from] ?? 0) + edge.total;
    fromOutside[edge.to] = (fromOutside[edge.to] ?? 0) - edge.total;
  }
  const whole = profile.functions.reduce((sum, entry) => sum + entry.own, 0);
  const least = whole * LEAST_SHARE;
  const samples: number[][] = [];
  const weights: number[] = [];

  /** Places the time of one function on one stack; `part` is the part of its time that belongs there. */
  function place(stack: readonly number[], part: number): void {
    const top = stack.at(-1) ?? 0;
    let own = (profile.functions[top]?.own ?? 0) * part;
    for (const edge of called.get(top) ?? []) {
      const time = edge.total * part;
      const whole = totals[edge.to] ?? 0;
      if (time < least || whole === 0 || stack.includes(edge.to) || stack.length >= DEEPEST) own += time;
      else place([...stack, edge.to], Math.min(1, time / whole));
    }
    if (own > 0) {
      samples.push([...stack]);
      weights.push(own);
    }
  }

  profile.functions.forEach((_, entry) => {
    const outside = fromOutside[entry] ?? 0;
    const whole = totals[entry] ?? 0;
    if (whole > 0 && outside > least) place([entry], Math.min(1, outside / whole));
  });
  return { samples, weights };
}
