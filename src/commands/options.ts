/** Options that several commands share, with their defaults and help. */
import { UsageError } from '../errors.ts';
import { nearest } from '../samples/nearest.ts';
import type { Settings } from '../settings.ts';
import type { Arguments, ProcessLike } from './command.ts';

export const MEASURING_OPTIONS = {
  budgets: { type: 'string' },
  base: { type: 'string' },
  only: { type: 'string' },
  out: { type: 'string' },
  compare: { type: 'string' },
  seed: { type: 'string' },
} as const;

export const DEFAULT_BUDGETS = 'budgets.yml';
export const DEFAULT_OUT = '.pacegate/out';

const COMPARISONS = ['auto', 'stored', 'side-by-side'] as const;

export function settingsFrom(args: Arguments, process: ProcessLike): Settings {
  const base = args.text('base');
  const only = args.text('only');
  const seed = args.text('seed');
  const compare = args.text('compare');
  return {
    budgets: args.text('budgets') ?? DEFAULT_BUDGETS,
    directory: process.cwd(),
    out: args.text('out') ?? DEFAULT_OUT,
    saveBaseline: args.flag('save-baseline'),
    ...(base !== undefined && { base }),
    ...(only !== undefined && { only }),
    ...(seed !== undefined && { seed }),
    ...(compare !== undefined && { compare: comparisonFrom(compare) }),
  };
}

export function comparisonFrom(text: string): (typeof COMPARISONS)[number] {
  const known = COMPARISONS.find((comparison) => comparison === text);
  if (known) return known;
  throw new UsageError(`--compare ${text}: there is no such comparison.`, {
    hint: `Write one of ${COMPARISONS.join(', ')}${nearest(text, COMPARISONS) ? `; did you mean ${nearest(text, COMPARISONS)}?` : '.'}`,
  });
}
