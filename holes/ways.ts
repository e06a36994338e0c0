/** What is crossed with what. The work itself is in product.py, a function for each way. */

export const RUNNERS = ['callable', 'timeit', 'command', 'pytest', 'pyperf', 'asv', 'results'] as const;
export const WAYS = [
  'function',
  'importing',
  'c_call',
  'sleep',
  'lock',
  'thread',
  'child',
  'asynchronous',
  'generator',
  'collector',
  'allocation',
  'cache_miss',
  'larger_data',
  'tail',
] as const;
export const LAYOUTS = ['flat', 'src', 'namespace', 'nested', 'monorepo'] as const;
export const INSTALLS = ['none', 'editable', 'ordinary', 'per-side'] as const;

export type Runner = (typeof RUNNERS)[number];
export type Way = (typeof WAYS)[number];
export type Layout = (typeof LAYOUTS)[number];
export type Install = (typeof INSTALLS)[number];

export interface Combination {
  readonly layout: Layout;
  readonly install: Install;
  readonly runner: Runner;
  readonly way: Way;
}

export const nameOf = ({ layout, install, runner, way }: Combination): string =>
  [layout, install, runner, way].join('/');

/** Combinations that nobody can have, and why. */
export const SENSELESS: readonly {
  readonly fits: (combination: Combination) => boolean;
  readonly reason: string;
}[] = [
  {
    fits: ({ runner, way }) => runner === 'command' && way === 'tail',
    reason:
      'command, tail: one value of a command is a process, so `p95` of it is told from 59 processes at least, and of a tail that most processes do not meet from hundreds',
  },
  {
    fits: ({ runner, way }) => runner === 'asv' && way === 'importing',
    reason: 'asv, import: asv times imports in a process for each value (`timeraw_`), as `command` does',
  },
];

export function combinations(): Combination[] {
  return LAYOUTS.flatMap((layout) =>
    INSTALLS.flatMap((install) =>
      RUNNERS.flatMap((runner) => WAYS.map((way) => ({ layout, install, runner, way }))),
    ),
  ).filter((each) => !SENSELESS.some(({ fits }) => fits(each)));
}
