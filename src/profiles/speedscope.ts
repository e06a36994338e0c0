/** A profile as speedscope (https://www.speedscope.app) reads it. */
import type { Profile } from './profile.ts';
import { stacksOf } from './stacks.ts';

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
  const stacks = stacksOf(profile);
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
        endValue: stacks.reduce((sum, { own }) => sum + own, 0),
        samples: stacks.map(({ frames }) => frames),
        weights: stacks.map(({ own }) => own),
      },
    ],
  };
}
