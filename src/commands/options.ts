/** Options that several commands share, with their defaults and help. */
import { UsageError } from '../errors.ts';
import { nearest } from '../samples/names/nearest.ts';
import type { Settings } from '../settings.ts';
import type { Arguments, ProcessLike } from './command.ts';

export const MEASURING_OPTIONS = {
  budgets: { type: 'string' },
  base: { type: 'string' },
  'base-exact': { type: 'boolean' },
  only: { type: 'string' },
  out: { type: 'string' },
  compare: { type: 'string' },
  seed: { type: 'string' },
} as const;

/** For the commands that measure one share of a run: see src/sharing/. */
export const SHARE_OPTION = { shard: { type: 'string' } } as const;

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
    all: args.flag('all'),
    baseExact: args.flag('base-exact'),
    ...(base !== undefined && { base }),
    ...(only !== undefined && { only }),
    ...(seed !== undefined && { seed }),
    ...(compare !== undefined && { compare: choiceFrom('compare', compare, COMPARISONS) }),
  };
}

/** A whole number above zero. */
export function numberFrom(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(`--${option} ${text}: this is no whole number above zero.`, {
    hint: `Write for example --${option} ${fallback}.`,
  });
}

/** One of a few words. */
export function choiceFrom<Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const known = choices.find((choice) => choice === text);
  if (known !== undefined) return known;
  const close = nearest(text, choices);
  throw new UsageError(`--${option} ${text}: there is no such choice.`, {
    hint: close ? `Did you mean ${close}?` : `Write one of ${choices.join(', ')}.`,
  });
}
